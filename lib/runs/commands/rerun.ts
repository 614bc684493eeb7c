import { z } from 'zod';
import { type Command, command } from '@/lib/command';
import { conflict } from '@/lib/errors';
import { loadForChange } from '@/lib/schedules/load';
import { scheduleId } from '@/lib/schedules/schema';
import { assertSendable, claimRequest, createAsked, optionalReason, requestId } from './ask';
import { atRun, runIn } from './at';

/**
 * Runs the slot of a past run again, as a run of its own: its payload names the slot of then, with the target as it is
 * now.
 * @returns the id of the new run
 * @throws RotaError as every command; conflict, where its target was removed, it is frozen, or it was asked for already
 */
export const rerun: Command<{ id: string }> = command({
  permission: 'run.rerun',
  input: z.strictObject({ id: scheduleId, requestId, reason: optionalReason }),
  at: atRun,
  async run(tx, context, { id, requestId, reason }) {
    const past = await runIn(tx, id);
    const schedule = await loadForChange(tx, past.scheduleId);
    const target = schedule.targets.find((one) => one.id === past.targetId);
    if (!target) throw conflict('Its target was removed since, so it can’t run again.');
    await assertSendable(tx, context, schedule, [target]);
    await claimRequest(tx, requestId);
    const [made = ''] = await createAsked(
      tx,
      context,
      schedule,
      'rerun',
      [{ targetId: target.id }],
      past.nominalAt,
    );
    return {
      result: { id: made },
      entry: {
        audit: 'activity',
        action: 'run.rerun',
        subject: schedule.name,
        reason: reason || null,
        details: {
          scheduleId: schedule.id,
          run: made,
          of: id,
          slot: past.nominalAt.toISOString(),
          target: target.arn,
        },
      },
    };
  },
});
