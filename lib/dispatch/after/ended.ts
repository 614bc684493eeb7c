import { exclusionsOf } from '@/lib/calendars/exclusions';
import { db, Prisma, type Tx } from '@/lib/db';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import { countFrom, TIMING } from './count';

const AT_ONCE = 100;

type Ended = Omit<ScheduleTiming, 'excluded'> & { id: string; endedAt: Date };

/**
 * Lets schedules that run after their runs count from the end of a run that is over: from when the last of its targets
 * ended, however it ended, but not before its own time. What it goes by is stored, so that nothing is lost with a worker,
 * and any number of workers may do so.
 * @returns how many there were, at most a hundred
 */
export async function countEnded(): Promise<number> {
  return db().$transaction(async (tx) => {
    // Two statements: the second sees each schedule as it is once its clock is held, the first might not.
    const ids = await lockClocks(tx);
    if (ids.length === 0) return 0;
    const ended = await tx.$queryRaw<Ended[]>`
      SELECT s.id, ${TIMING}, GREATEST(c.awaited_slot_at, (
          SELECT max(r.ended_at) FROM run r WHERE r.schedule_id = s.id AND r.slot_at = c.awaited_slot_at)) AS "endedAt"
      FROM ${OVER} AND c.schedule_id = ANY (${ids}::text[])`;
    const excluded = await exclusionsOf(tx, ids);
    for (const row of ended) await countFrom(tx, { ...row, excluded: excluded(row.id) }, row.endedAt);
    return ended.length;
  });
}

const OVER = Prisma.sql`schedule_clock c JOIN schedule s ON s.id = c.schedule_id
  WHERE c.awaited_slot_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM run_queue q WHERE q.schedule_id = c.schedule_id AND q.slot_at = c.awaited_slot_at)`;

async function lockClocks(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT c.schedule_id AS id FROM ${OVER} ORDER BY c.schedule_id LIMIT ${AT_ONCE} FOR UPDATE OF c SKIP LOCKED`;
  return rows.map(({ id }) => id);
}

/** Whether the end of any run is waited for. */
export async function endsAwaited(): Promise<boolean> {
  const [row] = await db().$queryRaw<{ some: boolean }[]>`
    SELECT EXISTS (SELECT FROM schedule_clock WHERE awaited_slot_at IS NOT NULL) AS some`;
  return row?.some ?? false;
}
