import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AwsTarget } from '@/lib/aws/scheduler';
import { Oracle } from '@/lib/local/aws/oracle';
import { type ScheduleInput, withDefaults } from '@/lib/local/aws/scheduler/schedule';
import { rounds } from '@/lib/local/rounds';
import { TEST_PLACE } from '@/lib/local/test-product';
import { desired, type Source } from '@/lib/sync/plan';
import { targetFromAws } from './from-aws';
import { BLOCKS } from './kinds/other-parameters';
import { KINDS } from './registry';
import { targetInput } from './schema';

const oracle = new Oracle('scheduler/2021-06-30');
const shapeOf = (name: string) => oracle.shapeOf(name);

const { region, accountId } = TEST_PLACE;
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** An ARN for each service with a template, and for an API action. */
const ARNS: [service: string, arn: string][] = [
  ['codebuild', arn('codebuild', 'project/nightly')],
  ['codepipeline', arn('codepipeline', 'release')],
  ['ecs', arn('ecs', 'cluster/jobs')],
  ['events', arn('events', 'event-bus/orders')],
  ['firehose', arn('firehose', 'deliverystream/archive')],
  ['inspector', arn('inspector', 'target/0-abc')],
  ['kinesis', arn('kinesis', 'stream/clicks')],
  ['lambda', arn('lambda', 'function:f:live')],
  ['sagemaker', arn('sagemaker', 'pipeline/train')],
  ['sns', arn('sns', 'reports')],
  ['sns', arn('sns', 'reports.fifo')],
  ['sqs', arn('sqs', 'statements')],
  ['sqs', arn('sqs', 'orders.fifo')],
  ['states', arn('states', 'stateMachine:close-month:7')],
  ['scheduler', 'arn:aws:scheduler:::aws-sdk:glue:startJobRun'],
];
const JSON_ONLY = new Set(['lambda', 'states', 'events', 'ecs', 'scheduler']);

const sized = (min: number, max: number) =>
  fc
    .string({ unit: 'binary', minLength: min, maxLength: Math.min(max, 30) })
    .filter((text) => !text.includes('\0') && [...text].length >= min);

const FITTING: Record<string, fc.Arbitrary<string>> = {
  Source: fc.constantFrom('shop.orders', 'a', '/x'),
  SageMakerPipelineParameterName: fc.stringMatching(/^[A-Za-z0-9\-_]{1,20}$/),
};

/** Any value that the model allows in a shape. */
function anything(name: string): fc.Arbitrary<unknown> {
  const shape = shapeOf(name);
  const fitting = FITTING[name];
  if (fitting) return fitting;
  if (shape.pattern) throw new Error(`${name} needs a generator for ${shape.pattern}`);
  if (shape.enum) return fc.constantFrom(...shape.enum);
  if (shape.type === 'string') return sized(shape.min ?? 0, shape.max ?? 30);
  if (shape.type === 'integer') return fc.integer({ min: shape.min ?? 0, max: shape.max ?? 1000 });
  if (shape.type === 'boolean') return fc.boolean();
  if (shape.type === 'list')
    return fc.array(anything(shape.member?.shape ?? ''), {
      minLength: shape.min ?? 0,
      maxLength: Math.min(shape.max ?? 3, 3),
    });
  if (shape.type === 'map')
    return fc.dictionary(
      anything(shape.key?.shape ?? '') as fc.Arbitrary<string>,
      anything(shape.value?.shape ?? ''),
      { maxKeys: 3 },
    );
  const members = Object.entries(shape.members ?? {}).map(([member, { shape }]) => [member, anything(shape)]);
  return fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: shape.required ?? [],
  });
}

const REQUIRED = new Set(['ecs', 'events', 'kinesis']);

const targets = fc.constantFrom(...ARNS).chain(([service, Arn]) => {
  const block = BLOCKS[service as keyof typeof BLOCKS];
  const fifo = service === 'sqs' && Arn.endsWith('.fifo');
  const parameters = fifo
    ? fc.record({ MessageGroupId: sized(1, 128) })
    : block && (anything(block) as fc.Arbitrary<object>);
  const input = JSON_ONLY.has(service) ? fc.json() : fc.oneof(fc.json(), sized(1, 30));
  return fc.record(
    {
      Arn: fc.constant(Arn),
      RoleArn: fc.constant(`arn:aws:iam::${accountId}:role/path/other`),
      Input: input,
      DeadLetterConfig: fc.record({ Arn: fc.constant(arn('sqs', 'dead')) }, { requiredKeys: [] }),
      RetryPolicy: anything('RetryPolicy'),
      ...(block && parameters && { [block]: parameters }),
    } as Record<string, fc.Arbitrary<unknown>>,
    {
      requiredKeys: [
        'Arn',
        'RoleArn',
        ...(block && (fifo || REQUIRED.has(service)) ? [block as string] : []),
      ],
    },
  ) as unknown as fc.Arbitrary<AwsTarget>;
});

