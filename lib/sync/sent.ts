import { db } from '@/lib/db';
import { Prisma } from '@/lib/generated/prisma/client';
import type { Known } from './drift';

/** So many digests of what was sent are kept: more than writes of one name can be under way. */
const KEPT = 8;

type Row = {
  name: string;
  environmentId: string;
  groupName: string;
  scheduleId: string;
  targetId: string;
  generation: number;
};

/** What the database knows of a name in AWS; null where it knows nothing. */
export const known = (
  name: string,
): Promise<(Known & { generation: number; unwantedAt: Date | null }) | null> =>
  db().awsSchedule.findUnique({
    where: { name },
    select: { hash: true, modifiedAt: true, sent: true, generation: true, unwantedAt: true },
  });

/**
 * When a target that is about to be sent was taken away: now, where a change overtook this reconciliation. It waits for
 * a removal that is under way, as one waits for this: whichever comes second sees the other's row.
 */
const unwantedAt = (targetId: string) => Prisma.sql`(
  SELECT CASE WHEN count(*) = 0 THEN clock_timestamp() END
  FROM (SELECT FROM target WHERE id = ${targetId} FOR KEY SHARE) wanted)`;

/** Notes what is about to be sent under a name. A row that a removal took away meanwhile is made again. */
export async function recordSent(row: Row, digest: string): Promise<void> {
  const { name, environmentId, groupName, scheduleId, targetId, generation } = row;
  await db().$executeRaw`
    INSERT INTO aws_schedule AS own (name, environment_id, group_name, schedule_id, target_id, generation, sent, unwanted_at)
    VALUES (${name}, ${environmentId}, ${groupName}, ${scheduleId}, ${targetId}, ${generation}, ARRAY[${digest}],
      ${unwantedAt(targetId)})
    ON CONFLICT (name) DO UPDATE
      SET sent = (array_remove(own.sent, ${digest}) || ARRAY[${digest}])[GREATEST(1, cardinality(own.sent) + 2 - ${KEPT}::int):]`;
}

/** Notes what was read back: `modifiedAt` is AWS's own. A later generation's row is left as it is. */
export async function recordRead(row: Row, digest: string, modifiedAt: Date | null): Promise<void> {
  const { name, environmentId, groupName, scheduleId, targetId, generation } = row;
  await db().$executeRaw`
    INSERT INTO aws_schedule AS own
      (name, environment_id, group_name, schedule_id, target_id, generation, sent, hash, modified_at, checked_at,
       unwanted_at)
    VALUES (${name}, ${environmentId}, ${groupName}, ${scheduleId}, ${targetId}, ${generation}, ARRAY[${digest}],
      ${digest}, ${modifiedAt}::timestamptz, clock_timestamp(), ${unwantedAt(targetId)})
    ON CONFLICT (name) DO UPDATE SET generation = ${generation}, hash = ${digest},
      modified_at = ${modifiedAt}::timestamptz, checked_at = clock_timestamp()
    WHERE own.generation <= ${generation}`;
}
