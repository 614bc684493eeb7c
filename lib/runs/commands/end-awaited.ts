import { z } from 'zod';
import { SOMEWHERE } from '@/lib/auth/access';
import { sentence } from '@/lib/aws/send/sentence';
import { type Command, command } from '@/lib/command';
import type { Context } from '@/lib/context';
import { Prisma, type Tx } from '@/lib/db';
import { wakeDeliveries } from '@/lib/dispatch/wake';
import { reason } from '@/lib/schedules/schema';
import { AWAITED, ENDABLE } from '../conditions';
import { markEndedBy } from './ended-by';
import { entryOf, idsOf, ofFilter } from './of-filter';

/**
 * Ends all runs of a filter that wait for a call-back, at most 10,000. Those that somebody may not stop are left out.
 * @returns how many were ended
 */
export const endMany: Command<{ count: number }> = command({
  permission: 'run.stop',
  input: z.strictObject({ ...ofFilter, reason }),
  at: SOMEWHERE,
  async run(tx, context, { reason, ...many }) {
    const ids = idsOf(context.actor, 'run.stop', ENDABLE, many);
    const ended = await endAwaited(tx, context, Prisma.sql`q.run_id IN (${ids})`, reason);
    return { result: { count: ended.length }, entry: entryOf('run.stop', many, reason, ended) };
  },
});

/**
 * Ends runs that wait for a call-back, and frees their places behind gates at once. Nobody tells their receivers: a
 * call-back that comes later is refused. What a worker holds just now is left.
 * @param which a condition on run_queue q
 * @returns the ids of those that were ended
 */
export async function endAwaited(
  tx: Tx,
  context: Context,
  which: Prisma.Sql,
  reason: string,
): Promise<string[]> {
  const said = `Ended: ${sentence(reason)} What was sent may go on.`;
  const ended = await tx.$queryRaw<{ id: string; environmentId: string }[]>`
    WITH gone AS (DELETE FROM run_queue q WHERE q.worker IS NULL AND ${AWAITED} AND (${which})
      RETURNING q.run_id, q.slot_at, q.attempts),
    attempts AS (
      UPDATE run_attempt a SET ended_at = clock_timestamp(), outcome = 'unanswered', reason = ${said}
      FROM gone WHERE a.run_id = gone.run_id AND a.slot_at = gone.slot_at AND a.attempt = gone.attempts
        AND a.ended_at IS NULL)
    UPDATE run r SET state = 'cancelled', reason = ${said}, attempts = gone.attempts, ended_at = clock_timestamp()
    FROM gone WHERE r.id = gone.run_id AND r.slot_at = gone.slot_at
    RETURNING r.id, r.environment_id AS "environmentId"`;
  const ids = ended.map(({ id }) => id);
  await markEndedBy(tx, context, ids);
  await wakeDeliveries(tx, ...ended.map((run) => run.environmentId));
  return ids;
}
