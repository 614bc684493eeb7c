import { AwsError } from '@/lib/aws/errors';
import { db } from '@/lib/db';
import { tooMany } from './limit';

type Surplus = { generation: number; hash: string | null; sent: readonly string[] };

/** What this database never knew is not deleted without a decision on just that. */
const isNew = ({ hash, sent }: Surplus) => hash === null && sent.length === 0;

/**
 * Lets surplus AWS schedules go that a change of their schedule made surplus. Where no change did (rows were lost, not
 * deleted by a person), and there are many such in the environment, nothing is deleted until a person confirms.
 * @throws AwsError rejected
 */
export async function assertRequested(
  environmentId: string,
  generation: number,
  surplus: readonly Surplus[],
): Promise<void> {
  if (surplus.every((row) => row.generation < generation || isNew(row))) return;
  const [counts] = await db().$queryRaw<{ unrequested: number; all: number; confirmed: boolean }[]>`
    SELECT count(*)::int AS all,
      count(*) FILTER (WHERE a.generation >= s.generation AND (a.hash IS NOT NULL OR cardinality(a.sent) > 0)
        AND (s.state IN ('deleted', 'completed') OR t.id IS NULL))::int AS unrequested,
      EXISTS (SELECT FROM environment_scan n WHERE n.environment_id = ${environmentId}
        AND n.confirmed_at >= n.held_since) AS confirmed
    FROM aws_schedule a JOIN schedule s ON s.id = a.schedule_id LEFT JOIN target t ON t.id = a.target_id
    WHERE a.environment_id = ${environmentId}`;
  if (!counts || counts.confirmed || !tooMany(counts.unrequested, counts.all)) return;
  await db().$executeRaw`
    INSERT INTO environment_scan AS scan (environment_id, held_since, held_surplus)
    VALUES (${environmentId}, clock_timestamp(), ${counts.unrequested})
    ON CONFLICT (environment_id) DO UPDATE
      SET held_since = COALESCE(scan.held_since, clock_timestamp()), held_surplus = ${counts.unrequested}`;
  throw new AwsError(
    'rejected',
    'TooManyDeletes',
    `Rota would delete ${counts.unrequested} of ${counts.all} schedules in AWS that nobody asked it to delete. It deletes none until an administrator confirms.`,
  );
}
