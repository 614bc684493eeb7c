import { type Bucket, filled, type Limits, untilTokens } from './limiter';

/** So many runs come to a gate at an instant, in epoch milliseconds. */
export type Arrival = { at: number; runs: number };

export type Meeting = {
  at: number;
  /** Runs that are due then. */
  runs: number;
  /** When the last of those that wait by then starts. */
  lastAt: number;
};

/**
 * How runs meet at a gate that is open: when the last one of each instant starts, where each takes its turn.
 * @param arrivals in their order
 */
export function meetings(arrivals: readonly Arrival[], limits: Limits): Meeting[] {
  let bucket: Bucket = { tokens: limits.burst, at: arrivals[0]?.at ?? 0, rampAt: null };
  return arrivals.map(({ at, runs }) => {
    // What waits from before is owed already: a bucket may owe more than it has.
    const before = filled(bucket, limits, at);
    bucket = { ...before, tokens: before.tokens - runs };
    return { at, runs, lastAt: at + untilTokens(bucket, limits, 0) };
  });
}
