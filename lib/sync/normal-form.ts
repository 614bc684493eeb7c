import { createHmac } from 'node:crypto';
import type { AwsObserved, AwsRequest } from '@/lib/aws/scheduler';

/** What AWS fills in where a field is left out (CreateSchedule, EventBridge Scheduler API reference). */
const DEFAULTS = {
  ScheduleExpressionTimezone: 'UTC',
  State: 'ENABLED',
  ActionAfterCompletion: 'NONE',
};
const ECS_DEFAULTS = { TaskCount: 1, EnableECSManagedTags: false, EnableExecuteCommand: false };

/** What AWS adds of itself. */
const AWS_ONLY = new Set(['Arn', 'CreationDate', 'LastModificationDate']);

/**
 * A schedule as text in which two that do the same are equal: defaults written out, fields in order, without what AWS
 * adds, and without a start that has passed or that a rate is given anew at every write.
 */
export function normal(schedule: AwsObserved | AwsRequest, now: Date): string {
  const { StartDate, Target, ...rest } = schedule;
  const own = Object.fromEntries(Object.entries(rest).filter(([name]) => !AWS_ONLY.has(name)));
  const keepsStart = StartDate && StartDate > now && !schedule.ScheduleExpression?.startsWith('rate(');
  return canonical({
    ...DEFAULTS,
    ...own,
    ...(keepsStart && { StartDate }),
    Target: {
      ...Target,
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185, ...Target?.RetryPolicy },
      ...(Target?.EcsParameters && { EcsParameters: { ...ECS_DEFAULTS, ...Target.EcsParameters } }),
    },
  });
}

/** JSON with the keys in order and nothing undefined; dates to the second, as AWS keeps them. */
function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(Math.floor(value.getTime() / 1000));
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join()}}`;
}

/** A digest of what a schedule does, keyed because a request holds secrets: two of the same digest need no write. */
export const hashOf = (schedule: AwsObserved | AwsRequest, now: Date, key: Buffer): string =>
  createHmac('sha256', key).update(normal(schedule, now)).digest('hex');
