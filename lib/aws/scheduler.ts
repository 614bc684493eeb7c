import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  GetScheduleGroupCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
  type SchedulerClientConfig,
  TagResourceCommand,
  type Target,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { AwsError, classify } from './errors';

export type AwsTarget = Target;
/** A whole schedule as AWS is asked for it. An update replaces everything, so there are no partial ones. */
export type AwsRequest = Omit<CreateScheduleCommandInput, 'ClientToken'> & {
  Name: string;
  GroupName: string;
};
export type AwsObserved = Omit<GetScheduleCommandOutput, '$metadata'>;

/** What a list says of a schedule: no expression, no input. */
export type AwsListed = { name: string; modifiedAt: Date | null };

/** The calls of EventBridge Scheduler that Rota makes. Every method throws AwsError and nothing else. */
export type Scheduler = {
  get(groupName: string, name: string): Promise<AwsObserved | null>;
  /**
   * One page of a group's schedules.
   * @param nextToken of the page before; null begins
   * @returns nextToken null on the last page
   */
  list(
    groupName: string,
    nextToken: string | null,
  ): Promise<{ listed: AwsListed[]; nextToken: string | null }>;
  create(request: AwsRequest): Promise<void>;
  update(request: AwsRequest): Promise<void>;
  /** Deleting what is not there is no error. */
  remove(groupName: string, name: string): Promise<void>;
  /** Tags of a schedule group, or null where there is no such group. */
  groupTags(name: string): Promise<Record<string, string> | null>;
  createGroup(name: string, tags: Record<string, string>): Promise<void>;
  /** Adds tags to a schedule group that is there. */
  tagGroup(name: string, tags: Record<string, string>): Promise<void>;
  /** Whether no schedule stands in a schedule group. */
  groupIsEmpty(name: string): Promise<boolean>;
};

/** MaxResults (ListSchedules, EventBridge Scheduler API reference). */
const LARGEST_PAGE = 100;

/** One call must end well within a reconciler's lease. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true };

type Connections = { connections: NonNullable<SchedulerClientConfig['requestHandler']> };

/**
 * A client of one Region. Credentials and endpoint come from the process environment, as for every AWS tool
 * (AWS_ENDPOINT_URL_SCHEDULER among them). It tries once: retries belong to the reconciler, which has a budget.
 * @returns with it its connections, which another client can be given as its `requestHandler`
 */
export function createScheduler(config: SchedulerClientConfig): Scheduler & Connections {
  const client = new SchedulerClient({ maxAttempts: 1, requestHandler: TIMEOUTS, ...config });
  return {
    connections: client.config.requestHandler,
    get: (GroupName, Name) =>
      unlessMissing(async () => {
        const { $metadata: _, ...schedule } = await client.send(new GetScheduleCommand({ GroupName, Name }));
        return schedule;
      }),
    list: (GroupName, token) =>
      translate(async () => {
        const { Schedules = [], NextToken = null } = await client.send(
          new ListSchedulesCommand({
            GroupName,
            MaxResults: LARGEST_PAGE,
            ...(token && { NextToken: token }),
          }),
        );
        const listed = Schedules.map(({ Name = '', LastModificationDate }) => ({
          name: Name,
          modifiedAt: LastModificationDate ?? null,
        }));
        return { listed, nextToken: NextToken };
      }),
    create: async (request) => {
      await translate(() => client.send(new CreateScheduleCommand(request)));
    },
    update: async (request) => {
      await translate(() => client.send(new UpdateScheduleCommand(request)));
    },
    remove: async (GroupName, Name) => {
      await unlessMissing(() => client.send(new DeleteScheduleCommand({ GroupName, Name })));
    },
    groupTags: (Name) =>
      unlessMissing(async () => {
        const { Arn } = await client.send(new GetScheduleGroupCommand({ Name }));
        const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceArn: Arn }));
        return Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
      }),
    createGroup: async (Name, tags) => {
      await translate(() => client.send(new CreateScheduleGroupCommand({ Name, Tags: tagList(tags) })));
    },
    tagGroup: (Name, tags) =>
      translate(async () => {
        const { Arn: ResourceArn } = await client.send(new GetScheduleGroupCommand({ Name }));
        await client.send(new TagResourceCommand({ ResourceArn, Tags: tagList(tags) }));
      }),
    groupIsEmpty: (GroupName) =>
      translate(async () => {
        // A page may be empty and yet not the last one.
        const page = await client.send(new ListSchedulesCommand({ GroupName, MaxResults: 1 }));
        return page.Schedules?.length === 0 && !page.NextToken;
      }),
  };
}

const tagList = (tags: Record<string, string>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

async function translate<R>(call: () => Promise<R>): Promise<R> {
  try {
    return await call();
  } catch (error) {
    throw classify(error);
  }
}

async function unlessMissing<R>(call: () => Promise<R>): Promise<R | null> {
  try {
    return await call();
  } catch (error) {
    const known = classify(error);
    if (known instanceof AwsError && known.kind === 'missing') return null;
    throw known;
  }
}
