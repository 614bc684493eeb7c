import { expect, it } from 'vitest';
import { meetsText } from './meets-text';

const at = Date.parse('2027-03-01T01:00:00Z');
const text = (runs: number, seconds: number) =>
  meetsText({ at, runs, lastAt: at + seconds * 1000 }, 'CRM', 'Europe/Berlin');

it.each([
  [14, 420, 'At 02:00, 14 runs meet at CRM. The last starts at 02:07.'],
  [3, 0.2, 'At 02:00, 3 runs meet at CRM. The last starts at 02:00:01.'],
  [3, 0, 'At 02:00, 3 runs meet at CRM. All start at once.'],
  [1, 0, 'At 02:00, one run comes to CRM. It starts at once.'],
  [90_000, 86_400, 'At 02:00, 90,000 runs meet at CRM. The last starts at 2 Mar 2027, 02:00.'],
])('tells of %d runs of which the last starts %d seconds later', (runs, seconds, told) => {
  expect(text(runs, seconds)).toBe(told);
});
