import type { Found, FoundRule, FoundSchedule } from '@/lib/aws/discover';
import type { AwsTarget } from '@/lib/aws/scheduler';
import { scheduleInput } from '@/lib/schedules/schema';
import { timingColumns, upcoming } from '@/lib/schedules/timing';
import type { Place } from '@/lib/targets/arn';
import { targetFromAws } from '@/lib/targets/from-aws';
import { BLOCKS } from '@/lib/targets/kinds/other-parameters';
import { type Mapping, ownerOf } from './mapping';
import { freeName } from './names';
import { schedulerEvent } from './payload';
import { carry } from './rule-target';
import { localText } from './timing';

export type Payload = { target: string; before: string; after: string };

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

type Draft = {
  timing: { expression: string; timeZone: string; startLocal: string | null; endLocal: string | null };
  flexibleMinutes: number;
  description: string;
  state: 'on' | 'disabled';
  targets: AwsTarget[];
  refusals: string[];
  notes: string[];
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
  const draft = found.kind === 'rule' ? ofRule(found, mapping, place) : ofSchedule(found, place, now);
  const { teamId, owner } = ownerOf(found, mapping);
  const someRole = `arn:aws:iam::${place.accountId}:${SOME_ROLE}`;
  const withRoles = draft.targets.map((target) =>
    targetFromAws({ ...target, RoleArn: target.RoleArn || someRole }, place),
  );
  const targets = withRoles.map((target, index) => ({
    ...target,
    roleArn: draft.targets[index]?.RoleArn ?? '',
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
  const reasons = [...draft.refusals, ...problemsOf({ ...schedule, targets: withRoles }, place, now)];
  const notes = [...draft.notes];
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

const SCHEDULE_MEMBERS = new Set([
  'Arn',
  'GroupName',
  'Name',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'StartDate',
  'EndDate',
  'Description',
  'State',
  'CreationDate',
  'LastModificationDate',
  'KmsKeyArn',
  'Target',
  'FlexibleTimeWindow',
  'ActionAfterCompletion',
]);
const TARGET_MEMBERS = new Set([
  'Arn',
  'RoleArn',
  'Input',
  'DeadLetterConfig',
  'RetryPolicy',
  ...Object.values(BLOCKS),
]);

function ofSchedule({ schedule, arn }: FoundSchedule, place: Place, now: Date): Draft {
  const target = (schedule.Target ?? {}) as AwsTarget;
  const expression = schedule.ScheduleExpression ?? '';
  const timeZone = schedule.ScheduleExpressionTimezone ?? 'UTC';
  const [isRate, isOnce] = [expression.startsWith('rate('), expression.startsWith('at(')];
  const refusals = [...unknown(schedule, SCHEDULE_MEMBERS), ...unknown(target, TARGET_MEMBERS)];
  const notes: string[] = [];
  if (schedule.KmsKeyArn)
    refusals.push(
      `It is encrypted with a key of your own (${schedule.KmsKeyArn}), which Rota does not keep for a schedule. Remove the key from it first, or leave it where it is.`,
    );
  const start =
    !isOnce && schedule.StartDate && (isRate || schedule.StartDate > now) ? schedule.StartDate : null;
  const end = isOnce ? null : (schedule.EndDate ?? null);
  const local = (instant: Date | null, what: string) => {
    if (!instant) return null;
    const text = localText(instant, timeZone);
    if (!text)
      refusals.push(`Its ${what} (${instant.toISOString()}) can't be said by the clocks of ${timeZone}.`);
    return text;
  };
  if (isRate && !start) notes.push(RATE);
  if (schedule.ActionAfterCompletion === 'DELETE')
    notes.push('AWS deletes it after its last run; Rota completes its own, and the disabled original stays.');
  const own = target.Input === undefined || target.Input.includes('<aws.scheduler.schedule-arn>');
  if (own) notes.push("The schedule's ARN in what its target receives becomes that of Rota's AWS schedule.");
  return {
    timing: { expression, timeZone, startLocal: local(start, 'start'), endLocal: local(end, 'end') },
    flexibleMinutes:
      schedule.FlexibleTimeWindow?.Mode === 'FLEXIBLE'
        ? (schedule.FlexibleTimeWindow.MaximumWindowInMinutes ?? 0)
        : 0,
    description: schedule.Description ?? '',
    state: schedule.State === 'DISABLED' ? 'disabled' : 'on',
    targets: [target],
    refusals,
    notes,
    payloads: target.Input === undefined ? [ownEvents(place, arn, target)] : [],
  };
}

const ownEvents = (place: Place, arn: string, target: AwsTarget): Payload => ({
  target: target.Arn ?? '',
  before: schedulerEvent(place, arn),
  after: schedulerEvent(place, '<ARN of the AWS schedule>'),
});

const RATE =
  'It counts from when it was made, which AWS does not tell: the rate begins anew at the full minute after it is taken over.';

function ofRule(found: FoundRule, mapping: Mapping, place: Place): Draft {
  const { rule, targets } = found;
  const expression = rule.ScheduleExpression ?? '';
  const carried = targets.map((target) => carry(target, found, mapping, place));
  const refusals: string[] = [];
  if (rule.ManagedBy)
    refusals.push(`It belongs to ${rule.ManagedBy}, an AWS service that made it for itself.`);
  if (rule.EventPattern)
    refusals.push(
      'It also runs on events that match its pattern, which a schedule can not do. Split it first.',
    );
  if (targets.length === 0) refusals.push('It has no targets: nothing would run.');
  if (rule.State !== 'ENABLED' && rule.State !== 'DISABLED')
    refusals.push(`Its state ${rule.State} is one that Rota could not give back.`);
  const several = carried.length > 1;
  const named = (index: number, text: string) => (several ? `Target ${index + 1}: ${text}` : text);
  return {
    timing: { expression, timeZone: 'UTC', startLocal: null, endLocal: null },
    flexibleMinutes: 0,
    description: rule.Description ?? '',
    state: rule.State === 'DISABLED' ? 'disabled' : 'on',
    targets: carried.map(({ target }) => target),
    refusals: [
      ...refusals,
      ...carried.flatMap((one, index) => one.refusals.map((text) => named(index, text))),
    ],
    notes: [
      ...(expression.startsWith('rate(') ? [RATE] : []),
      ...carried.flatMap((one, index) => one.notes.map((text) => named(index, text))),
    ],
    payloads: carried.flatMap(({ payload, target }) =>
      payload ? [{ target: target.Arn ?? '', ...payload }] : [],
    ),
  };
}

const unknown = (value: object, known: ReadonlySet<string>): string[] =>
  Object.entries(value)
    .filter(([name, member]) => member !== undefined && !known.has(name))
    .map(([name]) => `It has ${name}, which this release of Rota does not know.`);
