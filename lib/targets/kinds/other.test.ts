import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROLE_ARN } from '@/lib/local/test-inputs';
import { TEST_PLACE } from '@/lib/local/test-product';
import { type Input, schema } from './other';
import { awsParameters, BLOCKS } from './other-parameters';

/** The service model that AWS publishes with botocore, as Debian packages it. */
const MODEL = '/usr/lib/python3/dist-packages/botocore/data/scheduler/2021-06-30/service-2.json';

type Shape = {
  type: string;
  members?: Record<string, { shape: string }>;
  required?: string[];
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
};
type Json = unknown;

const shapes: Record<string, Shape> = existsSync(MODEL) ? JSON.parse(readFileSync(MODEL, 'utf8')).shapes : {};
const shapeOf = (name: string): Shape => shapes[name] ?? { type: 'missing' };

/** Some value that every constraint of the shape accepts, with its required members alone. */
function valid(name: string): Json {
  const shape = shapeOf(name);
  if (shape.type === 'string') return shape.enum?.[0] ?? 'a'.repeat(shape.min ?? 1);
  if (shape.type === 'integer') return shape.min ?? 0;
  if (shape.type === 'boolean') return true;
  if (shape.type === 'list')
    return Array.from({ length: shape.min ?? 0 }, () => valid(shape.member?.shape ?? ''));
  if (shape.type === 'map') return {};
  return Object.fromEntries(
    (shape.required ?? []).map((member) => [member, valid(shape.members?.[member]?.shape ?? '')]),
  );
}

type Probe = { what: string; value: Json; accepted: boolean };

/** Values at and beyond each limit that the model gives this shape. */
function probes(name: string): Probe[] {
  const shape = shapeOf(name);
  const { type, min, max } = shape;
  const sized = (length: number): Json =>
    type === 'list'
      ? Array.from({ length }, () => valid(shape.member?.shape ?? ''))
      : type === 'integer'
        ? length
        : 'é'.repeat(length);
  const found: Probe[] = [
    { what: 'of the wrong type', value: type === 'boolean' ? 'x' : true, accepted: false },
  ];
  const plain = !shape.pattern && !shape.enum;
  if (min !== undefined && plain) found.push({ what: 'at min', value: sized(min), accepted: true });
  if (min !== undefined && (min > 0 || type === 'integer'))
    found.push({ what: 'below min', value: sized(min - 1), accepted: false });
  if (max !== undefined && plain) found.push({ what: 'at max', value: sized(max), accepted: true });
  if (max !== undefined) found.push({ what: 'above max', value: sized(max + 1), accepted: false });
  for (const value of shape.enum ?? []) found.push({ what: value, value, accepted: true });
  if (shape.enum) found.push({ what: 'no enum value', value: 'NONE', accepted: false });
  for (const need of shape.required ?? []) {
    const { [need]: _, ...rest } = valid(name) as Record<string, Json>;
    found.push({ what: `without ${need}`, value: rest, accepted: false });
  }
  if (type === 'structure')
    found.push({
      what: 'with a member of no release',
      value: { ...(valid(name) as object), Nothing: 1 },
      accepted: false,
    });
  return found;
}

type Put = (value: Json) => Json;

/** Every place in a block where a shape stands, with a way to put a value there. */
function places(name: string, put: Put, path: string): { name: string; put: Put; path: string }[] {
  const shape = shapeOf(name);
  const here = { name, put, path };
  if (shape.type === 'list')
    return [here, ...places(shape.member?.shape ?? '', (value) => put([value]), `${path}[]`)];
  if (shape.type === 'map') {
    const [key, value] = [shape.key?.shape ?? '', shape.value?.shape ?? ''];
    return [here, ...places(value, (given) => put({ [valid(key) as string]: given }), `${path}{}`)];
  }
  const members = Object.entries(shape.members ?? {}).flatMap(([member, { shape: inner }]) =>
    places(inner, (value) => put({ ...(valid(name) as object), [member]: value }), `${path}.${member}`),
  );
  return [here, ...members];
}

const cases = Object.values(BLOCKS).flatMap((block) =>
  places(block, (value) => ({ [block]: value }), block).flatMap((place) =>
    probes(place.name).map((probe) => ({
      title: `${place.path} ${probe.what}`,
      accepted: probe.accepted,
      value: place.put(probe.value),
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

describe.skipIf(!existsSync(MODEL))('parameters held against the service model of botocore', () => {
  it('has limits to probe', () => {
    expect(cases.length).toBeGreaterThan(150);
  });

  it.each(cases)('$title', ({ value, accepted }) => {
    expect(awsParameters.safeParse(value).success).toBe(accepted);
  });
});
