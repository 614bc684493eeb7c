import { expect, it } from 'vitest';
import { instantOf } from './instant';

const now = new Date('2026-11-21T12:00:00Z');
const berlin = (local: string) => instantOf({ local, timeZone: 'Europe/Berlin' }, now);

it('takes a time to the second, from the next one up to years ahead', () => {
  expect(berlin('2026-11-21T13:00:01')).toEqual({ at: new Date('2026-11-21T12:00:01Z'), later: null });
  expect(berlin('2029-07-01T00:00')).toEqual({ at: new Date('2029-06-30T22:00:00Z'), later: null });
});

// The clocks of Europe/Berlin in 2027 by zdump(8): 28 March 01:00 UTC to summer time, 31 October 01:00 UTC back.
it('runs what the clocks show twice at the first, and refuses what they skip', () => {
  expect(berlin('2027-10-31T02:30:00')).toEqual({
    at: new Date('2027-10-31T00:30:00Z'),
    later: new Date('2027-10-31T01:30:00Z'),
  });
  expect(berlin('2027-03-28T02:30:00')).toEqual({ problem: expect.stringContaining('skip') });
  expect(berlin('2027-03-28T03:00:00')).toMatchObject({ at: new Date('2027-03-28T01:00:00Z') });
});

it.each([
  ['2026-11-21T13:00:00', 'passed'],
  ['2026-11-21T12:59:59', 'passed'],
  ['2027-02-29T09:00', 'exists'],
  ['2200-01-01T00:00', 'until 2199'],
  ['', 'exists'],
])('refuses %s', (local, why) => {
  expect(berlin(local)).toEqual({ problem: expect.stringContaining(why) });
});
