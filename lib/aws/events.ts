import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  type Rule,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { type Access, clientConfig } from './credentials';
import { classify } from './errors';

export type AwsRule = Rule;
export type AwsRuleTarget = Target;

/** One page of a list, with the token of the next; none after the last. */
export type Page<T> = { items: T[]; next: string | undefined };

/** The calls on rules of the default event bus that Rota makes. Every method throws AwsError and nothing else. */
export type Events = {
  rules(token?: string): Promise<Page<AwsRule>>;
  targets(rule: string, token?: string): Promise<Page<AwsRuleTarget>>;
  tags(arn: string): Promise<Record<string, string>>;
  /** Null where there is no such rule. */
  rule(name: string): Promise<AwsRule | null>;
  enable(name: string): Promise<void>;
  disable(name: string): Promise<void>;
  destroy(): void;
};

/**
 * A client of one Region. The endpoint comes from the process environment (AWS_ENDPOINT_URL_EVENTBRIDGE). It tries
 * once: retries belong to the caller, who has a budget.
 * @param requestId of the change that causes the calls, for CloudTrail
 */
export function createEvents(access: Access, requestId: string | null = null): Events {
  const client = new EventBridgeClient(clientConfig(access, requestId));
  return {
    rules: (NextToken) =>
      told(async () => {
        const page = await client.send(new ListRulesCommand({ NextToken, Limit: 100 }));
        return { items: page.Rules ?? [], next: page.NextToken };
      }),
    targets: (Rule, NextToken) =>
      told(async () => {
        const page = await client.send(new ListTargetsByRuleCommand({ Rule, NextToken }));
        return { items: page.Targets ?? [], next: page.NextToken };
      }),
    tags: (ResourceARN) =>
      told(async () => {
        const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
        return Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
      }),
    rule: async (Name) => {
      try {
        const { $metadata: _, CreatedBy: __, ...rule } = await client.send(new DescribeRuleCommand({ Name }));
        return rule;
      } catch (error) {
        const known = classify(error);
        if (known.kind === 'missing') return null;
        throw known;
      }
    },
    enable: (Name) => told(async () => void (await client.send(new EnableRuleCommand({ Name })))),
    disable: (Name) => told(async () => void (await client.send(new DisableRuleCommand({ Name })))),
    destroy: () => client.destroy(),
  };
}

async function told<R>(call: () => Promise<R>): Promise<R> {
  try {
    return await call();
  } catch (error) {
    throw classify(error);
  }
}
