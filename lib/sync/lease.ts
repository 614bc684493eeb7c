import { db } from '@/lib/db';
import { newId } from '@/lib/id';

/** Longer than the slowest reconciliation: its calls have time-outs, and no more run at once than the budget allows. */
const LEASE_SECONDS = 60;

/** The right to reconcile a schedule, until it ends or is given back. `token` fences what is marked under it. */
export type Lease = {
  scheduleId: string;
  token: string;
  requestId: string | null;
  /** When it was due as the lease was taken: another time at its end means that somebody asked for another look. */
  dueAt: Date | null;
};

/**
 * Takes the lease of one schedule whatever its due time; null where somebody else holds it, or where its environment is
 * disabled.
 */
export async function takeLease(scheduleId: string): Promise<Lease | null> {
  const rows = await db().$queryRaw<Lease[]>`
    UPDATE schedule_sync y SET lease_token = ${newId()}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    FROM schedule s JOIN environment e ON e.id = s.environment_id
    WHERE y.schedule_id = ${scheduleId} AND s.id = y.schedule_id AND e.disabled_at IS NULL
      AND (y.lease_until IS NULL OR y.lease_until < now())
    RETURNING y.schedule_id AS "scheduleId", y.lease_token AS token, y.request_id AS "requestId",
      y.due_at AS "dueAt"`;
  return rows[0] ?? null;
}

/**
 * Takes the leases of up to `count` schedules of an environment that are due or are to be switched off or on, the oldest
 * first; none of one that is disabled.
 */
export async function takeDueLeases(environmentId: string, count: number): Promise<Lease[]> {
  return db().$queryRaw<Lease[]>`
    UPDATE schedule_sync s SET lease_token = gen_random_uuid()::text, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    FROM (
      SELECT y.schedule_id FROM schedule_sync y JOIN schedule s ON s.id = y.schedule_id
        JOIN environment e ON e.id = s.environment_id
      WHERE s.environment_id = ${environmentId} AND e.disabled_at IS NULL
        AND (y.due_at IS NOT NULL OR y.switch_at IS NOT NULL) AND LEAST(y.due_at, y.switch_at) <= now()
        AND (y.lease_until IS NULL OR y.lease_until < now())
      ORDER BY LEAST(y.due_at, y.switch_at) LIMIT ${count} FOR UPDATE OF y SKIP LOCKED
    ) due
    WHERE s.schedule_id = due.schedule_id
    RETURNING s.schedule_id AS "scheduleId", s.lease_token AS token, s.request_id AS "requestId",
      s.due_at AS "dueAt"`;
}

/** More than are ever leased at once. */
const LOOKED_AT = 100;

/**
 * Milliseconds until the next schedule of an environment is due, is to be switched, or a lease of one ends; null where
 * nothing is queued.
 */
export async function untilNextDue(environmentId: string): Promise<number | null> {
  const [row] = await db().$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM min(GREATEST(wake_at, lease_until)) - now()) * 1000)::float8 AS wait
    FROM (
      SELECT LEAST(y.due_at, y.switch_at) AS wake_at, y.lease_until
      FROM schedule_sync y JOIN schedule s ON s.id = y.schedule_id
      WHERE s.environment_id = ${environmentId} AND (y.due_at IS NOT NULL OR y.switch_at IS NOT NULL)
      ORDER BY LEAST(y.due_at, y.switch_at) LIMIT ${LOOKED_AT}
    ) first`;
  return row?.wait ?? null;
}
