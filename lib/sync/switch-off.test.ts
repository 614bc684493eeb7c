import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import { parseExpression } from '@/lib/timing/expression';
import { timetable } from '@/lib/timing/timetable';
import { switching } from './switch-off';

const MINUTE = 60_000;
const DAY = 86_400_000;
const CHRISTMAS = {
  first: '2026-12-25',
  last: '2026-12-25',
  by: 'England bank holidays',
  label: 'Christmas Day',
};
const BOXING = { first: '2026-12-28', last: '2026-12-28', by: 'England bank holidays', label: 'Boxing Day' };
const FREEZE = { first: '2026-12-24', last: '2027-01-03', by: 'Change freeze', label: 'Year end' };

const timing = (expression: string, overrides: Partial<ScheduleTiming> = {}): ScheduleTiming => ({
  expression,
  timeZone: 'Europe/London',
  startAt: null,
  endAt: null,
  rateAnchor: null,
  second: 0,
  excluded: [CHRISTMAS],
  ...overrides,
});

const at = (text: string) => new Date(`2026-12-${text}Z`);
const ask = (schedule: ScheduleTiming, text: string, flexible = 0) => switching(schedule, flexible, at(text));

describe('a daily schedule over a bank holiday', () => {
  const daily = timing('cron(0 9 * * ? *)');
  const reason = 'England bank holidays, Christmas Day';

  it.each([
    ['20T12:00:00', 0, null, '24T09:01:00'],
    ['24T09:00:59', 0, null, '24T09:01:00'],
    ['24T09:01:00', 0, '25T09:01:00', '25T09:01:00'],
    ['25T09:00:59', 0, '25T09:01:00', '25T09:01:00'],
    ['25T09:01:00', 0, null, null],
    // a flexible window is waited for on both sides
    ['24T09:15:59', 15, null, '24T09:16:00'],
    ['24T09:16:00', 15, '25T09:16:00', '25T09:16:00'],
    // unless the next run, or the first excluded slot, comes before its end
    ['25T08:58:59', 1440, null, '25T08:59:00'],
    ['25T08:59:00', 1440, '26T08:59:00', '26T08:59:00'],
  ])(
    'at %s with a window of %i minutes is off until %s, and looks again at %s',
    (now, flexible, until, next) => {
      expect(ask(daily, now, flexible)).toEqual({
        off: until && { reason, until: at(until) },
        next: next && at(next),
      });
    },
  );
});

it('merges days between which nothing runs, and names only dates that exclude something', () => {
  const saturday = {
    first: '2026-12-26',
    last: '2026-12-26',
    by: 'England bank holidays',
    label: 'Saturday',
  };
  const weekdays = timing('cron(0 9 ? * MON-FRI *)', { excluded: [CHRISTMAS, saturday, BOXING] });
  expect(ask(weekdays, '24T10:00:00')).toEqual({
    off: { reason: 'England bank holidays, Christmas Day, Boxing Day', until: at('28T09:01:00') },
    next: at('28T09:01:00'),
  });
});

it('is off at most a day ahead, however long nothing runs before the excluded dates', () => {
  const monthly = timing('cron(0 9 25 * ? *)');
  expect(ask(monthly, '24T08:59:59')).toEqual({ off: null, next: at('24T09:00:00') });
  expect(ask(monthly, '24T09:00:00').off?.until).toEqual(at('25T09:01:00'));
});

it('never runs on an excluded day, even where that costs the run before: there is no room', () => {
  const everyMinute = timing('cron(* * * * ? *)');
  expect(ask(everyMinute, '24T23:58:59').off).toBeNull();
  expect(ask(everyMinute, '24T23:59:00').off?.until).toEqual(at('26T00:00:00'));
  expect(ask(everyMinute, '26T00:00:00').off).toBeNull();
});

it('keeps a one-time schedule off for good: switched on after its time it might run at once', () => {
  const once = timing('at(2026-12-25T09:00:00)');
  const off = { reason: 'England bank holidays, Christmas Day', until: null };
  for (const now of ['01T00:00:00', '25T09:00:00', '31T00:00:00'])
    expect(ask(once, now)).toEqual({ off, next: null });
  expect(ask({ ...once, excluded: [BOXING] }, '01T00:00:00')).toEqual({ off: null, next: null });
});

it('leaves a schedule off that ends before the excluded dates do', () => {
  const ending = timing('cron(0 9 * * ? *)', { endAt: at('26T12:00:00'), excluded: [FREEZE] });
  expect(ask(ending, '23T09:01:00')).toMatchObject({ off: { until: null }, next: null });
  expect(ask({ ...ending, excluded: [] }, '23T09:01:00')).toEqual({ off: null, next: null });
});

