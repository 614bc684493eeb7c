import type { Tx } from '@/lib/db';
import { type FieldError, invalid } from '@/lib/errors';
import type { LoadedSchedule } from '@/lib/schedules/load';
import { type Rule, ruleProblem } from './rules';

type Target = LoadedSchedule['targets'][number];

/**
 * Holds what a change makes of a schedule's targets to the gates and their rules. It is called once the change is written,
 * in its transaction. A target that stays what, where and behind what it was is not refused again, so that a new rule
 * never blocks a change of something else, nor the way back of a deleted schedule.
 * @param before the schedule as it was, a deleted one too; null of a new one
 * @throws RotaError invalid, with one message a field (`schedule.targets.0.gateId`)
 */
export async function assertGates(
  tx: Tx,
  before: LoadedSchedule | null,
  after: LoadedSchedule,
): Promise<void> {
  if (after.state === 'deleted') return;
  const earlier = before?.teamId === after.teamId ? before.targets : [];
  const isSame = (target: Target) =>
    earlier.some((was) =>
      (['id', 'kind', 'arn', 'gateId'] as const).every((field) => was[field] === target[field]),
    );
  if (after.targets.every(isSame)) return;
  const gates = await gatesOf(tx, after.environmentId);
  const rules = gates.flatMap(({ rules }) => rules);
  const problems = after.targets.flatMap((target, index): FieldError[] => {
    if (isSame(target)) return [];
    const known = target.gateId === null || gates.some(({ id }) => id === target.gateId);
    const message = known
      ? ruleProblem(rules, after.teamId, target)
      : 'This gate is not in the environment of the schedule. Choose one of the list.';
    return message ? [{ path: `schedule.targets.${index}.gateId`, message }] : [];
  });
  if (problems.length > 0) throw invalid(problems);
}

/** The gates of an environment by their names, with their rules. */
async function gatesOf(tx: Tx, environmentId: string): Promise<{ id: string; rules: Rule[] }[]> {
  const gates = await tx.gate.findMany({
    where: { environmentId },
    include: { rules: true },
    orderBy: { name: 'asc' },
  });
  return gates.map(({ id, name, rules }) => ({
    id,
    rules: rules.map(({ teamId, kind, pattern }) => ({ gateId: id, gate: name, teamId, kind, pattern })),
  }));
}
