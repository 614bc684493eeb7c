import type { AwsTarget } from '../scheduler';

/** One call of a target. */
export type Call = {
  kind: string;
  arn: string;
  /** Whom the worker becomes for it. */
  roleArn: string;
  scheduleId: string;
  runId: string;
  /** Repeats with the same token are one call, where the service knows of such. */
  token: string;
  /** What EventBridge Scheduler would be told of this kind of target. */
  parameters: Pick<AwsTarget, 'EcsParameters' | 'SqsParameters'>;
  /** Of a function: whether its result is waited for. */
  awaitsResult: boolean;
  /** To the letter; null where the target gets none. */
  input: string | null;
  timeoutMs: number;
};

/** The parts of an Amazon Resource Name that calls and links need. */
export function partsOf(arn: string) {
  const [, partition = '', , region = '', account = '', ...resource] = arn.split(':');
  return { partition, region, account, resource: resource.join(':') };
}

/** The domain of a partition's endpoints (AWS service endpoints, AWS General Reference). */
export const domainOf = (partition: string): string =>
  partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
