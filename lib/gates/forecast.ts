import { type Bucket, filled, type Limits, untilTokens } from './limiter';

/** So many runs come to a gate at an instant, in epoch milliseconds. */
export type Arrival = { at: number; runs: number };

/** A gate is closed by plan from one instant to another. */
export type Closure = { from: number; until: number };

export type Meeting = {
  at: number;
  /** Runs that are due then. */
  runs: number;
  /** When the window ends that closes the gate then; null where it is open. */
  opensAt: number | null;
  /** When the last of those that wait by then starts. */
  lastAt: number;
};

/**
 * How runs meet at a gate: when the last one of each instant starts, where each takes its turn, nothing passes while the gate
 * is closed by plan, and it starts slowly as it opens.
 * @param arrivals in their order
 * @param closures in their order, with gaps in between
 */
export function meetings(
  arrivals: readonly Arrival[],
  limits: Limits,
  closures: readonly Closure[] = [],
): Meeting[] {
  let bucket: Bucket = { tokens: limits.burst, at: arrivals[0]?.at ?? 0, rampAt: null };
  let next = 0;
  return arrivals.map(({ at, runs }) => {
    for (let over = closures[next]; over && over.until <= at; over = closures[++next])
      bucket = opened(bucket, limits, over);
    const closed = closures[next];
    const opensAt = closed && closed.from <= at ? closed.until : null;
    if (closed && opensAt !== null && bucket.at < opensAt) bucket = opened(bucket, limits, closed);
    // What waits from before is owed already: a bucket may owe more than it has.
    const before = filled(bucket, limits, opensAt ?? at);
    bucket = { ...before, tokens: before.tokens - runs };
    return { at, runs, opensAt, lastAt: clearAt(bucket, limits, closures, next) };
  });
}

/** A bucket as its gate opens again: what it owed it owes still, and more than one it has not. */
function opened(bucket: Bucket, limits: Limits, { from, until }: Closure): Bucket {
  if (bucket.at >= until) return bucket;
  const { tokens } = filled(bucket, limits, Math.max(from, bucket.at));
  return { tokens: tokens < 0 ? tokens : Math.min(limits.burst, 1), at: until, rampAt: until };
}

/** When a bucket owes nothing any more. */
function clearAt(bucket: Bucket, limits: Limits, closures: readonly Closure[], next: number): number {
  let now = bucket;
  for (let i = next; ; i += 1) {
    const end = now.at + untilTokens(now, limits, 0);
    const closure = closures[i];
    if (!closure || end <= closure.from) return end;
    now = opened(now, limits, closure);
  }
}
