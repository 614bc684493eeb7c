import { db } from '@/lib/db';

/** Prolongs the leases of runs that this worker still holds, by the database's time; one whose outcome is just written needs none. */
export async function keepLeases(
  held: readonly { runId: string; fence: number }[],
  worker: string,
  leaseMs: number,
): Promise<void> {
  await db().$executeRaw`
    WITH kept AS (
      SELECT q.run_id FROM run_queue q
      JOIN unnest(${held.map(({ runId }) => runId)}::text[], ${held.map(({ fence }) => fence)}::int[]) AS h (run_id, fence)
        ON q.run_id = h.run_id AND q.fence = h.fence
      WHERE q.worker = ${worker} ORDER BY q.run_id FOR UPDATE OF q SKIP LOCKED)
    UPDATE run_queue q SET visible_at = clock_timestamp() + make_interval(secs => ${leaseMs / 1_000})
    FROM kept WHERE q.run_id = kept.run_id`;
}
