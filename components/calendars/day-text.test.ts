import { expect, it } from 'vitest';
import { counted, daysText } from './day-text';

it('names the weekday of each day, whatever the zone of the process', () => {
  expect(daysText({ first: '2026-12-25', last: '2026-12-25' })).toBe('Fri 25 Dec 2026');
  expect(daysText({ first: '2028-02-29', last: '2028-03-01' })).toBe('Tue 29 Feb 2028 to Wed 1 Mar 2028');
});

it('counts in the singular and the plural', () => {
  expect([0, 1, 2000].map((count) => counted(count, 'entry', 'entries'))).toEqual([
    '0 entries',
    '1 entry',
    '2,000 entries',
  ]);
});
