import { db } from '@/lib/db';
import { CLOSED, CLOSED_BY, type Closed, withWindows } from './closed';

/** The gate that stands before a run, and what keeps it closed. */
export type GateBefore = Closed & { id: string; name: string };

/** The gate before a run that was not sent yet, or is tried again; null where there is none. */
export async function gateBefore(runId: string): Promise<GateBefore | null> {
  const rows = await db().$queryRaw<(GateBefore & { now: Date })[]>`
    SELECT g.id, g.name, ${CLOSED}, clock_timestamp() AS now
    FROM run_queue q JOIN gate g ON g.id = q.gate_id JOIN gate_state s ON s.gate_id = g.id CROSS JOIN LATERAL ${CLOSED_BY} AS c
    WHERE q.run_id = ${runId} AND q.step = 'send' AND (q.worker IS NULL OR q.in_hand)`;
  const [gate] = await withWindows(rows);
  if (!gate) return null;
  const { now: _, ...before } = gate;
  return before;
}
