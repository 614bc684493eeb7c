import type { Tx } from '@/lib/db';
import { conflict } from '@/lib/errors';
import { inRecovery } from '@/lib/sync/recovery';
import { decide } from './decision';
import { seenOf } from './theirs';

/**
 * Lets a save write over what AWS has but for Rota's doing, where the person said so of just that.
 * @param seen what the person saw of it; undefined where they saw nothing
 * @throws RotaError conflict, where there is something that they did not see
 */
export async function assertOverwrite(
  tx: Tx,
  scheduleId: string,
  seen: readonly string[] | undefined,
): Promise<void> {
  const where = { scheduleId, decision: null };
  const rows = await tx.drift.findMany({ where });
  const [first] = rows;
  if (!first) return;
  if (await inRecovery(tx, first.environmentId))
    throw conflict(
      'This environment is in recovery: an administrator decides first what becomes of this schedule. Nothing is saved.',
    );
  if (seenOf(rows).join() !== [...(seen ?? [])].sort().join())
    throw conflict(
      'Somebody changed this schedule in AWS, and saving would write over that. Nothing is saved: look at the review again and confirm it there.',
    );
  await decide(tx, rows, { decision: 'restore' });
  const inAws = Math.max(...rows.map(({ awsGeneration }) => awsGeneration ?? 0));
  await tx.schedule.updateMany({
    where: { id: scheduleId, generation: { lt: inAws } },
    data: { generation: inAws },
  });
}
