import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '@/lib/log';

const AGAIN_MS = 500;
const LONGEST_MS = 10 * 60_000;
/** Whoever stops a process kills it soon. */
const LONGEST_ONCE_STOPPED_MS = 15_000;

/**
 * Writes what must not be lost, again and again while the database does not take it: for ten minutes, of which fifteen
 * seconds are left at most once the worker is stopped. What could not be written then is left to its lease.
 * @param problem what is logged of each time that failed
 * @param stop says that the worker is stopped
 */
export async function insist(
  runs: readonly string[],
  problem: string,
  write: () => Promise<void>,
  stop: AbortSignal | undefined,
): Promise<void> {
  let until = performance.now() + LONGEST_MS;
  let hurries = false;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (stop?.aborted && !hurries) {
        hurries = true;
        until = Math.min(until, performance.now() + LONGEST_ONCE_STOPPED_MS);
      }
      const lost = performance.now() >= until;
      log.error({ err: error, runs, alert: lost }, problem);
      if (lost) return;
      await sleep(AGAIN_MS);
    }
  }
}
