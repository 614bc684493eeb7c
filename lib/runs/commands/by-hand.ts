import { z } from 'zod';
import type { Context } from '@/lib/context';
import { invalid } from '@/lib/errors';
import type { LoadedSchedule } from '@/lib/schedules/load';
import { scheduleId } from '@/lib/schedules/schema';
import { inputText } from '@/lib/targets/fields';
import { maskInput } from '@/lib/targets/secrets';
import { optionalReason, requestId, type Target } from './ask';
import { changedInput } from './changed-input';

/** What somebody says who runs a schedule by hand, now or later. */
export const byHand = {
  /** Of the schedule. */
  id: scheduleId,
  requestId,
  /** Ids; all of the schedule's, where none are named. */
  targets: z.array(scheduleId).min(1, 'Choose at least one target.').max(20).optional(),
  /** Another input for this run alone, by the id of its target. */
  inputs: z.record(scheduleId, inputText).default({}),
  reason: optionalReason,
};

type Choice = { targets?: string[] | undefined; inputs: Record<string, string> };

/**
 * The targets that somebody chose; all of them, where none is named.
 * @throws RotaError invalid, of a target that is not there, and of an input for one that is not chosen
 */
export function chosenTargets({ targets: all }: LoadedSchedule, { targets: ids, inputs }: Choice): Target[] {
  const chosen = ids ? all.filter(({ id }) => ids.includes(id)) : all;
  if (ids && chosen.length < new Set(ids).size)
    throw invalid([
      { path: 'targets', message: 'A target is not there any more. Look at the schedule, and choose again.' },
    ]);
  const stray = Object.keys(inputs).find((key) => !chosen.some(({ id }) => id === key));
  if (stray)
    throw invalid([
      { path: `inputs.${stray}`, message: 'This input is for a target that is not chosen. Leave it out.' },
    ]);
  return chosen;
}

/** A target, and the input that this run alone is sent, sealed; null where it is the target's own. */
export type AskedTarget = { target: Target; changed: string | null };

/** The chosen targets with the inputs that were entered for them. @throws as `changedInput` */
export const withInputs = (
  context: Context,
  schedule: LoadedSchedule,
  targets: readonly Target[],
  { inputs }: Choice,
): AskedTarget[] =>
  targets.map((target) => {
    const text = inputs[target.id];
    return { target, changed: text === undefined ? null : changedInput(context, schedule, target, text) };
  });

/** The same as new runs have it. */
export const runsOf = (asked: readonly AskedTarget[]) =>
  asked.map(({ target, changed }) => ({
    targetId: target.id,
    ...(changed !== null && { changedInput: changed }),
  }));

/** The same as the audit has it: secrets are masked. */
export const auditedTargets = (asked: readonly AskedTarget[]) =>
  asked.map(({ target, changed }) => ({
    id: target.id,
    arn: target.arn,
    ...(changed !== null && { input: maskInput(changed, target.secretFields) }),
  }));
