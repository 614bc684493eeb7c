import { z } from 'zod';
import { type Command, command } from '@/lib/command';
import { invalid } from '@/lib/errors';
import { atSchedule } from '@/lib/schedules/at';
import { databaseNow, loadForChange } from '@/lib/schedules/load';
import { timeZoneName } from '@/lib/schedules/timing-fields';
import { instantOf } from '../instant';
import { assertCallable, claimRequest, createExtra } from './ask';
import { auditedTargets, byHand, chosenTargets, runsOf, withInputs } from './by-hand';

const WAIT = 'Enter a whole number from 1, of ten years at most.';
const LONGEST_WAIT_SECONDS = 3_650 * 86_400;

/** What is said of a run at an instant. */
export const runAtInput = z
  .strictObject({
    ...byHand,
    /** The wall-clock time at which it runs. */
    at: z
      .strictObject({
        local: z.string('Enter a date and time.').max(40, 'Enter a date and time.'),
        timeZone: timeZoneName,
      })
      .optional(),
    /** Or how long from now: whoever asks may have a wrong clock. */
    inSeconds: z.int(WAIT).min(1, WAIT).max(LONGEST_WAIT_SECONDS, WAIT).optional(),
  })
  .refine(({ at, inSeconds }) => (at === undefined) !== (inSeconds === undefined), {
    path: ['at.local'],
    message: 'Enter a date and time, or how long from now.',
  });

/**
 * Plans an extra run of a schedule at an instant, whatever its delivery: from then on it is as any slot of the schedule
 * that Rota delivers, held by pauses and freezes, and runs what the chosen targets are then.
 * @returns the ids of the runs, one for each target
 * @throws RotaError as every command; invalid at `at.local` of a time that has passed or that the clocks skip, and where
 *   none is said; conflict, where it was asked for already
 */
export const runAt: Command<{ runs: string[] }> = command({
  permission: 'run.now',
  input: runAtInput,
  at: atSchedule,
  async run(tx, context, input) {
    const { id, reason } = input;
    const schedule = await loadForChange(tx, id);
    const targets = chosenTargets(schedule, input);
    const instant = instantFor(input, await databaseNow(tx));
    if ('problem' in instant) throw invalid([{ path: 'at.local', message: instant.problem }]);
    await assertCallable(tx, context, schedule, targets);
    await claimRequest(tx, input.requestId);
    const asked = withInputs(context, schedule, targets, input);
    const runs = await createExtra(tx, context, schedule, runsOf(asked), instant.at);
    return {
      result: { runs },
      entry: {
        audit: 'activity',
        action: 'run.at',
        subject: schedule.name,
        reason: reason || null,
        details: { scheduleId: id, at: instant.at.toISOString(), runs, targets: auditedTargets(asked) },
      },
    };
  },
});

/** Of a wait: the full second at its end or right after it, since instants of runs are whole seconds. */
function instantFor({ at, inSeconds }: z.output<typeof runAtInput>, now: Date): ReturnType<typeof instantOf> {
  if (at) return instantOf(at, now);
  const seconds = Math.ceil(now.getTime() / 1_000) + (inSeconds ?? 0);
  return { at: new Date(seconds * 1_000), later: null };
}
