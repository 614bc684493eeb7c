import { AwsError } from '@/lib/aws/errors';
import type { Scheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import { log } from '@/lib/log';

/**
 * Stops every write to an environment's AWS: this database is behind it, restored or copied from an earlier time.
 * Ends when an administrator says so.
 */
async function enterRecovery(environmentId: string, reason: string): Promise<void> {
  const entered = await db().$executeRaw`
    INSERT INTO environment_sync AS sync (environment_id, recovery_since, recovery_reason)
    VALUES (${environmentId}, clock_timestamp(), ${reason})
    ON CONFLICT (environment_id) DO UPDATE SET recovery_since = clock_timestamp(), recovery_reason = ${reason}
    WHERE sync.recovery_since IS NULL`;
  if (entered > 0) log.error({ environmentId, reason }, 'the database is behind AWS: recovery');
}

/**
 * Refuses a write while an environment is in recovery or belongs to somebody else; asked before each.
 * @throws AwsError conflict
 */
export async function assertWritable(environmentId: string): Promise<void> {
  const sync = await db().environmentSync.findUnique({ where: { environmentId } });
  if (sync?.recoverySince)
    throw new AwsError(
      'conflict',
      'Recovery',
      'Rota writes nothing to AWS until an administrator has ended the recovery of this environment.',
    );
}

/** The tag of a schedule group that says how far the audit had come when it was last written. */
export const SEQUENCE_TAG = 'rota:audit-seq';

/** How far the audit of this database has come. */
export async function auditSequence(): Promise<bigint> {
  const head = await db().auditHead.findUniqueOrThrow({ where: { chain: 'schedule' } });
  return head.seq;
}

/** Enters recovery where a group's tag tells of changes that this database has never seen. */
export async function checkSequence(
  environmentId: string,
  scheduler: Pick<Scheduler, 'groupTags'>,
  groupName: string,
): Promise<void> {
  const tagged = (await scheduler.groupTags(groupName))?.[SEQUENCE_TAG];
  if (!tagged || !/^\d{1,18}$/.test(tagged)) return;
  const own = await auditSequence();
  if (BigInt(tagged) <= own) return;
  await enterRecovery(
    environmentId,
    `AWS was last written when the audit had ${tagged} rows; this database has ${own}.`,
  );
}
