import { db, Prisma } from '@/lib/db';
import type { TargetOf } from './claim';
import { settleTargets } from './exclusive';

const AT_ONCE = 100;

/**
 * Skips what waits behind a gate while another run of its target is under way, as the policy of its schedule says: whether
 * the gate lets anything pass just now has nothing to do with it. Only targets of which something is to be skipped are
 * looked at: those whose one run waits as it may would keep the others from their turn.
 */
export async function settleBusy(environmentId: string): Promise<void> {
  const targets = await db().$queryRaw<TargetOf[]>`
    WITH busy AS (
      SELECT DISTINCT b.gate_id, b.schedule_id, b.target_id FROM gate g JOIN run_queue b ON b.gate_id = g.id
      WHERE g.environment_id = ${environmentId} AND b.gate_id IS NOT NULL AND b.exclusive
        AND (b.worker IS NOT NULL OR b.step = 'watch' OR b.attempts > b.attempts_before))
    SELECT b.schedule_id AS "scheduleId", b.target_id AS "targetId" FROM busy b JOIN schedule s ON s.id = b.schedule_id
    WHERE EXISTS (${waitingOf(1)}) AND (s.overlap <> 'queue' OR EXISTS (${waitingOf(1)} OFFSET 1) OR EXISTS (${waitingOf(0)}))
    LIMIT ${AT_ONCE}`;
  if (targets.length > 0) await db().$transaction((tx) => settleTargets(tx, targets));
}

/** Of a priority, what is due of the target of b and was not begun. */
const waitingOf = (priority: 0 | 1) => Prisma.sql`
  SELECT FROM run_queue q WHERE q.gate_id = b.gate_id AND q.schedule_id = b.schedule_id AND q.target_id = b.target_id
    AND q.step = 'send' AND NOT q.held AND q.worker IS NULL AND q.priority = ${Prisma.raw(String(priority))}
    AND q.attempts = q.attempts_before AND q.visible_at <= clock_timestamp()`;