it('goes by the clocks of the schedule’s own zone', () => {
  const tokyo = timing('cron(0 9 * * ? *)', { timeZone: 'Asia/Tokyo' });
  expect(ask(tokyo, '24T23:59:00').off?.until).toEqual(at('25T00:01:00'));
});

it('goes by the times that AWS knows, which have no second', () => {
  const seconds = timing('cron(0 9 * * ? *)', { second: 59 });
  expect(ask(seconds, '20T12:00:00').next).toEqual(at('24T09:01:00'));
});

const ZONES = ['UTC', 'Europe/London', 'Australia/Lord_Howe', 'America/Havana', 'Asia/Kathmandu'];
const EXPRESSIONS = [
  'cron(0 9 * * ? *)',
  'cron(0/7 * * * ? *)',
  'cron(0,59 0,23 * * ? *)',
  'cron(30 0,1,2 ? * SUN *)',
  'cron(0 0 ? * MON-FRI *)',
  'rate(7 hours)',
  'rate(1 minute)',
  'rate(3 days)',
];

const formats = new Map(
  ZONES.map((timeZone) => [timeZone, new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })]),
);

/** The calendar day that clocks show, by the runtime's own formatter. */
const localDay = (instant: number, timeZone: string) => formats.get(timeZone)?.format(instant) ?? '';

const dates = fc
  .record({ day: fc.integer({ min: -6, max: 12 }), length: fc.integer({ min: 0, max: 3 }) })
  .map(({ day, length }) => ({ day, length }));

const cases = fc.record({
  expression: fc.constantFrom(...EXPRESSIONS),
  timeZone: fc.constantFrom(...ZONES),
  // March and November hold changes of clocks in both hemispheres
  base: fc.constantFrom(Date.UTC(2027, 2, 12), Date.UTC(2027, 2, 26), Date.UTC(2027, 9, 30)),
  dates: fc.array(dates, { minLength: 1, maxLength: 4 }),
  flexible: fc.constantFrom(0, 5, 90, 1440),
  offset: fc.integer({ min: 0, max: 4 * 24 * 60 }),
  seconds: fc.integer({ min: 0, max: 59 }),
});

describe('for any schedule, window and dates', () => {
  it('is off around each excluded slot, on for each run as far as there is room, and changes when it said', () => {
    fc.assert(
      fc.property(cases, ({ expression, timeZone, base, dates, flexible, offset, seconds }) => {
        const day = (days: number) => new Date(base + days * DAY).toISOString().slice(0, 10);
        const excluded = dates.map((one) => ({
          first: day(one.day),
          last: day(one.day + one.length),
          by: 'A',
          label: 'B',
        }));
        const schedule = timing(expression, { timeZone, excluded, rateAnchor: new Date(base - 9 * DAY) });
        const isOff = (instant: number) => switching(schedule, flexible, new Date(instant)).off !== null;
        const skips = (slot: number) => {
          const day = localDay(slot, timeZone);
          return excluded.some(({ first, last }) => first <= day && day <= last);
        };
        const now = base + offset * MINUTE + seconds * 1000;
        const slots: { at: number; skipped: boolean }[] = [];
        timetable(parseExpression(expression), { timeZone, anchor: new Date(base - 9 * DAY) }).each(
          now - 4 * DAY,
          now + 4 * DAY,
          (slot) => slots.push({ at: slot, skipped: skips(slot) }),
        );
        // the nearest, and those around each beginning and end of excluded dates
        const near = slots.filter(
          ({ at, skipped }, index) =>
            Math.abs(at - now) < 2 * DAY &&
            (Math.abs(at - now) < 3 * MINUTE ||
              skipped !== slots[index - 1]?.skipped ||
              skipped !== slots[index + 1]?.skipped),
        );
        for (const { at, skipped } of near) {
          const room = (instant: number) =>
            !slots.some(
              (other) =>
                other.skipped &&
                ((other.at > at && instant >= other.at - MINUTE) ||
                  (other.at < at && instant < other.at + MINUTE)),
            );
          if (skipped)
            for (const instant of [at - MINUTE, at, at + MINUTE - 1]) expect(isOff(instant)).toBe(true);
          else
            for (const instant of [at - MINUTE, at, at + MINUTE - 1, at + MINUTE + flexible * MINUTE - 1])
              if (room(instant)) expect(isOff(instant)).toBe(false);
        }
        const { off, next } = switching(schedule, flexible, new Date(now));
        if (next === null) return;
        expect(next.getTime()).toBeGreaterThan(now);
        expect(isOff(next.getTime() - 1)).toBe(off !== null);
        expect(isOff(next.getTime())).toBe(off === null);
      }),
      { numRuns: 300 },
    );
  });
});
