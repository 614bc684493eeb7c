import { RUNS_CHANNEL } from '@/lib/dispatch/wake';
import { env } from '@/lib/env';
import { listen, Wake } from '@/lib/worker/wake';

/** A look follows another after this at the earliest, and without a word after so long: workers say what begins, not how it ends. */
const SHORTEST_MS = 1_000;
const LONGEST_MS = 2_000;

type Pulse = { wakes: Set<Wake>; stop: AbortController | null };

/** One connection of the process listens for all that watch. Next bundles this file more than once. */
const shared = globalThis as { rotaPulse?: Pulse };
shared.rotaPulse ??= { wakes: new Set(), stop: null };
const pulse = shared.rotaPulse;

/**
 * Lets somebody wait from look to look: until a run is made or sent again, or for two seconds.
 * @returns what waits, `rest` milliseconds at least, and what ends it
 */
export function watchRuns(): { next(rest: number): Promise<void>; close(): void } {
  const own = new AbortController();
  const wake = new Wake(own.signal);
  pulse.wakes.add(wake);
  if (!pulse.stop) {
    pulse.stop = new AbortController();
    void listen(env().DATABASE_URL, RUNS_CHANNEL, pulse.stop.signal, () => {
      for (const one of pulse.wakes) one.now();
    });
  }
  return {
    async next(rest) {
      const shortest = Math.max(SHORTEST_MS, rest);
      await new Promise((resolve) => setTimeout(resolve, shortest));
      await wake.wait(LONGEST_MS - shortest);
    },
    close() {
      own.abort();
      pulse.wakes.delete(wake);
      if (pulse.wakes.size > 0) return;
      pulse.stop?.abort();
      pulse.stop = null;
    },
  };
}
