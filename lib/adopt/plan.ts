import type { Found } from '@/lib/aws/discover';
import { scheduleInput } from '@/lib/schedules/schema';
import { timingColumns, upcoming } from '@/lib/schedules/timing';
import type { Place } from '@/lib/targets/arn';
import { targetFromAws } from '@/lib/targets/from-aws';
import type { Payload } from './draft';
import { draftOfRule } from './draft-of-rule';
import { draftOfSchedule } from './draft-of-schedule';
import { type Mapping, ownerOf } from './mapping';
import { freeName } from './names';
import { inputsOf, secrecyOf } from './secret-fields';

/** What would become of something that is found. */
export type Proposal = {
  verdict: 'ready' | 'needs-role' | 'refused';
  /** Why it is refused, or what needs a role. */
  reasons: string[];
  /** What will differ, although it can be taken over. */
  notes: string[];
  /** What `scheduleInput(place)` checks. */
  schedule: Record<string, unknown> & { name: string; targets: Record<string, unknown>[] };
  /** Whether it is to run once it is taken over. */
  state: 'on' | 'disabled';
  /** What targets receive before and after, where that differs. */
  payloads: Payload[];
};

/** Stands in for a role that is missing, so that all else can be checked. */
const SOME_ROLE = 'role/to-be-named';

/**
 * A schedule of Rota's that does what was found: the same times, targets, retries and dead letters, or the reasons why
 * there is none.
 * @param taken names of schedules in small letters
 */
export function propose(
  found: Found,
  mapping: Mapping,
  { place, taken, now }: { place: Place; taken: ReadonlySet<string>; now: Date },
): Proposal {
  const draft =
    found.kind === 'rule' ? draftOfRule(found, mapping, place) : draftOfSchedule(found, place, now);
  const { teamId, owner } = ownerOf(found, mapping);
  const someRole = `arn:aws:iam::${place.accountId}:${SOME_ROLE}`;
  const withRoles = draft.targets.map((target) =>
    targetFromAws({ ...target, RoleArn: target.RoleArn || someRole }, place),
  );
  const inputs = inputsOf(found);
  const secrecy = withRoles.map((_, index) => secrecyOf(inputs[index], mapping));
  const targets = withRoles.map((target, index) => ({
    ...target,
    roleArn: draft.targets[index]?.RoleArn ?? '',
    secretFields: secrecy[index]?.secretFields ?? [],
  }));
  const schedule = {
    name: freeName(found.name, found.group, taken),
    teamId,
    owner,
    description: draft.description,
    ...draft.timing,
    flexibleMinutes: draft.flexibleMinutes,
    targets,
  };
  const checked = {
    ...schedule,
    targets: targets.map((target) => ({ ...target, roleArn: target.roleArn || someRole })),
  };
  const reasons = [
    ...draft.refusals,
    ...secrecy.flatMap(({ refusal }) => refusal ?? []),
    ...problemsOf(checked, place, now),
  ];
  const kept = [...new Set(secrecy.flatMap(({ secretFields }) => secretFields))];
  const notes = [...draft.notes];
  if (kept.length > 0) notes.push(`Kept secret of what it sends: ${kept.join(', ')}.`);
  if (schedule.name !== found.name)
    notes.push(`Another schedule is called ${found.name}: this one becomes ${schedule.name}.`);
  const needs = draft.targets
    .filter(({ RoleArn }) => !RoleArn)
    .map(
      ({ Arn = '' }) =>
        `The rule calls ${Arn.split(/[:/]/).at(-1)} without a role. EventBridge Scheduler needs one: name it in the review.`,
    );
  const verdict = reasons.length > 0 ? 'refused' : needs.length > 0 ? 'needs-role' : 'ready';
  return {
    verdict,
    reasons: verdict === 'needs-role' ? needs : [...new Set(reasons)],
    notes,
    schedule,
    state: draft.state,
    payloads: draft.payloads,
  };
}

/** What Rota's own rules say against a schedule, each with where it stands. */
function problemsOf(schedule: Proposal['schedule'], place: Place, now: Date): string[] {
  const parsed = scheduleInput(place).safeParse(schedule);
  if (!parsed.success)
    return parsed.error.issues.map(({ path, message }) =>
      path[0] === 'targets' && typeof path[1] === 'number' ? `Target ${path[1] + 1}: ${message}` : message,
    );
  if (upcoming(timingColumns(parsed.data, now), now, 1).length > 0) return [];
  return ['It never runs again: its last time has passed.'];
}
