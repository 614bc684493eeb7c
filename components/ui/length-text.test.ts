import { expect, it } from 'vitest';
import { lengthText } from './length-text';

it.each([
  [0, '0 s'],
  [1, '1 s'],
  [59_001, '1 min'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [90_061_000, '1 d 1 h'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(lengthText(milliseconds)).toBe(text);
});
