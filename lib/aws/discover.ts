import {
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { type Access, clientConfig } from './credentials';
import { AwsError, classify } from './errors';
import { type AwsRule, type AwsRuleTarget, createEvents, type Events, type Page } from './events';
import type { AwsObserved } from './scheduler';

/** A schedule of EventBridge Scheduler, with the tags of its group: schedules have none of their own. */
export type FoundSchedule = {
  kind: 'schedule';
  arn: string;
  name: string;
  group: string;
  tags: Record<string, string>;
  schedule: AwsObserved;
};

/** A rule of EventBridge that has a schedule. Only rules of the default bus can have one. */
export type FoundRule = {
  kind: 'rule';
  arn: string;
  name: string;
  group: 'default';
  tags: Record<string, string>;
  rule: AwsRule;
  targets: AwsRuleTarget[];
};

export type Found = FoundSchedule | FoundRule;

/** Makes one call: the caller waits for its turn, and tries again where that helps. */
export type Pacer = <R>(call: () => Promise<R>) => Promise<R>;

type Group = { name: string; arn: string };
type Listed = { group: string; name: string; state: string };

/** What looking for schedules and rules takes. Every method throws AwsError and nothing else. */
export type Catalog = {
  groups(token?: string): Promise<Page<Group>>;
  groupTags(arn: string): Promise<Record<string, string>>;
  schedules(group: string, token?: string): Promise<Page<Listed>>;
  /** Null where there is no such schedule. */
  schedule(group: string, name: string): Promise<AwsObserved | null>;
  events: Events;
};

/** The catalog of one Region; it tries once. */
export function createCatalog(access: Access): Catalog {
  const client = new SchedulerClient(clientConfig(access));
  const told = async <R>(call: () => Promise<R>): Promise<R> => {
    try {
      return await call();
    } catch (error) {
      throw classify(error);
    }
  };
  return {
    groups: (NextToken) =>
      told(async () => {
        const page = await client.send(new ListScheduleGroupsCommand({ NextToken, MaxResults: 100 }));
        const items = (page.ScheduleGroups ?? []).map(({ Name = '', Arn = '' }) => ({
          name: Name,
          arn: Arn,
        }));
        return { items, next: page.NextToken };
      }),
    groupTags: (ResourceArn) =>
      told(async () => {
        const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
        return Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
      }),
    schedules: (GroupName, NextToken) =>
      told(async () => {
        const page = await client.send(new ListSchedulesCommand({ GroupName, NextToken, MaxResults: 100 }));
        const items = (page.Schedules ?? []).map(({ Name = '', State = '' }) => ({
          group: GroupName,
          name: Name,
          state: State,
        }));
        return { items, next: page.NextToken };
      }),
    schedule: async (GroupName, Name) => {
      try {
        const { $metadata: _, ...schedule } = await client.send(new GetScheduleCommand({ GroupName, Name }));
        return schedule;
      } catch (error) {
        const known = classify(error);
        if (known instanceof AwsError && known.kind === 'missing') return null;
        throw known;
      }
    },
    events: createEvents(access),
  };
}

/** Every page of a list, one item after the other. */
export async function* everyOf<T>(
  pace: Pacer,
  list: (token?: string) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let token: string | undefined;
  do {
    const page = await pace(() => list(token));
    yield* page.items;
    token = page.next;
  } while (token);
}

/**
 * Every schedule outside the groups that are somebody's own, and every rule that has a schedule.
 * @param isOwn whether a group with these tags is left alone
 * @throws AwsError at the first call that fails for good
 */
export async function* discover(
  catalog: Catalog,
  pace: Pacer,
  isOwn: (group: string, tags: Record<string, string>) => boolean,
): AsyncGenerator<Found> {
  for await (const group of everyOf(pace, catalog.groups)) {
    const tags = await pace(() => catalog.groupTags(group.arn));
    if (isOwn(group.name, tags)) continue;
    for await (const { name } of everyOf(pace, (token) => catalog.schedules(group.name, token))) {
      const found = await findSchedule(catalog, pace, group.name, name, tags);
      if (found) yield found;
    }
  }
  for await (const rule of everyOf(pace, catalog.events.rules))
    if (rule.ScheduleExpression) yield await withTargets(catalog, pace, rule);
}

/** One schedule as `discover` finds it; null where it is gone. */
export async function findSchedule(
  catalog: Catalog,
  pace: Pacer,
  group: string,
  name: string,
  tags: Record<string, string>,
): Promise<FoundSchedule | null> {
  const schedule = await pace(() => catalog.schedule(group, name));
  return schedule && { kind: 'schedule', arn: schedule.Arn ?? '', name, group, tags, schedule };
}

/** One rule as `discover` finds it; null where it is gone. */
export async function findRule(catalog: Catalog, pace: Pacer, name: string): Promise<FoundRule | null> {
  const rule = await pace(() => catalog.events.rule(name));
  return rule && withTargets(catalog, pace, rule);
}

async function withTargets(catalog: Catalog, pace: Pacer, rule: AwsRule): Promise<FoundRule> {
  const { Name: name = '', Arn: arn = '' } = rule;
  const targets: AwsRuleTarget[] = [];
  for await (const target of everyOf(pace, (token) => catalog.events.targets(name, token)))
    targets.push(target);
  const tags = await pace(() => catalog.events.tags(arn));
  return { kind: 'rule', arn, name, group: 'default', tags, rule, targets };
}
