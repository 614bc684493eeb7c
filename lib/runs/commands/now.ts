import { z } from 'zod';
import { type Command, command } from '@/lib/command';
import { atSchedule } from '@/lib/schedules/at';
import { loadForChange } from '@/lib/schedules/load';
import { assertSendable, claimRequest, createAsked } from './ask';
import { auditedTargets, byHand, chosenTargets, runsOf, withInputs } from './by-hand';

/**
 * Runs a schedule by hand, whatever its delivery and whether it is paused: its slot is the instant of the request.
 * @returns the ids of the runs, one for each target
 * @throws RotaError as every command; conflict of one that is frozen, or where it was asked for already
 */
export const runNow: Command<{ runs: string[] }> = command({
  permission: 'run.now',
  input: z.strictObject(byHand),
  at: atSchedule,
  async run(tx, context, input) {
    const { id, reason } = input;
    const schedule = await loadForChange(tx, id);
    const targets = chosenTargets(schedule, input);
    await assertSendable(tx, context, schedule, targets);
    await claimRequest(tx, input.requestId);
    const asked = withInputs(context, schedule, targets, input);
    const runs = await createAsked(tx, context, schedule, 'manual', runsOf(asked));
    return {
      result: { runs },
      entry: {
        audit: 'activity',
        action: 'run.now',
        subject: schedule.name,
        reason: reason || null,
        details: { scheduleId: id, runs, targets: auditedTargets(asked) },
      },
    };
  },
});
