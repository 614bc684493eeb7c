import { db } from '@/lib/db';
import { Deliveries, type Options } from '@/lib/dispatch/engine/deliveries';
import { RUNS_CHANNEL } from '@/lib/dispatch/wake';
import { env } from '@/lib/env';
import { loop } from '@/lib/worker/loops';
import { listen, Wake } from '@/lib/worker/wake';

type DeliverAs = Pick<Options, 'deliver' | 'concurrency' | 'leaseMs'> & {
  /** What it does beside. */
  more?: (environmentId: string, signal: AbortSignal) => Promise<unknown>;
};

/**
 * Delivers as a worker does, under the name WORKER, in the first environment; says on its output that it is ready. It goes
 * on until the process is killed.
 */
export async function deliverAs({ more, ...options }: DeliverAs): Promise<void> {
  const { id } = await db().environment.findFirstOrThrow();
  const { signal } = new AbortController();
  const runs = new Wake(signal);
  const deliveries = new Deliveries({
    ...options,
    environmentId: id,
    worker: process.env.WORKER ?? '',
    wake: () => runs.now(),
  });
  process.stdout.write('{"ready":true}\n');
  await Promise.all([
    listen(env().DATABASE_URL, RUNS_CHANNEL, signal, () => runs.now()),
    loop('deliveries', signal, runs, () => deliveries.turn()),
    loop('leases', signal, new Wake(signal), () => deliveries.keep()),
    more?.(id, signal),
  ]);
}
