import {
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListClustersCommand,
  ListTaskDefinitionFamiliesCommand,
} from '@aws-sdk/client-ecs';
import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetTopicAttributesCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  type QueueAttributeName,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type Access, clientConfig } from './credentials';
import { AwsError, classify } from './errors';

export const LISTED = ['function', 'queue', 'topic', 'cluster', 'taskDefinition'] as const;
export type Listed = (typeof LISTED)[number];

export type ArnPage = { arns: string[]; next: string | undefined };

/** What can be a target in an account and Region. Every method throws AwsError and nothing else. */
export type Inventory = {
  /** Whether the resource of an ARN is there. Of a task definition without a revision: whether one is active. */
  exists(what: Listed, arn: string, signal?: AbortSignal): Promise<boolean>;
  /** How many messages wait in a queue, as SQS estimates; null where it is not there. */
  waiting(queueArn: string, signal?: AbortSignal): Promise<number | null>;
  /** One page of a list of ARNs, with the token of the next; none after the last. Task definitions are families. */
  list(what: Listed, token?: string): Promise<ArnPage>;
  destroy(): void;
};

/** What is in an environment. */
export function createInventory(access: Access & { accountId: string }): Inventory {
  const config = clientConfig(access);
  const lambda = new LambdaClient(config);
  const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  const sns = new SNSClient(config);
  const ecs = new ECSClient(config);
  const { region, accountId } = access;
  const partition = partitionOf(region);

  const lists: Record<Listed, (token: string | undefined) => Promise<ArnPage>> = {
    function: async (Marker) => {
      const page = await lambda.send(new ListFunctionsCommand({ Marker }));
      return { arns: known(page.Functions?.map(({ FunctionArn }) => FunctionArn)), next: page.NextMarker };
    },
    queue: async (NextToken) => {
      const page = await sqs.send(new ListQueuesCommand({ NextToken, MaxResults: 1000 }));
      const arns = (page.QueueUrls ?? []).map(
        (url) => `arn:${partition}:sqs:${region}:${accountId}:${url.split('/').at(-1)}`,
      );
      return { arns, next: page.NextToken };
    },
    topic: async (NextToken) => {
      const page = await sns.send(new ListTopicsCommand({ NextToken }));
      return { arns: known(page.Topics?.map(({ TopicArn }) => TopicArn)), next: page.NextToken };
    },
    cluster: async (nextToken) => {
      const page = await ecs.send(new ListClustersCommand({ nextToken }));
      return { arns: page.clusterArns ?? [], next: page.nextToken };
    },
    taskDefinition: async (nextToken) => {
      const page = await ecs.send(new ListTaskDefinitionFamiliesCommand({ nextToken, status: 'ACTIVE' }));
      const arns = (page.families ?? []).map(
        (family) => `arn:${partition}:ecs:${region}:${accountId}:task-definition/${family}`,
      );
      return { arns, next: page.nextToken };
    },
  };

  /** The host is not used: the queue is found by its path at the Region's endpoint. */
  const attributeOf = (arn: string, name: QueueAttributeName) =>
    new GetQueueAttributesCommand({
      QueueUrl: `https://sqs.${region}.amazonaws.com/${accountId}/${arn.split(':').at(-1)}`,
      AttributeNames: [name],
    });

  const looks: Record<Listed, (arn: string, options: { abortSignal?: AbortSignal }) => Promise<boolean>> = {
    function: async (FunctionName, options) => {
      await lambda.send(new GetFunctionCommand({ FunctionName }), options);
      return true;
    },
    queue: async (arn, options) => {
      await sqs.send(attributeOf(arn, 'QueueArn'), options);
      return true;
    },
    topic: async (TopicArn, options) => {
      await sns.send(new GetTopicAttributesCommand({ TopicArn }), options);
      return true;
    },
    cluster: async (arn, options) => {
      const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [arn] }), options);
      return clusters.some(({ status }) => status === 'ACTIVE');
    },
    taskDefinition: async (taskDefinition, options) => {
      const found = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }), options);
      return found.taskDefinition?.status === 'ACTIVE';
    },
  };

  return {
    exists: async (what, arn, abortSignal) => {
      try {
        return await looks[what](arn, abortSignal ? { abortSignal } : {});
      } catch (error) {
        if (isMissing(error)) return false;
        throw classify(error);
      }
    },
    waiting: async (arn, abortSignal) => {
      const name = 'ApproximateNumberOfMessages';
      try {
        const { Attributes } = await sqs.send(attributeOf(arn, name), abortSignal ? { abortSignal } : {});
        return Number(Attributes?.[name]);
      } catch (error) {
        if (isMissing(error)) return null;
        throw classify(error);
      }
    },
    list: async (what, token) => {
      try {
        return await lists[what](token);
      } catch (error) {
        throw classify(error);
      }
    },
    destroy: () => {
      for (const client of [lambda, sqs, sns, ecs]) client.destroy();
    },
  };
}

/** The partition of a Region, as ARNs begin with it (ARNs, IAM user guide). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

const known = (arns: (string | undefined)[] = []): string[] => arns.flatMap((arn) => arn ?? []);

/** How each service says that something is not there (their API references). */
const MISSING = [
  'ResourceNotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'NotFound',
  'NotFoundException',
  'ClusterNotFoundException',
];

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AwsError) return false;
  if (MISSING.includes(error.name)) return true;
  return error.name === 'ClientException' && /unable to describe task definition/i.test(error.message);
}
