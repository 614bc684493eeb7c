import { z } from 'zod';
import { SOMEWHERE } from '@/lib/auth/access';
import { type Command, command } from '@/lib/command';
import type { Context } from '@/lib/context';
import { Prisma, type Tx } from '@/lib/db';
import { endUnsent, withIds } from '@/lib/dispatch/end-unsent';
import { conflict } from '@/lib/errors';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { CANCELLABLE } from '../conditions';
import { atRun, runIn, subjectOf } from './at';
import { markEndedBy } from './ended-by';
import { entryOf, idsOf, ofFilter } from './of-filter';

/**
 * Cancels a run that nothing was sent for yet, or that waits for another attempt.
 * @throws RotaError as every command; conflict of one that is being sent, or is over
 */
export const cancelRun: Command<{ id: string }> = command({
  permission: 'run.cancel',
  input: z.strictObject({ id: scheduleId, reason }),
  at: atRun,
  async run(tx, context, { id, reason }) {
    const { scheduleId } = await runIn(tx, id);
    if ((await cancel(tx, context, withIds([id]), reason)).length === 0)
      throw conflict('It is being sent just now, or it is over, so there is nothing to cancel.');
    return {
      result: { id },
      entry: {
        audit: 'activity',
        action: 'run.cancel',
        subject: await subjectOf(tx, scheduleId),
        reason,
        details: { scheduleId, run: id },
      },
    };
  },
});

/**
 * The same for all runs of a filter, at most 10,000. Those that somebody may not cancel are left out.
 * @returns how many were cancelled
 */
export const cancelMany: Command<{ count: number }> = command({
  permission: 'run.cancel',
  input: z.strictObject({ ...ofFilter, reason }),
  at: SOMEWHERE,
  async run(tx, context, { reason, ...many }) {
    const ids = idsOf(context.actor, 'run.cancel', CANCELLABLE, many);
    const cancelled = await cancel(tx, context, Prisma.sql`q.run_id IN (${ids})`, reason);
    return { result: { count: cancelled.length }, entry: entryOf('run.cancel', many, reason, cancelled) };
  },
});

async function cancel(tx: Tx, context: Context, which: Prisma.Sql, reason: string): Promise<string[]> {
  const ids = await endUnsent(tx, which, 'cancelled', `Cancelled: ${reason}`);
  await markEndedBy(tx, context, ids);
  return ids;
}