const now = new Date('2026-06-01T08:00:00Z');

/** A target as AWS would show it. */
const shown = ({ DeadLetterConfig, ...rest }: AwsTarget) =>
  withDefaults({
    Target: { ...rest, ...(DeadLetterConfig?.Arn && { DeadLetterConfig }) },
  } as unknown as ScheduleInput).Target;

/** The target as the reconciler would send it. */
function back(target: AwsTarget): AwsTarget | undefined {
  const input = targetInput(TEST_PLACE).parse(targetFromAws(target, TEST_PLACE));
  const source = {
    id: '0000000000000000',
    name: 'x',
    state: 'on',
    generation: 1,
    flexibleMinutes: 0,
    expression: 'cron(0 9 * * ? *)',
    timeZone: 'UTC',
    startAt: null,
    endAt: null,
    rateAnchor: null,
    second: 0,
    excluded: [],
    frozen: false,
    delivery: 'direct',
    targets: [{ ...input, id: '0000000000000001', settings: KINDS[input.kind].settings(input) }],
  } as unknown as Source;
  return desired(source, { installationId: 'i', groupName: 'rota' }, now)[0]?.Target as AwsTarget;
}

const full = {
  Arn: arn('ecs', 'cluster/jobs'),
  RoleArn: `arn:aws:iam::${accountId}:role/rota`,
  EcsParameters: {
    TaskDefinitionArn: arn('ecs', 'task-definition/nightly'),
    LaunchType: 'FARGATE',
    NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-0a1b2c3d'] } },
  },
} as const satisfies AwsTarget;

const KIND_OF: [kind: string, target: AwsTarget][] = [
  ['ecs', full as unknown as AwsTarget],
  ['other', { ...full, EcsParameters: { ...full.EcsParameters, Group: 'g' } } as unknown as AwsTarget],
  ['other', { ...full, EcsParameters: { TaskDefinitionArn: 'nightly' } } as unknown as AwsTarget],
  ['sqs', { ...full, Arn: arn('sqs', 'a'), EcsParameters: undefined, Input: '{"a":1}' }],
  ['other', { ...full, Arn: arn('sqs', 'a'), EcsParameters: undefined, Input: 'good morning' }],
  ['lambda', { ...full, Arn: arn('lambda', 'function:f'), EcsParameters: undefined }],
  ['sfn', { ...full, Arn: arn('states', 'stateMachine:m'), EcsParameters: undefined }],
  ['sns', { ...full, Arn: arn('sns', 'a'), EcsParameters: undefined }],
  ['other', { ...full, Arn: arn('sns', 'a.fifo'), EcsParameters: undefined }],
];

describe('a target of AWS', () => {
  it.skipIf(!oracle.present)('comes back as it was, whatever of the API it has', () => {
    const kinds = new Set<string>();
    expect(Object.keys(shapeOf('Target').members ?? {}).sort()).toEqual(
      ['Arn', 'DeadLetterConfig', 'Input', 'RetryPolicy', 'RoleArn', ...Object.values(BLOCKS)].sort(),
    );
    fc.assert(
      fc.property(targets, (target) => {
        kinds.add(targetFromAws(target, TEST_PLACE).kind);
        expect(shown(back(target) as AwsTarget)).toEqual(shown(target));
      }),
      { numRuns: rounds(150, 400) },
    );
    expect([...kinds].sort()).toEqual(['lambda', 'other', 'sfn', 'sns', 'sqs']);
  });

  it.each(KIND_OF)('becomes the kind that tells most and keeps all: %s', (kind, target) => {
    expect(targetFromAws(target, TEST_PLACE).kind).toBe(kind);
    expect(targetInput(TEST_PLACE).safeParse(targetFromAws(target, TEST_PLACE)).error).toBeUndefined();
  });

  it('keeps an ECS task on Fargate, whose address is not public unless asked for', () => {
    expect(back(full as unknown as AwsTarget)?.EcsParameters).toEqual({
      ...full.EcsParameters,
      TaskCount: 1,
      NetworkConfiguration: {
        awsvpcConfiguration: { Subnets: ['subnet-0a1b2c3d'], AssignPublicIp: 'DISABLED' },
      },
    });
  });
});
