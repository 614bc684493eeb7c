import { exclusionsOf } from '@/lib/calendars/exclusions';
import { Prisma, type Tx } from '@/lib/db';
import { clockOf, type ScheduleTiming } from '@/lib/schedules/timing';
import { switching } from '@/lib/sync/switch-off';
import { wakeWorkers } from '@/lib/wake-workers';
import { TIMING } from './after/count';
import { replan } from './slots/replan';

/** So many are computed with the change itself; a worker goes on with the rest. */
export const FOLLOWERS_AT_ONCE = 1000;

type Stale = Omit<ScheduleTiming, 'excluded'> & {
  id: string;
  state: string;
  flexibleMinutes: number;
  delivery: string;
  now: Date;
};

/**
 * Says that the clocks of all schedules that follow a calendar are to be computed anew, in one statement.
 * @returns how many there are
 */
export async function markFollowers(tx: Tx, calendarId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE schedule_clock c SET stale = true
    FROM (
      SELECT k.schedule_id FROM schedule_clock k JOIN schedule_calendar f ON f.schedule_id = k.schedule_id
      WHERE f.calendar_id = ${calendarId} AND k.state <> 'deleted' ORDER BY k.schedule_id FOR UPDATE OF k
    ) followers
    WHERE c.schedule_id = followers.schedule_id`;
}

/**
 * Computes clocks that are stale, those that run next first, and when their schedules are to be switched in AWS. Where
 * what AWS has now is no longer right, a reconciliation is asked for; no generation rises.
 * @param requestId of the change that asks, or null
 * @returns how many were computed, at most `limit`
 */
export async function refreshStale(
  tx: Tx,
  requestId: string | null,
  limit = FOLLOWERS_AT_ONCE,
): Promise<number> {
  const stale = await tx.$queryRaw<Stale[]>`
    SELECT s.id, s.state::text, ${TIMING}, s.flexible_minutes AS "flexibleMinutes", s.delivery::text,
      clock_timestamp() AS now
    FROM schedule_clock c JOIN schedule s ON s.id = c.schedule_id
    WHERE c.stale ORDER BY c.next_run_at, c.schedule_id LIMIT ${limit} FOR UPDATE OF c SKIP LOCKED`;
  if (stale.length === 0) return 0;
  const ids = stale.map(({ id }) => id);
  const excluded = await exclusionsOf(tx, ids);
  const timings = stale.map((row) => ({ ...row, excluded: excluded(row.id) }));
  const clocks = timings.map((timing) => clockOf(timing, timing.now));
  await tx.$executeRaw`
    UPDATE schedule_clock c
    SET next_run_at = moved.next::timestamptz, over_at = moved.over::timestamptz, stale = false
    FROM unnest(${ids}::text[], ${clocks.map(({ nextRunAt }) => text(nextRunAt))}::text[],
      ${clocks.map(({ overAt }) => text(overAt))}::text[]) AS moved(id, next, over)
    WHERE c.schedule_id = moved.id`;
  for (const schedule of timings)
    if (schedule.delivery === 'through') await replan(tx, schedule, schedule.now, null, true);
  await switchAgain(
    tx,
    requestId,
    timings.filter(({ state }) => state === 'on'),
  );
  return stale.length;
}

/** A reconciliation that is under way may have read the dates of before, so that it is asked for another look. */
async function switchAgain(
  tx: Tx,
  requestId: string | null,
  on: readonly (ScheduleTiming & { id: string; flexibleMinutes: number; now: Date })[],
) {
  const states = on.map((timing) => switching(timing, timing.flexibleMinutes, timing.now));
  const asked = Prisma.sql`(y.lease_token IS NOT NULL OR y.off_reason IS DISTINCT FROM moved.reason
    OR y.off_until IS DISTINCT FROM moved.until::timestamptz)`;
  await tx.$executeRaw`
    UPDATE schedule_sync y SET
      switch_at = moved.next::timestamptz,
      due_at = CASE WHEN ${asked} THEN clock_timestamp() ELSE y.due_at END,
      attempts = CASE WHEN ${asked} THEN 0 ELSE y.attempts END,
      request_id = CASE WHEN ${asked} THEN ${requestId} ELSE y.request_id END,
      status = CASE WHEN ${asked} AND y.status = 'live' THEN 'pending'::"SyncStatus" ELSE y.status END
    FROM unnest(${on.map(({ id }) => id)}::text[], ${states.map(({ off }) => off?.reason ?? null)}::text[],
      ${states.map(({ off }) => text(off?.until ?? null))}::text[], ${states.map(({ next }) => text(next))}::text[])
      AS moved(id, reason, until, next)
    WHERE y.schedule_id = moved.id`;
  await wakeWorkers(tx);
}

const text = (instant: Date | null): string | null => instant?.toISOString() ?? null;
