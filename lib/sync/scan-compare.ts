import type { AwsListed } from '@/lib/aws/scheduler';
import { db, Prisma, type Tx } from '@/lib/db';
import { wakeWorkers } from '@/lib/wake-workers';

/** A look that is asked for comes at once, but where it waits after a failure. */
const CAN_BE_SOONER = Prisma.sql`
  (y.due_at IS NULL OR (y.due_at > clock_timestamp() AND y.status IN ('live', 'drift') AND y.attempts = 0))`;

/**
 * Asks for a look at every schedule of which AWS says that it was changed since it was read back. What a person has
 * yet to decide on is not looked at again while it stays as it is.
 * @returns the listed that the database knows nothing of
 */
export async function compare(environmentId: string, listed: readonly AwsListed[]): Promise<AwsListed[]> {
  const names = listed.map(({ name }) => name);
  const modified = listed.map(({ modifiedAt }) => modifiedAt?.toISOString() ?? null);
  await db().$executeRaw`
    UPDATE schedule_sync y SET due_at = clock_timestamp()
    FROM (
      SELECT DISTINCT a.schedule_id
      FROM unnest(${names}::text[], ${modified}::timestamptz[]) AS l(name, modified) JOIN aws_schedule a ON a.name = l.name
      LEFT JOIN drift d ON d.environment_id = a.environment_id AND d.name = a.name
      WHERE a.environment_id = ${environmentId} AND a.hash IS NOT NULL AND a.modified_at IS DISTINCT FROM l.modified
        AND (d.name IS NULL OR d.decision IS NOT NULL OR d.modified_at IS DISTINCT FROM l.modified)
    ) moved
    WHERE y.schedule_id = moved.schedule_id AND ${CAN_BE_SOONER}`;
  const unknown = await db().$queryRaw<{ name: string }[]>`
    SELECT l.name FROM unnest(${names}::text[], ${modified}::timestamptz[]) AS l(name, modified)
    LEFT JOIN aws_schedule a ON a.name = l.name AND a.environment_id = ${environmentId}
    LEFT JOIN drift d ON d.environment_id = ${environmentId} AND d.name = l.name AND d.modified_at IS NOT DISTINCT FROM l.modified
    WHERE a.name IS NULL AND d.name IS NULL`;
  const found = new Set(unknown.map(({ name }) => name));
  return listed.filter(({ name }) => found.has(name));
}

/** What was read back before a pass began, and stands on none of its pages. Its schedules' ids, one for each name. */
export async function missingSince(tx: Tx, environmentId: string, startedAt: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ scheduleId: string }[]>`
    SELECT a.schedule_id AS "scheduleId" FROM aws_schedule a
    LEFT JOIN (SELECT unnest(p.names) AS name FROM scan_page p WHERE p.environment_id = ${environmentId}) l
      ON l.name = a.name
    LEFT JOIN drift d ON d.environment_id = a.environment_id AND d.name = a.name AND d.kind = 'missing'
      AND d.decision IS NULL
    WHERE a.environment_id = ${environmentId} AND a.hash IS NOT NULL AND l.name IS NULL AND d.name IS NULL
      AND COALESCE(a.checked_at, a.created_at) < ${startedAt}::timestamptz`;
  return rows.map(({ scheduleId }) => scheduleId);
}

/** Asks for a look at schedules, unless one is asked for already. */
export async function askLooks(tx: Tx, scheduleIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE schedule_sync y SET due_at = clock_timestamp()
    WHERE y.schedule_id = ANY(${[...new Set(scheduleIds)]}::text[]) AND ${CAN_BE_SOONER}`;
  await wakeWorkers(tx);
}

/**
 * Asks for a look at everything that an environment has in AWS, and at what has yet to come there although nothing asks
 * for it any more, spread over time: so many a second.
 */
export async function askAllLooks(tx: Tx, environmentId: string, perSecond: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE schedule_sync y SET due_at = clock_timestamp() + make_interval(secs => own.place / ${perSecond}::float8)
    FROM (
      SELECT s.id, row_number() OVER (ORDER BY s.id) AS place FROM schedule s JOIN schedule_sync q ON q.schedule_id = s.id
      WHERE s.environment_id = ${environmentId} AND (q.status = 'pending'
        OR EXISTS (SELECT FROM aws_schedule a WHERE a.schedule_id = s.id AND a.hash IS NOT NULL))
    ) own
    WHERE y.schedule_id = own.id AND y.due_at IS NULL`;
}

/**
 * Forgets findings that belong to no schedule and that a pass no longer listed, and asks for a look at the schedules of
 * which something extra is gone.
 */
export async function forgetGone(tx: Tx, environmentId: string): Promise<void> {
  const gone = await tx.$queryRaw<{ name: string; scheduleId: string | null }[]>`
    SELECT d.name, d.schedule_id AS "scheduleId" FROM drift d
    WHERE d.environment_id = ${environmentId} AND d.kind IN ('extra', 'foreign')
      AND d.name NOT IN (SELECT unnest(p.names) FROM scan_page p WHERE p.environment_id = ${environmentId})`;
  const names = gone.flatMap(({ name, scheduleId }) => (scheduleId === null ? [name] : []));
  const scheduleIds = gone.flatMap(({ scheduleId }) => scheduleId ?? []);
  if (names.length > 0) await tx.drift.deleteMany({ where: { environmentId, name: { in: names } } });
  if (scheduleIds.length > 0) await askLooks(tx, scheduleIds);
}
