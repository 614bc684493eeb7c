import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arrival, meetings } from './forecast';
import { type Bucket, take } from './limiter';

const MINUTE = 60_000;

/** Each run for itself, let through as soon as there is a token. */
function oneByOne(arrivals: readonly Arrival[], rate: number, burst: number): number[] {
  const limits = { rate, burst, rampSeconds: 0 };
  let bucket: Bucket = { tokens: burst, at: arrivals[0]?.at ?? 0, rampAt: null };
  let free = 0;
  return arrivals.map(({ at, runs }) => {
    let now = Math.max(at, free);
    for (let i = 0; i < runs; i += 1) {
      let taken = take(bucket, limits, now, 1);
      if (taken.granted === 0) {
        now += taken.waitMs;
        taken = take(taken.bucket, limits, now, 1);
        if (taken.granted === 0) throw new Error('The wait was too short.');
      }
      ({ bucket } = taken);
      free = now;
    }
    return runs === 0 ? at : free;
  });
}

describe('a forecast', () => {
  it('says when the last of those that meet starts', () => {
    const at = Date.UTC(2027, 0, 1, 2);
    expect(meetings([{ at, runs: 14 }], { rate: 1 / 30, burst: 1, rampSeconds: 0 })).toEqual([
      { at, runs: 14, opensAt: null, lastAt: at + 13 * 30_000 },
    ]);
  });

  it('counts those that still wait from before', () => {
    const limits = { rate: 0.1, burst: 1, rampSeconds: 0 };
    const found = meetings(
      [
        { at: 0, runs: 13 },
        { at: MINUTE, runs: 1 },
        { at: 10 * MINUTE, runs: 1 },
      ],
      limits,
    );
    expect(found.map(({ lastAt }) => Math.round(lastAt))).toEqual([2 * MINUTE, 130_000, 10 * MINUTE]);
  });

  describe('of a gate that is closed by plan', () => {
    const limits = { rate: 1 / 30, burst: 1, rampSeconds: 0 };
    const [one, two, four] = [1, 2, 4].map((hour) => Date.UTC(2027, 0, 1, hour)) as [number, number, number];
    const night = { from: one, until: four };
    it.each([
      ['begins at the end of its window', two, 14, [night], four, four + 13 * 30_000],
      ['begins there where the window begins with it', one, 1, [night], four, four],
      ['has nothing of a window that is over then', four, 1, [night], null, four],
      ['has nothing of one that comes after the last', one - 60_000, 2, [night], null, one - 30_000],
      [
        'goes on behind a window that begins while some wait, less what it had',
        one - 45_000,
        4,
        [night],
        null,
        four + 45_000,
      ],
      [
        'passes windows until none waits',
        two,
        3,
        [night, { from: four + 30_000, until: four + 90_000 }],
        four,
        four + 120_000,
      ],
    ])('%s', (_, at, runs, closures, opensAt, lastAt) => {
      expect(meetings([{ at, runs }], limits, closures)).toEqual([{ at, runs, opensAt, lastAt }]);
    });

    it('adds up what comes while it is closed, and starts slowly then', () => {
      const slow = { rate: 1, burst: 10, rampSeconds: 60 };
      const [first, last] = meetings(
        [
          { at: one, runs: 5 },
          { at: two, runs: 5 },
        ],
        slow,
        [night],
      );
      expect(first?.opensAt).toBe(four);
      // Nine beside the one that passes at once, where the rate grows from a tenth.
      expect((last?.lastAt ?? 0) - four).toBeGreaterThan(20_000);
      expect(last?.lastAt).toBeGreaterThan(first?.lastAt ?? Infinity);
    });
  });

  it('is what comes of letting one run after the other through', () => {
    const arrival = fc.tuple(fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(
        fc.array(arrival, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(0.25, 1, 4),
        fc.integer({ min: 1, max: 8 }),
        (steps, rate, burst) => {
          let at = 0;
          const arrivals = steps.map(([after, runs]) => {
            at += after;
            return { at, runs };
          });
          const expected = oneByOne(arrivals, rate, burst);
          for (const [i, { lastAt }] of meetings(arrivals, { rate, burst, rampSeconds: 0 }).entries())
            expect(lastAt).toBeCloseTo(expected[i] ?? Number.NaN, 2);
        },
      ),
    );
  });
});
