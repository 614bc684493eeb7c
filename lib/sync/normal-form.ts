import { createHmac } from 'node:crypto';
import type { AwsObserved, AwsRequest } from '@/lib/aws/scheduler';

/** What AWS fills in where a field is left out (CreateSchedule, EventBridge Scheduler API reference). */
const DEFAULTS = {
  GroupName: 'default',
  ScheduleExpressionTimezone: 'UTC',
  State: 'ENABLED',
  ActionAfterCompletion: 'NONE',
};
const RETRY_DEFAULTS = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };
/** Defaults of RunTask and CapacityProviderStrategyItem (Amazon ECS API reference). */
const ECS_DEFAULTS = { TaskCount: 1, EnableECSManagedTags: false, EnableExecuteCommand: false };
const VPC_DEFAULTS = { AssignPublicIp: 'DISABLED' };
const STRATEGY_DEFAULTS = { weight: 0, base: 0 };

/** What AWS adds of itself. */
const AWS_ONLY = new Set(['Arn', 'CreationDate', 'LastModificationDate']);

type Task = NonNullable<NonNullable<AwsRequest['Target']>['EcsParameters']>;

/**
 * A schedule as text in which two of the same fields are equal: defaults written out, fields in order, nothing that is
 * empty, and without what AWS adds.
 */
export function normal(schedule: AwsObserved | AwsRequest): string {
  const { Target, ...rest } = schedule;
  const own = Object.fromEntries(Object.entries(rest).filter(([name]) => !AWS_ONLY.has(name)));
  return canonical({
    ...DEFAULTS,
    ...own,
    Target: {
      ...Target,
      RetryPolicy: { ...RETRY_DEFAULTS, ...Target?.RetryPolicy },
      ...(Target?.EcsParameters && { EcsParameters: normalTask(Target.EcsParameters) }),
    },
  });
}

function normalTask(task: Task) {
  const vpc = task.NetworkConfiguration?.awsvpcConfiguration;
  return {
    ...ECS_DEFAULTS,
    ...task,
    CapacityProviderStrategy: task.CapacityProviderStrategy?.map((item) => ({
      ...STRATEGY_DEFAULTS,
      ...item,
    })),
    NetworkConfiguration: vpc && { awsvpcConfiguration: { ...VPC_DEFAULTS, ...vpc } },
  };
}

/**
 * Whether AWS does what is wanted, field by field. A start that has passed does nothing any more; of a rate it is the
 * anchor, and is given anew at every write: there it has to be in step with the one that is wanted.
 */
export function sameEffect(observed: AwsObserved, wanted: AwsRequest, now: Date): boolean {
  const { StartDate: _, ...has } = observed;
  const { StartDate: __, ...wants } = wanted;
  return normal(has) === normal(wants as AwsRequest) && sameStart(observed, wanted, now);
}

const UNITS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };

/** Seconds between the slots of a rate; null of anything else. */
export function periodOf(expression: string | undefined): number | null {
  const [, value, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression ?? '') ?? [];
  return value ? Number(value) * (UNITS[unit] ?? 0) : null;
}

/** Whether the start that AWS has makes no difference to the one that is wanted. */
export function sameStart(observed: AwsObserved, wanted: AwsRequest, now: Date): boolean {
  const [has, wants] = [seconds(observed.StartDate), seconds(wanted.StartDate)];
  const [period, present] = [periodOf(wanted.ScheduleExpression), seconds(now) ?? 0];
  if (period === null) return ahead(has, present) === ahead(wants, present);
  if (wants === null) return true;
  if (has === null) return false;
  if (has > present || wants - present > period) return has === wants;
  return (wants - has) % period === 0;
}

const ahead = (start: number | null, now: number) => (start !== null && start > now ? start : null);

/** Whole seconds since 1970, as AWS keeps them. */
const seconds = (date: Date | undefined): number | null => (date ? Math.floor(date.getTime() / 1000) : null);

/** JSON with the keys in order and nothing empty; dates to the second. */
function canonical(value: unknown): string {
  if (value instanceof Date) return String(seconds(value));
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined && field !== null && field !== '')
    .map(([name, field]) => [name, canonical(field)] as const)
    .filter(([, text]) => text !== '{}' && text !== '[]')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`;
}

/** All fields of a schedule as JSON, in order, defaults written out: for people to compare. */
export const fieldsOf = (schedule: AwsObserved | AwsRequest): Record<string, unknown> =>
  JSON.parse(normal(schedule)) as Record<string, unknown>;

/** A digest of all fields of a schedule, keyed because they hold secrets: the same for what was sent and what is read. */
export const digestOf = (schedule: AwsObserved | AwsRequest, key: Buffer): string =>
  createHmac('sha256', key).update(normal(schedule)).digest('base64url');
