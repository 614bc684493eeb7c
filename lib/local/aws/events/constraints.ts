import { boolean, integer, list, oneOf, string, structure } from '../scheduler/constraints';

/**
 * The shapes of the EventBridge API as far as rules go, and what each member may hold.
 * Source: API Reference, https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
 */
export const ruleName = string(1, 64, '^[\\.\\-_A-Za-z0-9]+$');
export const bus = string(
  1,
  1600,
  '^(arn:aws[\\w-]*:events:[a-z]{2}-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+$',
);
export const nextToken = string(1, 2048);
export const limit = integer(1, 100);
export const arn = string(1, 1600);
const targetId = string(1, 64, '^[\\.\\-_A-Za-z0-9]+$');
export const targetIds = list(targetId, 1, 100);
const tagKey = string(1, 128);
export const tagKeys = list(tagKey);
export const tags = list(structure({ Key: tagKey, Value: string(0, 256) }, 'Key', 'Value'));

const text = string();
const upTo = (max: number) => string(undefined, max);

export const rule = structure(
  {
    Name: ruleName,
    ScheduleExpression: upTo(256),
    EventPattern: upTo(4096),
    State: oneOf('ENABLED', 'DISABLED'),
    Description: upTo(512),
    RoleArn: arn,
    Tags: tags,
    EventBusName: bus,
  },
  'Name',
);

const ecsParameters = structure(
  {
    TaskDefinitionArn: arn,
    TaskCount: integer(1),
    LaunchType: oneOf('EC2', 'FARGATE', 'EXTERNAL'),
    NetworkConfiguration: structure({
      awsvpcConfiguration: structure(
        { Subnets: list(text), SecurityGroups: list(text), AssignPublicIp: oneOf('ENABLED', 'DISABLED') },
        'Subnets',
      ),
    }),
    PlatformVersion: text,
    Group: text,
    CapacityProviderStrategy: list(
      structure(
        { capacityProvider: string(1, 255), weight: integer(0, 1000), base: integer(0, 100_000) },
        'capacityProvider',
      ),
      undefined,
      6,
    ),
    EnableECSManagedTags: boolean,
    EnableExecuteCommand: boolean,
    PlacementConstraints: list(
      structure({ type: oneOf('distinctInstance', 'memberOf'), expression: upTo(2000) }),
      undefined,
      10,
    ),
    PlacementStrategy: list(
      structure({ type: oneOf('random', 'spread', 'binpack'), field: upTo(255) }),
      undefined,
      5,
    ),
    PropagateTags: oneOf('TASK_DEFINITION'),
    ReferenceId: upTo(1024),
    Tags: tags,
  },
  'TaskDefinitionArn',
);

const inputPath = upTo(256);

export const targets = list(
  structure(
    {
      Id: targetId,
      Arn: arn,
      RoleArn: arn,
      Input: upTo(8192),
      InputPath: inputPath,
      InputTransformer: structure(
        {
          InputPathsMap: {
            type: 'map',
            key: string(1, 256, '^[A-Za-z0-9_\\-]+$'),
            value: inputPath,
            max: 100,
          },
          InputTemplate: string(1, 8192),
        },
        'InputTemplate',
      ),
      KinesisParameters: structure({ PartitionKeyPath: upTo(256) }, 'PartitionKeyPath'),
      RunCommandParameters: structure(
        {
          RunCommandTargets: list(
            structure(
              {
                Key: string(1, 128, '^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$'),
                Values: list(string(1, 256), 1, 50),
              },
              'Key',
              'Values',
            ),
            1,
            5,
          ),
        },
        'RunCommandTargets',
      ),
      EcsParameters: ecsParameters,
      BatchParameters: structure(
        {
          JobDefinition: text,
          JobName: text,
          ArrayProperties: structure({ Size: integer() }),
          RetryStrategy: structure({ Attempts: integer() }),
        },
        'JobDefinition',
        'JobName',
      ),
      SqsParameters: structure({ MessageGroupId: upTo(100) }),
      HttpParameters: structure({
        PathParameterValues: list(string(undefined, undefined, '^(?!\\s*$).+')),
        HeaderParameters: {
          type: 'map',
          key: string(undefined, 512, "^[!#$%&'*+-.^_`|~0-9a-zA-Z]+$"),
          value: string(undefined, 512, '^[ \\t]*[\\x20-\\x7E]+([ \\t]+[\\x20-\\x7E]+)*[ \\t]*$'),
        },
        QueryStringParameters: {
          type: 'map',
          key: string(undefined, 512, '^[^\\x00-\\x1F\\x7F]+$'),
          value: string(undefined, 512, '^[^\\x00-\\x09\\x0B\\x0C\\x0E-\\x1F\\x7F]+$'),
        },
      }),
      RedshiftDataParameters: structure(
        {
          SecretManagerArn: string(
            1,
            1600,
            '^((^arn:aws([a-z]|-)*:secretsmanager:[a-z0-9-.]+:.*)|(\\$(\\.[\\w_-]+(\\[(\\d+|\\*)\\])*)*))$',
          ),
          Database: string(1, 64),
          DbUser: string(1, 128),
          Sql: string(1, 100_000),
          StatementName: string(1, 500),
          WithEvent: boolean,
        },
        'Database',
        'Sql',
      ),
      SageMakerPipelineParameters: structure({
        PipelineParameterList: list(
          structure(
            { Name: string(1, 256, '^[a-zA-Z0-9](-*[a-zA-Z0-9])*$'), Value: upTo(1024) },
            'Name',
            'Value',
          ),
          0,
          200,
        ),
      }),
      DeadLetterConfig: structure({ Arn: arn }),
      RetryPolicy: structure({
        MaximumRetryAttempts: integer(0, 185),
        MaximumEventAgeInSeconds: integer(60, 86_400),
      }),
    },
    'Id',
    'Arn',
  ),
  1,
  100,
);
