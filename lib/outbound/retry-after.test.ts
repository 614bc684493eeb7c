import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after';

const NOW = new Date('1994-11-06T08:49:07Z');

describe('Retry-After', () => {
  // The three dates are the examples of RFC 9110, section 5.6.7: all are the same instant.
  it.each<[string | undefined, number | null]>([
    ['120', 120_000],
    ['0', 0],
    [' 7 ', 7_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 30_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 30_000],
    ['Sun Nov  6 08:49:37 1994', 30_000],
    ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
    [undefined, null],
    ['', null],
    ['-1', null],
    ['1.5', null],
    ['0x10', null],
    ['1e3', null],
    ['soon', null],
    ['2030-01-01T00:00:00Z', null],
    ['Sun, 99 Nov 1994 08:49:37 GMT', null],
  ])('of %j is %j milliseconds', (header, wait) => {
    expect(retryAfterMs(header, NOW)).toBe(wait);
  });
});
