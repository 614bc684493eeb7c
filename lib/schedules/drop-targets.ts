import type { Tx } from '@/lib/db';
import { databaseNow } from './load';

/** Removes a schedule's targets but for those that are kept, and says that this was asked for: AWS follows. */
export async function dropTargets(tx: Tx, scheduleId: string, kept: readonly string[]): Promise<void> {
  // The targets first: this waits for a worker that is just noting what it sends of one.
  await tx.target.deleteMany({ where: { scheduleId, id: { notIn: [...kept] } } });
  await tx.awsSchedule.updateMany({
    where: { scheduleId, targetId: { notIn: [...kept] }, unwantedAt: null },
    data: { unwantedAt: await databaseNow(tx) },
  });
}
