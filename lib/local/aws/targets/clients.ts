import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT, temporaryKey } from '../account';

export interface TargetEndpoints {
  sqs: string;
  sns: string;
  lambda: string;
  ecs: string;
}

/** SDK clients of the local endpoints, one per service, account and Region; each takes the ARN that it shall serve. */
export interface TargetClients {
  endpoints: TargetEndpoints;
  sqs(arn: string): SQSClient;
  sns(arn: string): SNSClient;
  lambda(arn: string): LambdaClient;
  ecs(arn: string): ECSClient;
  destroy(): void;
}

interface Settings {
  endpoint: string;
  region: string;
  maxAttempts: number;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** One client per account and Region, made when first asked for. Retries are the scheduler's own. */
function perRegion<T extends { destroy(): void }>(endpoint: string, make: (settings: Settings) => T) {
  const made = new Map<string, T>();
  return {
    of(arn: string): T {
      const [, , , region = '', account = ''] = arn.split(':');
      const key = `${region}/${account}`;
      const known = made.get(key);
      if (known) return known;
      const client = make({
        endpoint,
        region: region || 'us-east-1',
        maxAttempts: 1,
        credentials: {
          accessKeyId: temporaryKey(account || ACCOUNT, '0000'),
          secretAccessKey: 'local-scheduler',
        },
      });
      made.set(key, client);
      return client;
    },
    destroy() {
      for (const client of made.values()) client.destroy();
    },
  };
}

export function createTargetClients(endpoints: TargetEndpoints): TargetClients {
  const sqs = perRegion(endpoints.sqs, (settings) => new SQSClient(settings));
  const sns = perRegion(endpoints.sns, (settings) => new SNSClient(settings));
  const lambda = perRegion(endpoints.lambda, (settings) => new LambdaClient(settings));
  const ecs = perRegion(endpoints.ecs, (settings) => new ECSClient(settings));
  return {
    endpoints,
    sqs: sqs.of,
    sns: sns.of,
    lambda: lambda.of,
    ecs: ecs.of,
    destroy() {
      for (const each of [sqs, sns, lambda, ecs]) each.destroy();
    },
  };
}
