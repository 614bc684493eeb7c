import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldErrors } from '@/lib/errors';
import { toExpression } from '@/lib/timing/builder';
import { randomCron } from '@/lib/timing/oracle';
import { parseLocal, toInstant } from '@/lib/timing/zone';
import { timingOf } from './of-schedule';
import { meant, type Timing, timing } from './timing';

const NOW = new Date('2031-02-03T12:00:00.250Z');

describe('a timing', () => {
  it.each<[unknown, string, string?]>([
    ['now', 'at(2031-02-03T12:00:04)'],
    [{ once: '2031-03-01T09:00:00Z' }, 'at(2031-03-01T09:00:00)'],
    [{ once: '2031-03-01T09:00:00+02:00' }, 'at(2031-03-01T07:00:00)'],
    [{ once: '1970-01-01T00:00:00Z' }, 'at(1970-01-01T00:00:00)'],
    [{ once: '2199-12-31T23:59:59Z' }, 'at(2199-12-31T23:59:59)'],
    [{ once: { inSeconds: 90 } }, 'at(2031-02-03T12:01:31)'],
    [{ once: { local: '2031-03-01T09:00' } }, 'at(2031-03-01T09:00:00)'],
    [
      { once: { local: '2031-03-01T09:00:30', timeZone: 'Europe/London' } },
      'at(2031-03-01T09:00:30)',
      'Europe/London',
    ],
    [{ every: { value: 15, unit: 'minute' } }, 'rate(15 minutes)'],
    [{ after: { value: 1, unit: 'hour' } }, 'after(1 hour)'],
    [{ daily: '09:00' }, 'cron(0 9 * * ? *)'],
    [{ daily: ['17:00', '09:00'] }, 'cron(0 9,17 * * ? *)'],
    [{ weekly: { days: ['friday', 'monday'], at: '09:00' } }, 'cron(0 9 ? * MON,FRI *)'],
    [{ monthly: { days: [15, 1], at: '09:00' } }, 'cron(0 9 1,15 * ? *)'],
    [{ monthly: { days: 'last-day', months: [3, 6], at: ['09:00'] } }, 'cron(0 9 L MAR,JUN ? *)'],
    [{ expression: 'cron(0/15 8-18 ? * MON-FRI *)' }, 'cron(0/15 8-18 ? * MON-FRI *)'],
  ])('%j is %s', (said, expression, timeZone = 'UTC') => {
    expect(meant(timing.parse(said), 'UTC', NOW, 'through')).toMatchObject({ expression, timeZone });
  });

  it.each<[unknown, string, string?]>([
    [{ daily: '25:00' }, 'timing.daily'],
    [{ daily: ['09:00', '17:30'] }, 'timing.daily'],
    [{ weekly: { days: ['monday'], at: ['9'] } }, 'timing.weekly.at'],
    [{ monthly: { days: [31], months: [2], at: '09:00' } }, 'timing.monthly.days'],
    [{ once: { local: '2031-02-30T09:00' } }, 'timing.once.local'],
    [{ once: { local: '1800-03-01T09:00' } }, 'timing.once.local'],
    [{ once: '0000-01-01T00:00:00+23:00' }, 'timing.once'],
    [{ once: '1800-03-01T09:00:00Z' }, 'timing.once'],
    [{ once: '1969-12-31T23:59:59Z' }, 'timing.once'],
    [{ once: '2199-12-31T23:59:59.500Z' }, 'timing.once'],
    [{ once: '2199-12-31T19:00:00Z' }, 'timing.once', 'Asia/Kolkata'],
    [{ once: '2300-01-01T00:00:00Z' }, 'timing.once'],
    [{ once: '9999-12-31T23:59:59-23:00' }, 'timing.once'],
  ])('%j is refused at %s', (said, path, zone = 'UTC') => {
    const refused = () => meant(timing.parse(said), zone, NOW, 'through');
    expect(refused).toThrow(expect.objectContaining({ fields: [expect.objectContaining({ path })] }));
  });

  it.each([
    'later',
    {},
    { daily: '09:00', weekly: { days: ['monday'], at: '09:00' } },
    { weekly: { days: [], at: '09:00' } },
    { once: 'tomorrow' },
    { every: { value: 0, unit: 'minute' } },
  ])('%j is none', (said) => {
    expect(timing.safeParse(said).success).toBe(false);
  });

  const WAYS = /^Say when it runs by one of /;
  it.each<[unknown, string, RegExp]>([
    ['later', '', WAYS],
    [{}, '', WAYS],
    [{ yearly: '09:00' }, '', WAYS],
    [{ daily: '09:00', every: { value: 1, unit: 'day' } }, '', WAYS],
    [{ daily: 9 }, 'daily', /as in "09:00"/],
    [{ daily: ['09:00', 9] }, 'daily.1', /as in "09:00"/],
    [{ every: { value: 0, unit: 'hour' } }, 'every.value', /^Enter a whole number/],
    [{ after: { value: 5, unit: 'week' } }, 'after.unit', /^Choose minute, hour or day/],
    [{ after: 'hour' }, 'after', /^Say how long/],
    [{ weekly: { days: [], at: '09:00' } }, 'weekly.days', /^Name days/],
    [{ weekly: { days: ['mon'], at: '09:00' } }, 'weekly.days.0', /^Name days/],
    [{ weekly: { days: ['monday'], at: '09:00', hour: 9 } }, 'weekly.hour', /^Unknown field “hour”/],
    [{ monthly: '1st' }, 'monthly', /^Say on which days/],
    [{ monthly: { days: [32], at: '09:00' } }, 'monthly.days.0', /^Enter days from 1 to 31/],
    [{ monthly: { days: 'first', at: '09:00' } }, 'monthly.days', /"last-day"/],
    [{ monthly: { days: [1], months: [13], at: '09:00' } }, 'monthly.months.0', /^Enter months from 1 to 12/],
    [{ monthly: { days: [1] } }, 'monthly.at', /as in "09:00"/],
    [{ once: 'tomorrow' }, 'once', /^Enter an instant/],
    [{ once: { inSeconds: 0 } }, 'once.inSeconds', /^Enter a whole number of seconds/],
    [{ expression: 7 }, 'expression', /^Enter an expression/],
  ])('%j is refused where it is wrong', (said, path, message) => {
    const { error } = timing.safeParse(said);
    expect(error?.issues.flatMap(fieldErrors)).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  it('names an instant by the clocks of its zone, and by UTC where these show its time twice', () => {
    const instants = fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2040-01-01'),
      noInvalidDate: true,
    });
    const zones = fc.constantFrom(
      'Europe/London',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'UTC',
    );
    let inUtc = 0;
    fc.assert(
      fc.property(instants, zones, (at, zone) => {
        const whole = Math.ceil(at.getTime() / 1_000) * 1_000;
        const { expression, timeZone } = meant({ once: new Date(whole).toISOString() }, zone, NOW, 'through');
        const local = parseLocal(expression.slice(3, -1));
        expect(local && toInstant(local, timeZone)?.instant.getTime()).toBe(whole);
        if (timeZone !== zone) inUtc += 1;
      }),
      { numRuns: 2_000, examples: [[new Date('2026-10-25T01:30:00Z'), 'Europe/London']] },
    );
    expect(inUtc).toBeGreaterThan(0);
  });

  it('of a stored expression means the same expression', () => {
    const crons = randomCron.map(({ text }) => text);
    fc.assert(
      fc.property(crons, (cron) => {
        const said = timingOf(cron) as Timing;
        const again = meant(timing.parse(JSON.parse(JSON.stringify(said))), 'UTC', NOW, 'through').expression;
        expect(timingOf(again)).toEqual(said);
        if (typeof said === 'object' && 'expression' in said) expect(again).toBe(cron);
      }),
      { numRuns: 500 },
    );
    expect(toExpression({ mode: 'expression', expression: 'rate(1 day)' })).toBe('rate(1 day)');
  });
});
