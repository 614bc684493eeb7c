import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clockOff, MOST_OFF_MS } from './clock-off';

const there = Date.UTC(2027, 0, 1);

it.each([
  ['ahead', 1_200, 20, 1_210, 1_200],
  ['behind', -1_200, 20, -1_190, 1_180],
  ['right, after a slow answer', 0, 3_000, 1_500, 0],
])('tells a clock that is %s', (_, off, roundTripMs, ms, atLeastMs) => {
  expect(clockOff({ before: there + off, roundTripMs, there })).toEqual({ ms, atLeastMs });
});

it('never calls a clock wrong that may be right, and always one that is wrong by more than the round trip', () => {
  const off = fc.double({ min: -10_000, max: 10_000, noNaN: true });
  const trip = fc.double({ min: 0, max: 5_000, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(off, trip, share, (off, roundTripMs, share) => {
      // The other clock is read at some share of the way.
      const before = there + off - share * roundTripMs;
      const { atLeastMs } = clockOff({ before, roundTripMs, there });
      expect(atLeastMs).toBeLessThanOrEqual(Math.abs(off) + 1e-3);
      if (Math.abs(off) > MOST_OFF_MS + roundTripMs) expect(atLeastMs).toBeGreaterThan(MOST_OFF_MS - 1e-3);
    }),
  );
});
