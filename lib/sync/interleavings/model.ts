import { classify } from '@/lib/aws/errors';
import type { AwsObserved, AwsRequest, Scheduler } from '@/lib/aws/scheduler';

type Kept = { body: string; createdAt: number; modifiedAt: number };
type Group = { tags: Record<string, string>; schedules: Map<string, Kept> };

const FIVE_MINUTES = 5 * 60_000;
/** Smaller than AWS's 100, so that a handful of schedules takes several pages. */
const PAGE = 2;
const SERVICES = ['sqs', 'sns', 'lambda', 'ecs', 'states', 'events', 'kinesis', 'firehose', 'scheduler'];

/** An error as the SDK throws it, sorted as the product sorts it. */
export const awsError = (name: string, message: string) =>
  classify(Object.assign(new Error(message), { name }));

/**
 * EventBridge Scheduler in memory, by its user guide and API reference: an update replaces everything, a start or an
 * end more than five minutes old is refused (a start also on update), lists are paged, and the date of the last
 * modification moves with each write.
 */
export function modelOfScheduler(now: () => number): Scheduler {
  const groups = new Map<string, Group>();
  let lastWrite = 0;

  const groupOf = (name: string): Group => {
    const group = groups.get(name);
    if (!group) throw awsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`);
    return group;
  };

  function write(request: AwsRequest, before: Kept | undefined): void {
    check(request, now());
    lastWrite = Math.max(lastWrite + 1, now());
    const body = JSON.stringify({
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      ActionAfterCompletion: 'NONE',
      ...request,
      Target: {
        ...request.Target,
        RetryPolicy: {
          MaximumEventAgeInSeconds: 86_400,
          MaximumRetryAttempts: 185,
          ...request.Target?.RetryPolicy,
        },
      },
    });
    const kept = { body, createdAt: before?.createdAt ?? lastWrite, modifiedAt: lastWrite };
    groupOf(request.GroupName).schedules.set(request.Name, kept);
  }

  return {
    async get(groupName, name) {
      const kept = groups.get(groupName)?.schedules.get(name);
      return kept ? observed(groupName, name, kept) : null;
    },
    async list(groupName, nextToken) {
      const names = [...groupOf(groupName).schedules.keys()].sort();
      const rest = names.filter((name) => nextToken === null || name > nextToken);
      const listed = rest.slice(0, PAGE).map((name) => ({
        name,
        modifiedAt: new Date(groupOf(groupName).schedules.get(name)?.modifiedAt ?? 0),
      }));
      return { listed, nextToken: rest.length > PAGE ? (listed.at(-1)?.name ?? null) : null };
    },
    async create(request) {
      if (groupOf(request.GroupName).schedules.has(request.Name))
        throw awsError('ConflictException', `Schedule ${request.Name} already exists.`);
      write(request, undefined);
    },
    async update(request) {
      const before = groupOf(request.GroupName).schedules.get(request.Name);
      if (!before) throw awsError('ResourceNotFoundException', `Schedule ${request.Name} does not exist.`);
      write(request, before);
    },
    async remove(groupName, name) {
      groups.get(groupName)?.schedules.delete(name);
    },
    groupTags: async (name) => groups.get(name)?.tags ?? null,
    async createGroup(name, tags) {
      if (groups.has(name)) throw awsError('ConflictException', `Schedule group ${name} already exists.`);
      groups.set(name, { tags, schedules: new Map() });
    },
    async tagGroup(name, tags) {
      const group = groupOf(name);
      group.tags = { ...group.tags, ...tags };
    },
    groupIsEmpty: async (name) => groupOf(name).schedules.size === 0,
  };
}

const DATES = new Set(['StartDate', 'EndDate']);

/** Dates are kept to the second. */
function observed(groupName: string, name: string, kept: Kept): AwsObserved {
  const body = JSON.parse(kept.body, (field, value: unknown) =>
    DATES.has(field) ? new Date(Math.floor(Date.parse(String(value)) / 1000) * 1000) : value,
  ) as AwsRequest;
  return {
    ...body,
    Arn: `arn:aws:scheduler:eu-central-1:000000000000:schedule/${groupName}/${name}`,
    CreationDate: new Date(kept.createdAt),
    LastModificationDate: new Date(kept.modifiedAt),
  };
}

function check({ StartDate, EndDate, Target, ScheduleExpression = '' }: AwsRequest, now: number): void {
  const invalid = (message: string) => awsError('ValidationException', message);
  const once = ScheduleExpression.startsWith('at(');
  if (!once && StartDate && StartDate.getTime() < now - FIVE_MINUTES)
    throw invalid('The StartDate you specify cannot be earlier than 5 minutes ago.');
  if (!once && StartDate && EndDate && StartDate >= EndDate)
    throw invalid('The StartDate you specify cannot be later than the EndDate.');
  const [, service = ''] = /^arn:aws:([^:]*):/.exec(Target?.Arn ?? '') ?? [];
  if (!SERVICES.includes(service)) throw invalid(`${service} is not a supported service for a target.`);
}
