import { db } from '@/lib/db';
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

/** Notes what is about to be sent under a name. A row that a removal took away meanwhile is made again. */
export async function recordSent(row: Row, digest: string): Promise<void> {
  const { name, environmentId, groupName, scheduleId, targetId, generation } = row;
  await db().$executeRaw`
    INSERT INTO aws_schedule AS own (name, environment_id, group_name, schedule_id, target_id, generation, sent)
    VALUES (${name}, ${environmentId}, ${groupName}, ${scheduleId}, ${targetId}, ${generation}, ARRAY[${digest}])
    ON CONFLICT (name) DO UPDATE
      SET sent = (array_remove(own.sent, ${digest}) || ARRAY[${digest}])[GREATEST(1, cardinality(own.sent) + 2 - ${KEPT}::int):]`;
}

/** Notes what was read back: `modifiedAt` is AWS's own. A later generation's row is left as it is. */
export async function recordRead(row: Row, digest: string, modifiedAt: Date | null): Promise<void> {
  const { name, environmentId, groupName, scheduleId, targetId, generation } = row;
  await db().$executeRaw`
    INSERT INTO aws_schedule AS own
      (name, environment_id, group_name, schedule_id, target_id, generation, sent, hash, modified_at, checked_at)
    VALUES (${name}, ${environmentId}, ${groupName}, ${scheduleId}, ${targetId}, ${generation}, ARRAY[${digest}],
      ${digest}, ${modifiedAt}::timestamptz, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET generation = ${generation}, hash = ${digest},
      modified_at = ${modifiedAt}::timestamptz, checked_at = clock_timestamp()
    WHERE own.generation <= ${generation}`;
}
