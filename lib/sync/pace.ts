import { db } from '@/lib/db';

/** In any time at most rate × time + this many calls arrive at AWS. */
export const BURST = 20;
/** So many of them leave at once; the others make up for calls that are late on their way, and then arrive together. */
const AT_ONCE = BURST / 2;

/** A call that waits longer outlives its lease: the budget can only have been left so far ahead by a clock set back. */
const LONGEST_SECONDS = 60;

/**
 * Takes calls from the environment's budget, shared by all processes (a generic cell rate algorithm: one theoretical
 * arrival time).
 * @param calls how many are made one after the other
 * @returns milliseconds to wait before the first of them
 */
export async function takeCalls(environmentId: string, callsPerSecond: number, calls = 1): Promise<number> {
  const step = 1 / callsPerSecond;
  const [row] = await db().$queryRaw<{ wait: number }[]>`
    INSERT INTO environment_pace AS pace (environment_id, arrival_at)
    VALUES (${environmentId}, clock_timestamp() + make_interval(secs => ${step * calls}))
    ON CONFLICT (environment_id) DO UPDATE
      SET arrival_at = GREATEST(clock_timestamp(), LEAST(pace.arrival_at, clock_timestamp() + make_interval(secs => ${LONGEST_SECONDS + BURST * step})))
        + make_interval(secs => ${step * calls})
    RETURNING (EXTRACT(EPOCH FROM pace.arrival_at - clock_timestamp()) * 1000)::float8 AS wait`;
  return Math.max(0, (row?.wait ?? 0) - AT_ONCE * step * 1000);
}
