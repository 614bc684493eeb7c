import { z } from 'zod';

/**
 * What a target in AWS may have beyond ARN, role, input and retries, with the limits of the API.
 * Source: Target, EventBridge Scheduler API reference.
 */

/** Text whose length AWS counts in characters, not in UTF-16 units. */
const text = (min: number, max: number) =>
  z.string('must be text').refine((given) => {
    const length = [...given].length;
    return given.isWellFormed() && !given.includes('\0') && length >= min && length <= max;
  }, `must have ${min} to ${max} characters`);

const whole = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
};

const oneOf = <const V extends readonly [string, ...string[]]>(...values: V) =>
  z.enum(values, `must be ${values.join(' or ')}`);

const list = <S extends z.ZodType>(member: S, min: number, max: number) => {
  const message = `must be a list of ${min} to ${max}`;
  return z.array(member, message).min(min, message).max(max, message);
};

const yes = z.boolean('must be true or false').optional();

const ecsParameters = z.strictObject({
  TaskDefinitionArn: text(1, 1600),
  TaskCount: whole(1, 10).optional(),
  LaunchType: oneOf('EC2', 'FARGATE', 'EXTERNAL').optional(),
  CapacityProviderStrategy: list(
    z.strictObject({
      capacityProvider: text(1, 255),
      weight: whole(0, 1000).optional(),
      base: whole(0, 100_000).optional(),
    }),
    0,
    6,
  ).optional(),
  NetworkConfiguration: z
    .strictObject({
      awsvpcConfiguration: z
        .strictObject({
          Subnets: list(text(1, 1000), 1, 16),
          SecurityGroups: list(text(1, 1000), 1, 5).optional(),
          AssignPublicIp: oneOf('ENABLED', 'DISABLED').optional(),
        })
        .optional(),
    })
    .optional(),
  PlatformVersion: text(1, 64).optional(),
  Group: text(1, 255).optional(),
  PlacementConstraints: list(
    z.strictObject({
      type: oneOf('distinctInstance', 'memberOf').optional(),
      expression: text(0, 2000).optional(),
    }),
    0,
    10,
  ).optional(),
  PlacementStrategy: list(
    z.strictObject({
      type: oneOf('random', 'spread', 'binpack').optional(),
      field: text(0, 255).optional(),
    }),
    0,
    5,
  ).optional(),
  EnableECSManagedTags: yes,
  EnableExecuteCommand: yes,
  PropagateTags: oneOf('TASK_DEFINITION').optional(),
  ReferenceId: text(0, 1024).optional(),
  Tags: list(z.record(text(1, 128), text(1, 256), 'must be an object of text'), 0, 50).optional(),
});

const eventBridgeParameters = z.strictObject({
  DetailType: text(1, 128),
  Source: text(1, 256).refine((source) => !source.startsWith('aws.'), "can't begin with aws."),
});

const sageMakerPipelineParameters = z.strictObject({
  PipelineParameterList: list(
    z.strictObject({
      Name: text(1, 256).regex(/^[A-Za-z0-9\-_]*$/, 'may have letters, digits, - and _'),
      Value: text(1, 1024),
    }),
    0,
    200,
  ).optional(),
});

/** Blocks of parameters by the service whose targets may have them. */
export const BLOCKS = {
  ecs: 'EcsParameters',
  events: 'EventBridgeParameters',
  kinesis: 'KinesisParameters',
  sagemaker: 'SageMakerPipelineParameters',
  sqs: 'SqsParameters',
} as const;

export const awsParameters = z.strictObject({
  EcsParameters: ecsParameters.optional(),
  EventBridgeParameters: eventBridgeParameters.optional(),
  KinesisParameters: z.strictObject({ PartitionKey: text(1, 256) }).optional(),
  SageMakerPipelineParameters: sageMakerPipelineParameters.optional(),
  SqsParameters: z.strictObject({ MessageGroupId: text(1, 128).optional() }).optional(),
});

export type AwsParameters = z.output<typeof awsParameters>;

/** Parameters as a form sends them: JSON text, where empty means none. One message names what is wrong and where. */
export const parametersText = z
  .string('The parameters must be JSON text.')
  .max(100_000, 'The parameters may have at most 100,000 characters.')
  .transform((given, context): AwsParameters => {
    const fail = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    let value: unknown = {};
    try {
      if (given.trim() !== '') value = JSON.parse(given);
    } catch (error) {
      return fail(
        `The parameters are not valid JSON: ${error instanceof Error ? error.message : 'they can not be read'}.`,
      );
    }
    const parsed = awsParameters.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return fail(
      `${issue?.path.length ? issue.path.join('.') : 'The parameters'}: ${problemText(issue)}. ${EXAMPLE}`,
    );
  });

const EXAMPLE =
  'Parameters look like {"KinesisParameters": {"PartitionKey": "orders"}}, with the names of the API.';

function problemText(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') return `EventBridge Scheduler knows no ${issue.keys.join(', ')}`;
  if (issue?.code === 'invalid_type' && issue.message.startsWith('Invalid')) return 'must be an object';
  return issue?.message ?? 'can not be read';
}
