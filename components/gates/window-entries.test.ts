import { expect, it } from 'vitest';
import { addWindowInput } from '@/lib/gates/schema';
import { toWindowInput, type WindowEntries, windowProblems } from './window-entries';

const entries: WindowEntries = {
  kind: 'once',
  from: '2027-03-01T02:00',
  until: '2027-03-01T04:00',
  expression: 'cron(0 2 ? * SUN *)',
  timeZone: 'Europe/Berlin',
  minutes: '90',
  reason: 'Update',
};
const id = '0000000000000000';
const problems = (typed: WindowEntries) =>
  addWindowInput
    .safeParse({ id, ...toWindowInput(typed, 'Europe/Berlin') })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0];

it('reads a window that comes once by the clocks of the viewer', () => {
  expect(toWindowInput(entries, 'Europe/Berlin')).toEqual({
    window: { kind: 'once', from: '2027-03-01T01:00:00.000Z', until: '2027-03-01T03:00:00.000Z' },
    reason: 'Update',
  });
  expect(problems(entries)).toBeUndefined();
});

it('reads one that comes again by the clocks of its own zone', () => {
  const { window } = toWindowInput({ ...entries, kind: 'recurring' }, 'UTC');
  expect(window).toEqual({
    kind: 'recurring',
    expression: 'cron(0 2 ? * SUN *)',
    timeZone: 'Europe/Berlin',
    minutes: 90,
  });
  expect(problems({ ...entries, kind: 'recurring' })).toBeUndefined();
});

it('asks for a time that is missing at its field', () => {
  expect(problems({ ...entries, until: '' })).toBe('window.until: Enter a date and time.');
});

it('says of a time that the clocks jump over that they do, before it is sent', () => {
  const skipped = { ...entries, from: '2027-03-28T02:30', until: '' };
  expect(windowProblems(skipped, 'Europe/Berlin')).toEqual({ from: expect.stringContaining('clocks skip') });
  expect(windowProblems(skipped, 'UTC')).toEqual({});
  expect(windowProblems({ ...skipped, kind: 'recurring' }, 'Europe/Berlin')).toEqual({});
});
