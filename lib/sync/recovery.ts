import { record } from '@/lib/audit/record';
import { AwsError } from '@/lib/aws/errors';
import { db, type Tx } from '@/lib/db';
import { log } from '@/lib/log';
import { systemContext } from '@/lib/system-context';

/**
 * Stops every write to an environment's AWS, and whatever the worker does by itself there: this database is behind AWS,
 * restored or copied from an earlier time. A pass over all of AWS begins anew. Ends when an administrator says so.
 */
export async function enterRecovery(environmentId: string, reason: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const entered = await tx.$executeRaw`
      INSERT INTO environment_sync AS sync (environment_id, recovery_since, recovery_reason)
      VALUES (${environmentId}, clock_timestamp(), ${reason})
      ON CONFLICT (environment_id) DO UPDATE SET recovery_since = clock_timestamp(), recovery_reason = ${reason}
      WHERE sync.recovery_since IS NULL`;
    if (entered === 0) return;
    log.error({ environmentId, reason }, 'the database is behind AWS: recovery');
    await tx.$executeRaw`
      INSERT INTO environment_scan AS scan (environment_id) VALUES (${environmentId})
      ON CONFLICT (environment_id) DO UPDATE SET due_at = clock_timestamp(), started_at = NULL, page = 0,
        next_token = NULL, listed = 0, lease_token = NULL, lease_until = NULL`;
    // What waits after a failure is to be compared as well, now.
    await tx.$executeRaw`
      UPDATE schedule_sync y SET due_at = clock_timestamp() FROM schedule s
      WHERE s.id = y.schedule_id AND s.environment_id = ${environmentId} AND y.due_at > clock_timestamp()`;
    const { name } = await tx.environment.findUniqueOrThrow({ where: { id: environmentId } });
    await record(tx, systemContext('sync'), {
      audit: 'activity',
      action: 'recovery.begin',
      subject: name,
      reason,
    });
  });
}

/** Whether an environment is in recovery. */
export async function inRecovery(tx: Pick<Tx, 'environmentSync'>, environmentId: string): Promise<boolean> {
  const sync = await tx.environmentSync.findUnique({ where: { environmentId } });
  return sync?.recoverySince != null;
}

/** The code of what was not written because of a recovery. */
export const RECOVERY = 'Recovery';

/**
 * Refuses a write while an environment is in recovery or its group belongs to somebody else; asked before each.
 * @throws AwsError conflict
 */
export async function assertWritable(environmentId: string): Promise<void> {
  const sync = await db().environmentSync.findUnique({ where: { environmentId } });
  if (sync?.recoverySince)
    throw new AwsError(
      'conflict',
      RECOVERY,
      'Rota writes nothing to AWS until an administrator has ended the recovery of this environment.',
    );
  if (sync?.foreignReason) throw new AwsError('conflict', 'ForeignGroup', sync.foreignReason);
}
