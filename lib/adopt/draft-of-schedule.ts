import type { FoundSchedule } from '@/lib/aws/discover';
import type { AwsTarget } from '@/lib/aws/scheduler';
import type { Place } from '@/lib/targets/arn';
import { BLOCKS } from '@/lib/targets/kinds/other-parameters';
import { type Draft, type Payload, RATE } from './draft';
import { schedulerEvent } from './payload';
import { localText } from './timing';

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

/** A schedule of EventBridge Scheduler: all of it is kept or refused. */
export function draftOfSchedule({ schedule, arn }: FoundSchedule, place: Place, now: Date): Draft {
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

const unknown = (value: object, known: ReadonlySet<string>): string[] =>
  Object.entries(value)
    .filter(([name, member]) => member !== undefined && !known.has(name))
    .map(([name]) => `It has ${name}, which this release of Rota does not know.`);
