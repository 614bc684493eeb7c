import type { Tx } from '@/lib/db';

/** Removes a schedule's targets but for those that are kept, and says that this was asked for: AWS follows. */
export async function dropTargets(tx: Tx, scheduleId: string, kept: readonly string[]): Promise<void> {
  await tx.awsSchedule.updateMany({
    where: { scheduleId, targetId: { notIn: [...kept] }, unwantedAt: null },
    data: { unwantedAt: new Date() },
  });
  await tx.target.deleteMany({ where: { scheduleId, id: { notIn: [...kept] } } });
}
