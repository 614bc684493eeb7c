import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slotOfTask } from './slot';

const daily = {
  expression: 'cron(0 9 * * ? *)',
  timeZone: 'UTC',
  startAt: null,
  endAt: null,
  rateAnchor: null,
  second: 0,
  flexibleMinutes: 0,
};
const HOUR = 3_600;
const slotOf = (then: Partial<typeof daily>, createdAt: string, maxAge = HOUR) => {
  const slot = slotOfTask({ ...daily, ...then }, maxAge, new Date(`2027-01-10T${createdAt}Z`));
  return slot && [slot.at.toISOString().slice(0, 19), slot.sure];
};

it.each([
  ['at its time', {}, '09:00:04', ['2027-01-10T09:00:00', true]],
  ['in its last second', {}, '09:00:59', ['2027-01-10T09:00:00', true]],
  ['after retries', {}, '09:59:00', ['2027-01-10T09:00:00', true]],
  [
    'by a schedule with a second, of which AWS knows nothing',
    { second: 20 },
    '09:00:04',
    ['2027-01-10T09:00:20', true],
  ],
  ['every minute', { expression: 'cron(* * * * ? *)' }, '09:07:31', ['2027-01-10T09:07:00', true]],
  [
    'within a flexible window',
    { expression: 'cron(0 * * * ? *)', flexibleMinutes: 15 },
    '09:14:00',
    ['2027-01-10T09:00:00', true],
  ],
  [
    'where windows overlap',
    { expression: 'cron(0/5 * * * ? *)', flexibleMinutes: 15 },
    '09:14:00',
    ['2027-01-10T09:10:00', false],
  ],
  ['once', { expression: 'at(2027-01-10T09:00:00)' }, '09:00:30', ['2027-01-10T09:00:00', true]],
] as const)('a task that was started %s is of that slot', (_, then, createdAt, slot) => {
  expect(slotOf(then, createdAt)).toEqual(slot);
});

it.each([
  ['before any', { expression: 'at(2027-01-10T09:00:00)' }, '08:59:59'],
  ['later than AWS tries', {}, '10:07:00'],
  ['at no time of a schedule that was over', { endAt: new Date('2027-01-09T00:00:00Z') }, '09:00:04'],
  ['before the schedule began', { startAt: new Date('2027-01-11T00:00:00Z') }, '09:00:04'],
])('a task that was started %s is of no slot', (_, then, createdAt) => {
  expect(slotOf(then as Partial<typeof daily>, createdAt)).toBeNull();
});

it('without retries and windows a task is of the minute in which it was created, whatever its second', () => {
  const from = Date.parse('2027-01-10T00:00:00Z');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 59 }), fc.integer({ min: 0, max: 86_399_999 }), (every, after) => {
      const then = {
        ...daily,
        expression: `rate(${every} minute${every > 1 ? 's' : ''})`,
        rateAnchor: new Date(from),
      };
      const slot = slotOfTask(then, 0, new Date(from + after));
      const last = from + Math.floor(after / (every * 60_000)) * every * 60_000;
      const known = from + after - last <= 6 * 60_000;
      expect(slot?.at.getTime()).toBe(known ? last : undefined);
    }),
  );
});
