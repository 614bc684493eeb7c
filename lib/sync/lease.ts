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

/** Takes the lease of one schedule whatever its due time; null where somebody else holds it. */
export async function takeLease(scheduleId: string): Promise<Lease | null> {
  const rows = await db().$queryRaw<Lease[]>`
    UPDATE schedule_sync SET lease_token = ${newId()}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE schedule_id = ${scheduleId} AND (lease_until IS NULL OR lease_until < now())
    RETURNING schedule_id AS "scheduleId", lease_token AS token, request_id AS "requestId",
      due_at AS "dueAt"`;
  return rows[0] ?? null;
}

/** Takes the leases of up to `count` schedules that are due or are to be switched off or on, the oldest first. */
export async function takeDueLeases(count: number): Promise<Lease[]> {
  return db().$queryRaw<Lease[]>`
    UPDATE schedule_sync s SET lease_token = gen_random_uuid()::text, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    FROM (
      SELECT schedule_id FROM schedule_sync
      WHERE (due_at IS NOT NULL OR switch_at IS NOT NULL) AND LEAST(due_at, switch_at) <= now()
        AND (lease_until IS NULL OR lease_until < now())
      ORDER BY LEAST(due_at, switch_at) LIMIT ${count} FOR UPDATE SKIP LOCKED
    ) due
    WHERE s.schedule_id = due.schedule_id
    RETURNING s.schedule_id AS "scheduleId", s.lease_token AS token, s.request_id AS "requestId",
      s.due_at AS "dueAt"`;
}

/** More than are ever leased at once. */
const LOOKED_AT = 100;

/** Milliseconds until the next schedule is due, is to be switched, or a lease of one ends; null where nothing is queued. */
export async function untilNextDue(): Promise<number | null> {
  const [row] = await db().$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM min(GREATEST(wake_at, lease_until)) - now()) * 1000)::float8 AS wait
    FROM (
      SELECT LEAST(due_at, switch_at) AS wake_at, lease_until FROM schedule_sync
      WHERE due_at IS NOT NULL OR switch_at IS NOT NULL
      ORDER BY LEAST(due_at, switch_at) LIMIT ${LOOKED_AT}
    ) first`;
  return row?.wait ?? null;
}
