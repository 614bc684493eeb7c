import { z } from 'zod';
import { SOMEWHERE } from '@/lib/auth/access';
import { type Command, command } from '@/lib/command';
import { Prisma, type Tx } from '@/lib/db';
import { wakeDeliveries } from '@/lib/dispatch/wake';
import { conflict } from '@/lib/errors';
import { loadForChange } from '@/lib/schedules/load';
import { scheduleId } from '@/lib/schedules/schema';
import { REDRIVABLE } from '../conditions';
import { BAD_STATES } from '../filter';
import { assertSendable, optionalReason } from './ask';
import { atRun, runIn } from './at';
import { entryOf, idsOf, ofFilter } from './of-filter';

/**
 * Sends a run again that did not do what it should: the same run, with all of its attempts anew.
 * @throws RotaError as every command; conflict of one that ended otherwise or is not over, where its target was removed,
 *   and where it is frozen
 */
export const redriveRun: Command<{ id: string }> = command({
  permission: 'run.redrive',
  input: z.strictObject({ id: scheduleId, reason: optionalReason }),
  at: atRun,
  async run(tx, context, { id, reason }) {
    const { scheduleId, targetId, state, changedInput, generation } = await runIn(tx, id);
    const schedule = await loadForChange(tx, scheduleId);
    if (!BAD_STATES.some((bad) => bad === state))
      throw conflict('Only a run that failed, was given up, is unknown or was missed can be sent again.');
    const target = schedule.targets.find((one) => one.id === targetId);
    if (!target) throw conflict('Its target was removed since, so it can’t be sent again.');
    if (changedInput !== null && generation !== schedule.generation)
      throw conflict(
        'It has an input of its own, and its schedule was changed since. Run the schedule now, with that input.',
      );
    await assertSendable(tx, context, schedule, [target]);
    const again = await redrive(tx, Prisma.sql`SELECT ${id}`);
    if (again.length === 0) throw conflict('Somebody was first: it is sent again already.');
    return {
      result: { id },
      entry: {
        audit: 'activity',
        action: 'run.redrive',
        subject: schedule.name,
        reason: reason || null,
        details: { scheduleId, run: id, was: state },
      },
    };
  },
});

/**
 * The same for all runs of a filter, at most 10,000. Those that can't be sent, or that somebody may not send, are left
 * out.
 * @returns how many are sent again
 */
export const redriveMany: Command<{ count: number }> = command({
  permission: 'run.redrive',
  input: z.strictObject({ ...ofFilter, reason: optionalReason }),
  at: SOMEWHERE,
  async run(tx, context, { reason, ...many }) {
    const again = await redrive(tx, idsOf(context.actor, 'run.redrive', REDRIVABLE, many));
    return { result: { count: again.length }, entry: entryOf('run.redrive', many, reason, again) };
  },
});

/**
 * Puts runs that are over back into the queue. Attempts go on counting from the last that was written down.
 * @param ids a query that gives them
 */
async function redrive(tx: Tx, ids: Prisma.Sql): Promise<string[]> {
  const again = await tx.$queryRaw<{ id: string; environmentId: string }[]>`
    WITH again AS (
      UPDATE run SET state = NULL, reason = NULL, ended_at = NULL, ended_by = NULL, ended_by_name = NULL
      WHERE id IN (${ids}) AND state = ANY (${[...BAD_STATES]}::text[])
      RETURNING id, slot_at, environment_id, schedule_id, target_id, attempts, nominal_at, changed_input),
    made AS (
      SELECT a.*, GREATEST(a.attempts, COALESCE((SELECT max(t.attempt) FROM run_attempt t
        WHERE t.run_id = a.id AND t.slot_at = a.slot_at), 0)) AS begun FROM again a),
    queued AS (
      INSERT INTO run_queue (run_id, slot_at, environment_id, schedule_id, target_id, priority, visible_at, attempts,
        attempts_before, since, nominal_at, changed_input)
      SELECT id, slot_at, environment_id, schedule_id, target_id, 0, clock_timestamp(), begun, begun, clock_timestamp(),
        nominal_at, changed_input
      FROM made)
    SELECT id, environment_id AS "environmentId" FROM made`;
  await wakeDeliveries(tx, ...again.map((run) => run.environmentId));
  return again.map(({ id }) => id);
}
