import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, p95, quantile, ratio } from './statistics';

/** Whole numbers, as of nanoseconds: their differences are exact. */
const values = fc.array(fc.nat(1e9), { minLength: 1, maxLength: 50 });

describe('quantile', () => {
  it('takes the middle value, or the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
  });

  it('interpolates between ranks', () => {
    expect(p95(Array.from({ length: 101 }, (_, i) => i))).toBe(95);
    expect(quantile([0, 10], 0.95)).toBeCloseTo(9.5, 10);
    expect(quantile([10, 20, 30, 40], 0.25)).toBe(17.5);
  });

  it('is the only value where there is one', () => {
    expect([quantile([7], 0), median([7]), p95([7]), quantile([7], 1)]).toEqual([7, 7, 7, 7]);
  });

  it('begins at the least value, ends at the greatest and never falls', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        expect(quantile(all, 0)).toBe(Math.min(...all));
        expect(quantile(all, 1)).toBe(Math.max(...all));
        expect(quantile(all, share)).toBeGreaterThanOrEqual(quantile(all, share / 2));
      }),
    );
  });

  it('does not depend on the order and leaves the values as they were', () => {
    fc.assert(
      fc.property(values, (all) => {
        const before = [...all];
        expect(median(all)).toBe(median(all.toReversed()));
        expect(all).toEqual(before);
      }),
    );
  });

  it('refuses what has no quantile', () => {
    expect(() => median([])).toThrow('values is empty');
    expect(() => median([1, Number.NaN])).toThrow('finite');
    expect(() => quantile([1], 1.5)).toThrow('share is 1.5');
  });
});

describe('ratio', () => {
  it('divides the medians, so that one outlier moves nothing', () => {
    expect(ratio([6, 6, 6000], [2, 2, 2])).toBe(3);
  });

  it('refuses a baseline that took no time', () => {
    expect(() => ratio([1], [0])).toThrow('must be above 0');
  });
});
