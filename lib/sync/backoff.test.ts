import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoff } from './backoff';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it('waits between a tenth of the ceiling and all of it, at most five minutes', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), random, (attempts, chance) => {
      const ceiling = Math.min(300_000, 1_000 * 2 ** Math.min(attempts, 20));
      const wait = backoff(attempts, chance);
      expect(wait).toBeGreaterThanOrEqual(ceiling / 10);
      expect(wait).toBeLessThanOrEqual(ceiling);
    }),
  );
});

it('never waits less after more failures, luck being equal', () => {
  fc.assert(
    fc.property(fc.nat(30), random, (attempts, chance) => {
      expect(backoff(attempts + 1, chance)).toBeGreaterThanOrEqual(backoff(attempts, chance));
    }),
  );
});
