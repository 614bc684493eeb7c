import { describe, expect, it } from 'vitest';
import { nextClosing, type Window } from './closing';

const at = (text: string) => new Date(`2027-03-${text}Z`);
const once = (from: string, until: string): Window => ({ fromAt: at(from), untilAt: at(until) });
const nightly = (minutes: number): Window => ({
  expression: 'cron(0 2 * * ? *)',
  timeZone: 'UTC',
  minutes,
  createdAt: at('01T00:00'),
});
const closing = (windows: Window[], now: string) => {
  const found = nextClosing(windows, at(now));
  return found && [found.from.toISOString().slice(8, 16), found.until.toISOString().slice(8, 16)];
};

describe('the windows of a gate', () => {
  it('close it next in the one that is, else in the one that comes first', () => {
    const windows = [once('10T12:00', '10T13:00'), once('05T12:00', '05T13:00')];
    expect(closing(windows, '05T12:30')).toEqual(['05T12:00', '05T13:00']);
    expect(closing(windows, '05T13:00')).toEqual(['10T12:00', '10T13:00']);
    expect(closing(windows, '10T13:00')).toBeNull();
  });

  it('come again by an expression, as long each time', () => {
    expect(closing([nightly(60)], '05T02:00')).toEqual(['05T02:00', '05T03:00']);
    expect(closing([nightly(60)], '05T02:59')).toEqual(['05T02:00', '05T03:00']);
    expect(closing([nightly(60)], '05T03:00')).toEqual(['06T02:00', '06T03:00']);
  });

  it('are one where they overlap, or one begins as another ends', () => {
    const windows = [
      nightly(60),
      once('05T01:00', '05T02:30'),
      once('05T03:00', '05T03:10'),
      once('05T04:00', '05T05:00'),
    ];
    expect(closing(windows, '05T00:00')).toEqual(['05T01:00', '05T03:10']);
  });

  it.each([
    ['rate(1 minute)', 2],
    ['rate(1 minute)', 10_080],
    ['cron(0 * * * ? *)', 60],
    ['cron(0 0 * * ? *)', 1_440],
  ])('have no end in sight where each begins before the last ends: %s for %i min', (expression, minutes) => {
    const found = nextClosing([{ ...nightly(minutes), expression } as Window], at('05T00:00'));
    expect(found).toMatchObject({ ends: false });
    expect(found?.until.getTime()).toBeGreaterThan(at('12T00:00').getTime());
  });

  it('have an end however many follow one another, and however long the first is', () => {
    const workdays = { ...nightly(60), expression: 'cron(0 * ? * MON-FRI *)' } as Window;
    expect(nextClosing([workdays], at('08T09:30'))).toEqual({
      from: at('08T09:00'),
      until: at('13T00:00'),
      ends: true,
    });
    const years = { fromAt: at('01T00:00'), untilAt: new Date('2030-03-01T02:30Z') };
    expect(nextClosing([years, nightly(60)], at('05T00:00'))).toMatchObject({
      until: new Date('2030-03-01T03:00Z'),
      ends: true,
    });
  });

  it('follow the clocks of their zone', () => {
    const [window] = [{ ...nightly(30), timeZone: 'Europe/Berlin' } as Window];
    expect(closing([window], '27T12:00')).toEqual(['29T00:00', '29T00:30']);
  });
});
