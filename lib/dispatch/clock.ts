import { exclusionsOf } from '@/lib/calendars/exclusions';
import { db } from '@/lib/db';
import { clockOf, type ScheduleTiming } from '@/lib/schedules/timing';
import { TIMING } from './after/count';

type Due = Omit<ScheduleTiming, 'excluded'> & { id: string; state: string; now: Date };

/**
 * Moves the clocks of schedules whose next run has come on to the one after. Any number of workers may do so.
 * @returns how many were moved, at most `limit`
 */
export async function advanceClocks(limit = 500): Promise<number> {
  return db().$transaction(async (tx) => {
    const due = await tx.$queryRaw<Due[]>`
      SELECT s.id, s.state::text, ${TIMING}, clock_timestamp() AS now
      FROM schedule_clock c JOIN schedule s ON s.id = c.schedule_id
      WHERE COALESCE(c.next_run_at, 'infinity'::timestamptz) <= now()
      ORDER BY COALESCE(c.next_run_at, 'infinity'::timestamptz), c.schedule_id LIMIT ${limit}
      FOR UPDATE OF c SKIP LOCKED`;
    if (due.length === 0) return 0;
    const ids = due.map(({ id }) => id);
    const excluded = await exclusionsOf(tx, ids);
    const clocks = due.map((row) => clockOf({ ...row, excluded: excluded(row.id) }, row.now));
    await tx.$executeRaw`
      UPDATE schedule_clock c
      SET last_slot_at = c.next_run_at, next_run_at = moved.next::timestamptz, over_at = moved.over::timestamptz
      FROM unnest(${ids}::text[], ${clocks.map(({ nextRunAt }) => nextRunAt?.toISOString() ?? null)}::text[],
        ${clocks.map(({ overAt }) => overAt?.toISOString() ?? null)}::text[]) AS moved(id, next, over)
      WHERE c.schedule_id = moved.id`;
    return due.length;
  });
}

/** Milliseconds until the next clock is due; null where none is. */
export async function untilNextClock(): Promise<number | null> {
  const [row] = await db().$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM next_run_at - now()) * 1000)::float8 AS wait FROM schedule_clock
    ORDER BY COALESCE(next_run_at, 'infinity'::timestamptz) LIMIT 1`;
  return row?.wait ?? null;
}
