import { AwsError } from '@/lib/aws/errors';
import { db, type Tx } from '@/lib/db';
import { tooMany } from './limit';

type Surplus = { generation: number; hash: string | null; sent: readonly string[]; unwantedAt: Date | null };
type Owner = { environmentId: string; generation: number; state: string };

/**
 * Stops at surplus AWS schedules that nobody asked to delete (rows were lost, not removed by a person), where there are
 * many such in the environment, until a person confirms.
 * @throws AwsError rejected
 */
export async function assertRequested(schedule: Owner, surplus: readonly Surplus[]): Promise<void> {
  if (surplus.every((row) => isRequested(schedule, row))) return;
  const { environmentId } = schedule;
  const { count, all } = await unrequested(db(), environmentId);
  if (!tooMany(count, all)) return;
  const [scan] = await db().$queryRaw<{ confirmed: boolean }[]>`
    INSERT INTO environment_scan AS scan (environment_id, held_since, held_surplus)
    VALUES (${environmentId}, clock_timestamp(), ${count})
    ON CONFLICT (environment_id) DO UPDATE
      SET held_since = COALESCE(scan.held_since, clock_timestamp()), held_surplus = ${count}
    RETURNING COALESCE(confirmed_at >= held_since, false) AS confirmed`;
  if (scan?.confirmed) return;
  throw new AwsError(
    'rejected',
    'TooManyDeletes',
    `Rota would delete ${count} of ${all} schedules in AWS that nobody asked it to delete. It deletes none until an administrator confirms.`,
  );
}

/**
 * Whether a change asked for it: the end of its schedule raised its generation, or its target was removed. What this
 * database never knew needs a decision anyway.
 */
function isRequested({ state, generation }: Owner, row: Surplus): boolean {
  if (row.hash === null && row.sent.length === 0) return true;
  if (state === 'deleted' || state === 'completed') return row.generation < generation;
  return row.unwantedAt !== null;
}

/** How many AWS schedules of an environment are surplus without anybody having asked for it, of how many in all. */
export async function unrequested(
  tx: Pick<Tx, '$queryRaw'>,
  environmentId: string,
): Promise<{ count: number; all: number }> {
  const [row] = await tx.$queryRaw<{ count: number; all: number }[]>`
    SELECT count(*)::int AS all,
      count(*) FILTER (WHERE (a.hash IS NOT NULL OR cardinality(a.sent) > 0) AND CASE
        WHEN s.state IN ('deleted', 'completed') THEN a.generation >= s.generation
        ELSE t.id IS NULL AND a.unwanted_at IS NULL END)::int AS count
    FROM aws_schedule a JOIN schedule s ON s.id = a.schedule_id LEFT JOIN target t ON t.id = a.target_id
    WHERE a.environment_id = ${environmentId}`;
  return row ?? { count: 0, all: 0 };
}
