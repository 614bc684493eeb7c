import type { Tx } from './db';

/** Wakes every worker once the transaction is committed. @param scheduleId where it is about one schedule */
export async function wakeWorkers(tx: Tx, scheduleId = ''): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('rota_sync', ${scheduleId})`;
}
