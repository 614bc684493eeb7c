import { expect, it } from 'vitest';
import { RUN_LOOKS, runsText, tookText } from './run-looks';

it('gives each state a glyph and a word of its own', () => {
  const looks = Object.values(RUN_LOOKS);
  expect(new Set(looks.map(({ icon }) => icon)).size).toBe(looks.length);
  expect(new Set(looks.map(({ label }) => label)).size).toBe(looks.length);
});

it.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [59_900, '59.9 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min'],
  [65_000, '1 min 5 s'],
  [3_725_000, '1 h 2 min'],
  [86_400_000, '1 d'],
])('says that %i ms took %s', (milliseconds, text) => expect(tookText(milliseconds)).toBe(text));

it('counts one run as one', () => {
  expect([0, 1, 12_000].map(runsText)).toEqual(['0 runs', '1 run', '12,000 runs']);
});
