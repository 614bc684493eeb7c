import type { Tx } from '@/lib/db';

/** On this channel workers hear of runs, with the id of their environment. */
export const RUNS_CHANNEL = 'rota_runs';

/** Tells the workers, once the transaction commits, that an environment has runs that they don't know of. */
export async function wakeDeliveries(tx: Tx, environmentId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${RUNS_CHANNEL}, ${environmentId})`;
}
