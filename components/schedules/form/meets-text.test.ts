import { expect, it } from 'vitest';
import type { Forecast } from '@/lib/gates/meets';
import { meetsText } from './meets-text';

const at = Date.parse('2027-03-01T01:00:00Z');
const text = (runs: number, seconds: number, more: Partial<Forecast> = {}) =>
  meetsText(
    { at, runs, opensAt: null, lastAt: at + seconds * 1000, maxInFlight: null, later: false, ...more },
    'CRM',
    'Europe/Berlin',
  );

it.each([
  [14, 420, 'At 02:00, 14 runs meet at CRM. The last starts at 02:07.'],
  [3, 0.2, 'At 02:00, 3 runs meet at CRM. The last starts at 02:00:01.'],
  [3, 0, 'At 02:00, 3 runs meet at CRM. All start at once.'],
  [1, 0, 'At 02:00, one run comes to CRM. It starts at once.'],
  [90_000, 86_400, 'At 02:00, 90,000 runs meet at CRM. The last starts at 2 Mar 2027, 02:00.'],
])('tells of %d runs of which the last starts %d seconds later', (runs, seconds, told) => {
  expect(text(runs, seconds)).toBe(told);
});

it('tells of the day where that is not the one that comes, of a window, and of what may be in flight', () => {
  expect(text(14, 420, { later: true })).toBe(
    'At 1 Mar 2027, 02:00, 14 runs meet at CRM. The last starts at 02:07.',
  );
  expect(text(14, 7_597, { opensAt: at + 7_200_000 })).toBe(
    'At 02:00, 14 runs meet at CRM, which is closed by plan until 04:00. The last starts at 04:06:37.',
  );
  expect(text(1, 7_200, { opensAt: at + 7_200_000 })).toBe(
    'At 02:00, one run comes to CRM, which is closed by plan until 04:00. It starts at 04:00.',
  );
  expect(text(14, 420, { maxInFlight: 1 })).toBe(
    'At 02:00, 14 runs meet at CRM. The last starts at 02:07, if those before it end soon enough: at most 1 in flight at once.',
  );
});
