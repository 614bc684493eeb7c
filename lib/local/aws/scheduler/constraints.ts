/**
 * The shapes of the EventBridge Scheduler API and what each member may hold.
 * Source: API Reference, https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html
 */
export interface StringShape {
  type: 'string';
  min?: number;
  max?: number;
  pattern?: string;
  enum?: readonly string[];
}
export interface IntegerShape {
  type: 'integer';
  min?: number;
  max?: number;
}
export interface ListShape {
  type: 'list';
  member: Shape;
  min?: number;
  max?: number;
}
export interface MapShape {
  type: 'map';
  key: Shape;
  value: Shape;
  max?: number;
}
export interface StructureShape {
  type: 'structure';
  members: Record<string, Shape>;
  required: readonly string[];
}
export type Shape =
  | StringShape
  | IntegerShape
  | ListShape
  | MapShape
  | StructureShape
  | { type: 'boolean' }
  | { type: 'timestamp' };

export const string = (min?: number, max?: number, pattern?: string): StringShape => ({
  type: 'string',
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
  ...(pattern !== undefined && { pattern }),
});
export const integer = (min?: number, max?: number): IntegerShape => ({
  type: 'integer',
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});
export const oneOf = (...values: string[]): StringShape => ({ type: 'string', enum: values });
export const list = (member: Shape, min?: number, max?: number): ListShape => ({
  type: 'list',
  member,
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});
export const structure = (members: Record<string, Shape>, ...required: string[]): StructureShape => ({
  type: 'structure',
  members,
  required,
});
export const boolean: Shape = { type: 'boolean' };
const timestamp: Shape = { type: 'timestamp' };

export const name = string(1, 64, '^[0-9a-zA-Z-_.]+$');
export const clientToken = string(1, 64, '^[a-zA-Z0-9-_]+$');
export const scheduleState = oneOf('ENABLED', 'DISABLED');
export const maxResults = integer(1, 100);
export const nextToken = string(1, 2048);
export const groupArn = string(
  1,
  1011,
  '^arn:aws(-[a-z]+)?:scheduler:[a-z0-9\\-]+:\\d{12}:schedule-group\\/[0-9a-zA-Z-_.]+$',
);

const tagKey = string(1, 128);
const tagValue = string(1, 256);
export const tagKeys = list(tagKey, 0, 200);
export const tags = list(structure({ Key: tagKey, Value: tagValue }, 'Key', 'Value'), 0, 200);

const networkConfiguration = structure({
  awsvpcConfiguration: structure(
    {
      AssignPublicIp: oneOf('ENABLED', 'DISABLED'),
      SecurityGroups: list(string(1, 1000), 1, 5),
      Subnets: list(string(1, 1000), 1, 16),
    },
    'Subnets',
  ),
});

const ecsParameters = structure(
  {
    CapacityProviderStrategy: list(
      structure(
        { base: integer(0, 100_000), capacityProvider: string(1, 255), weight: integer(0, 1000) },
        'capacityProvider',
      ),
      0,
      6,
    ),
    EnableECSManagedTags: boolean,
    EnableExecuteCommand: boolean,
    Group: string(1, 255),
    LaunchType: oneOf('EC2', 'FARGATE', 'EXTERNAL'),
    NetworkConfiguration: networkConfiguration,
    PlacementConstraints: list(
      structure({ expression: string(0, 2000), type: oneOf('distinctInstance', 'memberOf') }),
      0,
      10,
    ),
    PlacementStrategy: list(
      structure({ field: string(0, 255), type: oneOf('random', 'spread', 'binpack') }),
      0,
      5,
    ),
    PlatformVersion: string(1, 64),
    PropagateTags: oneOf('TASK_DEFINITION'),
    ReferenceId: string(0, 1024),
    Tags: list({ type: 'map', key: tagKey, value: tagValue }, 0, 50),
    TaskCount: integer(1, 10),
    TaskDefinitionArn: string(1, 1600),
  },
  'TaskDefinitionArn',
);

const target = structure(
  {
    Arn: string(1, 1600),
    DeadLetterConfig: structure({
      Arn: string(1, 1600, '^arn:aws(-[a-z]+)?:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+$'),
    }),
    EcsParameters: ecsParameters,
    EventBridgeParameters: structure(
      {
        DetailType: string(1, 128),
        Source: string(
          1,
          256,
          '^(?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)|(\\$(\\.[\\w_-]+(\\[(\\d+|\\*)\\])*)*)$',
        ),
      },
      'DetailType',
      'Source',
    ),
    Input: string(1),
    KinesisParameters: structure({ PartitionKey: string(1, 256) }, 'PartitionKey'),
    RetryPolicy: structure({
      MaximumEventAgeInSeconds: integer(60, 86_400),
      MaximumRetryAttempts: integer(0, 185),
    }),
    RoleArn: string(1, 1600, '^arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+$'),
    SageMakerPipelineParameters: structure({
      PipelineParameterList: list(
        structure({ Name: string(1, 256, '^[A-Za-z0-9\\-_]*$'), Value: string(1, 1024) }, 'Name', 'Value'),
        0,
        200,
      ),
    }),
    SqsParameters: structure({ MessageGroupId: string(1, 128) }),
  },
  'Arn',
  'RoleArn',
);

export const schedule = structure(
  {
    ActionAfterCompletion: oneOf('NONE', 'DELETE'),
    ClientToken: clientToken,
    Description: string(0, 512),
    EndDate: timestamp,
    FlexibleTimeWindow: structure(
      { MaximumWindowInMinutes: integer(1, 1440), Mode: oneOf('OFF', 'FLEXIBLE') },
      'Mode',
    ),
    GroupName: name,
    KmsKeyArn: string(1, 2048, '^arn:aws(-[a-z]+)?:kms:[a-z0-9\\-]+:\\d{12}:(key|alias)\\/[0-9a-zA-Z-_]*$'),
    Name: name,
    ScheduleExpression: string(1, 256),
    ScheduleExpressionTimezone: string(1, 50),
    StartDate: timestamp,
    State: scheduleState,
    Target: target,
  },
  'FlexibleTimeWindow',
  'Name',
  'ScheduleExpression',
  'Target',
);
