import { describe, expect, it } from 'vitest';
import type { Json } from '@/lib/local/aws/json';
import { Oracle } from '@/lib/local/aws/oracle';
import { ROLE_ARN } from '@/lib/local/test-inputs';
import { TEST_PLACE } from '@/lib/local/test-product';
import { type Input, schema } from './other';
import { awsParameters, BLOCKS } from './other-parameters';

const oracle = new Oracle('scheduler/2021-06-30', { misfit: { Source: 'aws.mine' } });

/** Besides the model's limits: another type, and a member that no release knows. */
function wrong(name: string): { what: string; value: unknown; accepted: boolean }[] {
  const { type } = oracle.shapeOf(name);
  const another = { what: 'of another type', value: type === 'boolean' ? 'x' : true, accepted: false };
  if (type !== 'structure') return [another];
  const value = { ...(oracle.valid(name) as object), Nothing: 1 };
  return [another, { what: 'with a member of no release', value, accepted: false }];
}

const cases = Object.values(BLOCKS).flatMap((block) =>
  oracle
    .places(block, (value) => ({ [block]: value }), block)
    .filter(({ path }) => !path.endsWith('{key}'))
    .flatMap((place) =>
      [...oracle.probes(place.name), ...wrong(place.name)].map(({ what, value, accepted }) => ({
        title: `${place.path} ${what}`,
        accepted,
        value: place.put(value as Json),
      })),
    ),
);

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${TEST_PLACE.region}:${TEST_PLACE.accountId}:${resource}`;
const universal = (action: string) => `arn:aws:scheduler:::aws-sdk:${action}`;
const base = { kind: 'other', roleArn: ROLE_ARN, retryAttempts: 3, maxAgeSeconds: 3600, parameters: '' };
const read = (fields: object) => schema(TEST_PLACE).safeParse({ ...base, ...fields });

const ACCEPTED: [name: string, fields: object][] = [
  ['an API action', { arn: universal('glue:startJobRun'), input: '{"JobName":"x"}' }],
  [
    'a Kinesis stream',
    { arn: arn('kinesis', 'stream/x'), parameters: '{"KinesisParameters":{"PartitionKey":"k"}}' },
  ],
  ['a CodePipeline', { arn: arn('codepipeline', 'release') }],
  ['plain text to a queue', { arn: arn('sqs', 'x'), input: 'good morning' }],
];

const REFUSED: [name: string, path: string, message: RegExp, fields: object][] = [
  [
    'a call that reads',
    'arn',
    /only read, and getObject begins with get/,
    { arn: universal('s3:getObject') },
  ],
  ['a call that lists', 'arn', /begins with list/, { arn: universal('sqs:listQueues') }],
  ['a capital action', 'arn', /small letter/, { arn: universal('sqs:PurgeQueue') }],
  ['a service without a template', 'arn', /aws-sdk:glue:/, { arn: arn('glue', 'job/x') }],
  ['another Region', 'arn', /Region us-east-1/, { arn: 'arn:aws:sns:us-east-1:000000000000:x' }],
  [
    'another account',
    'arn',
    /account 111111111111/,
    { arn: `arn:aws:sns:${TEST_PLACE.region}:111111111111:x` },
  ],
  ['no ARN', 'arn', /^This is not an ARN/, { arn: 'x' }],
  ['a stream without a key', 'parameters', /needs KinesisParameters/, { arn: arn('kinesis', 'stream/x') }],
  [
    'parameters of another service',
    'parameters',
    /KinesisParameters does not belong/,
    { arn: arn('sns', 'x'), parameters: '{"KinesisParameters":{"PartitionKey":"k"}}' },
  ],
  ['parameters that are no JSON', 'parameters', /not valid JSON/, { arn: arn('sns', 'x'), parameters: '{' }],
  [
    'parameters that are a list',
    'parameters',
    /must be an object/,
    { arn: arn('sns', 'x'), parameters: '[]' },
  ],
  [
    'a limit of a parameter',
    'parameters',
    /^EcsParameters\.TaskCount: must be a whole number from 1 to 10\./,
    {
      arn: arn('ecs', 'cluster/x'),
      parameters: '{"EcsParameters":{"TaskDefinitionArn":"x","TaskCount":11}}',
    },
  ],
  ['a FIFO queue without a group', 'parameters', /MessageGroupId/, { arn: arn('sqs', 'x.fifo') }],
  ['plain text to a function', 'input', /not valid JSON/, { arn: arn('lambda', 'function:f'), input: 'hi' }],
  ['plain text to an action', 'input', /not valid JSON/, { arn: universal('glue:startJobRun'), input: 'hi' }],
  [
    'secrets of plain text',
    'secretFields',
    /Only an input that is JSON/,
    { arn: arn('sqs', 'x'), input: 'hi', secretFields: ['/a'] },
  ],
];

describe('any other target', () => {
  it.each(ACCEPTED)('is accepted: %s', (_, fields) => {
    expect(read(fields).error?.issues ?? []).toEqual([]);
  });

  it.each(REFUSED)('is refused at its field with the reason: %s', (_, path, message, fields) => {
    const issues = read(fields).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    expect(issues[0]?.message).toMatch(message);
  });

  it('keeps an input of plain text to the letter', () => {
    const parsed = read({ arn: arn('sqs', 'x'), input: '  two\nlines ' }).data as Input | undefined;
    expect(parsed?.input).toBe('  two\nlines ');
  });
});

describe.skipIf(!oracle.present)('parameters held against the service model of botocore', () => {
  it('has limits to probe', () => {
    expect(cases.length).toBeGreaterThan(150);
  });

  it.each(cases)('$title', ({ value, accepted }) => {
    expect(awsParameters.safeParse(value).success).toBe(accepted);
  });
});
