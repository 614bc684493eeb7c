import { Prisma, type Tx } from '@/lib/db';
import type { FinalState } from './states';

/**
 * Ends runs that wait, also in a worker's hand for their gate, before anything more is sent for them. What a worker holds
 * otherwise, and tasks that run, are left.
 * @param which a condition on run_queue q
 * @returns the ids of those that were ended
 */
export async function endUnsent(
  tx: Tx,
  which: Prisma.Sql,
  state: Extract<FinalState, 'cancelled' | 'missed' | 'skipped' | 'gave_up' | 'unknown'>,
  reason: string,
): Promise<string[]> {
  const ended = await tx.$queryRaw<{ id: string }[]>`
    WITH gone AS (DELETE FROM run_queue q WHERE (q.worker IS NULL OR q.in_hand) AND q.step = 'send' AND (${which})
      RETURNING q.run_id, q.slot_at, q.attempts - q.in_hand::int AS attempts)
    UPDATE run r SET state = ${state}, reason = ${reason}, attempts = gone.attempts, ended_at = clock_timestamp()
    FROM gone WHERE r.id = gone.run_id AND r.slot_at = gone.slot_at RETURNING r.id`;
  return ended.map(({ id }) => id);
}

/** The runs with these ids. */
export const withIds = (ids: readonly string[]) => Prisma.sql`q.run_id = ANY (${ids}::text[])`;
