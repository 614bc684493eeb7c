import type { Tx } from '@/lib/db';

/** On this channel workers hear of runs, with the id of their environment. */
export const RUNS_CHANNEL = 'rota_runs';

/** Tells the workers, once the transaction commits, that environments have runs that they don't know of: once of each. */
export async function wakeDeliveries(tx: Tx, ...environmentIds: readonly string[]): Promise<void> {
  for (const id of new Set(environmentIds)) await tx.$executeRaw`SELECT pg_notify(${RUNS_CHANNEL}, ${id})`;
}
