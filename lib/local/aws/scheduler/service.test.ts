import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  paginateListSchedules,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Fixture, queueArn, ROLE, settings, startFixture } from '../fixture';

const LOCKED = 'arn:aws:iam::000000000000:role/locked';
const NOW = Date.parse('2026-06-01T08:00:00Z');
let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture('2026-06-01T08:00:00Z', { queues: ['work'], unassumableRoles: [LOCKED] });
});
afterAll(() => fixture.close());
afterEach(() => {
  fixture.aws.scheduler.intercept = undefined;
});

type Input = Partial<Omit<CreateScheduleCommandInput, 'Target'>> & {
  Target?: Partial<CreateScheduleCommandInput['Target']>;
};
const wish = (Name: string, { Target, ...rest }: Input = {}): CreateScheduleCommandInput => ({
  Name,
  ScheduleExpression: 'cron(0 3 * * ? *)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  ...rest,
  Target: { Arn: queueArn('work'), RoleArn: ROLE, ...Target },
});
const create = (name: string, more: Input = {}) =>
  fixture.scheduler.send(new CreateScheduleCommand(wish(name, more)));
const at = (ms: number) => new Date(NOW + ms);

test('what was created is read back with its defaults', async () => {
  const { ScheduleArn } = await create('read-back', {
    Description: 'with \u0000 and ünïcode',
    StartDate: at(60_000),
    EndDate: at(120_500),
    ScheduleExpressionTimezone: 'Europe/Berlin',
  });
  const read = await fixture.scheduler.send(new GetScheduleCommand({ Name: 'read-back' }));
  expect(read).toMatchObject({
    Arn: ScheduleArn,
    GroupName: 'default',
    Description: 'with \u0000 and ünïcode',
    StartDate: at(60_000),
    EndDate: at(120_500),
    ScheduleExpressionTimezone: 'Europe/Berlin',
    State: 'ENABLED',
    ActionAfterCompletion: 'NONE',
    CreationDate: at(0),
    Target: { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
  });
});

test('a name is taken once in a group, and a Region sees its own schedules alone', async () => {
  await create('taken');
  await expect(create('taken')).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'Schedule taken already exists.',
    $metadata: { httpStatusCode: 409 },
  });
  const elsewhere = new SchedulerClient(settings(fixture.aws.endpoints.scheduler, 'us-east-1'));
  expect((await elsewhere.send(new ListSchedulesCommand({}))).Schedules).toEqual([]);
  await elsewhere.send(new CreateScheduleCommand(wish('taken')));
  const read = await elsewhere.send(new GetScheduleCommand({ Name: 'taken' }));
  expect(read.Arn).toBe('arn:aws:scheduler:us-east-1:000000000000:schedule/default/taken');
});

test('what is not there is said to be not there', async () => {
  const missing = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
  const { scheduler } = fixture;
  await expect(scheduler.send(new GetScheduleCommand({ Name: 'gone' }))).rejects.toMatchObject(missing);
  await expect(scheduler.send(new DeleteScheduleCommand({ Name: 'gone' }))).rejects.toMatchObject(missing);
  await expect(scheduler.send(new UpdateScheduleCommand(wish('gone')))).rejects.toMatchObject(missing);
  await expect(create('x', { GroupName: 'gone' })).rejects.toMatchObject({
    ...missing,
    message: 'Schedule group gone does not exist.',
  });
  await expect(scheduler.send(new ListSchedulesCommand({ GroupName: 'gone' }))).rejects.toMatchObject(
    missing,
  );
});

test('a group is created with tags, listed, retagged, and takes its schedules with it', async () => {
  const { scheduler } = fixture;
  const { ScheduleGroupArn: ResourceArn } = await scheduler.send(
    new CreateScheduleGroupCommand({ Name: 'rota', Tags: [{ Key: 'team', Value: 'a' }] }),
  );
  await scheduler.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'cost/center', Value: '7' }] }));
  await scheduler.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['team', 'other'] }));
  const { Tags } = await scheduler.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect(Tags).toEqual([{ Key: 'cost/center', Value: '7' }]);
  await create('inside', { GroupName: 'rota' });
  expect(await scheduler.send(new GetScheduleGroupCommand({ Name: 'rota' }))).toMatchObject({
    State: 'ACTIVE',
  });
  const { ScheduleGroups } = await scheduler.send(new ListScheduleGroupsCommand({}));
  expect(ScheduleGroups?.map(({ Name }) => Name)).toEqual(['default', 'rota']);
  await scheduler.send(new DeleteScheduleGroupCommand({ Name: 'rota' }));
  await scheduler.send(new CreateScheduleGroupCommand({ Name: 'rota' }));
  expect((await scheduler.send(new ListSchedulesCommand({ GroupName: 'rota' }))).Schedules).toEqual([]);
  await expect(scheduler.send(new CreateScheduleGroupCommand({ Name: 'rota' }))).rejects.toMatchObject({
    name: 'ConflictException',
  });
  await expect(scheduler.send(new DeleteScheduleGroupCommand({ Name: 'default' }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('pages follow one another without gap or repetition, also when rows go in between', async () => {
  await fixture.scheduler.send(new CreateScheduleGroupCommand({ Name: 'pages' }));
  const names = Array.from({ length: 7 }, (_, index) => `p-${index}`);
  for (const name of names)
    await create(name, { GroupName: 'pages', State: name === 'p-3' ? 'DISABLED' : 'ENABLED' });
  const seen: (string | undefined)[] = [];
  const pages = paginateListSchedules(
    { client: fixture.scheduler, pageSize: 2 },
    { GroupName: 'pages', NamePrefix: 'p-' },
  );
  for await (const { Schedules = [] } of pages) {
    seen.push(...Schedules.map(({ Name }) => Name));
    if (seen.length === 2)
      await fixture.scheduler.send(new DeleteScheduleCommand({ Name: 'p-1', GroupName: 'pages' }));
  }
  expect(seen).toEqual(names);
  const disabled = await fixture.scheduler.send(
    new ListSchedulesCommand({ GroupName: 'pages', State: 'DISABLED' }),
  );
  expect(disabled.Schedules?.map(({ Name }) => Name)).toEqual(['p-3']);
  await expect(
    fixture.scheduler.send(new ListSchedulesCommand({ NextToken: 'made-up' })),
  ).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('a repeated ClientToken is answered again without another effect', async () => {
  const first = await create('token', { ClientToken: 't-1' });
  expect((await create('token', { ClientToken: 't-1' })).ScheduleArn).toBe(first.ScheduleArn);
  const other = { ClientToken: 't-1', Description: 'changed' };
  await expect(create('token', other)).rejects.toMatchObject({ name: 'ConflictException' });
  await expect(create('token', { ClientToken: 't-2' })).rejects.toMatchObject({ name: 'ConflictException' });
  const remove = new DeleteScheduleCommand({ Name: 'token', ClientToken: 't-3' });
  await fixture.scheduler.send(remove);
  expect((await fixture.scheduler.send(remove)).$metadata.httpStatusCode).toBe(200);
});

describe('faults', () => {
  test('a lost reply was still carried out: the same token makes the retry succeed', async () => {
    let calls = 0;
    fixture.aws.scheduler.intercept = () => {
      calls += 1;
      return calls === 1 ? 'drop-reply' : undefined;
    };
    const patient = new SchedulerClient({ ...settings(fixture.aws.endpoints.scheduler), maxAttempts: 2 });
    await patient.send(new CreateScheduleCommand(wish('dropped')));
    expect(calls).toBe(2);
  });

  test('throttling and failure refuse the call and leave nothing behind', async () => {
    fixture.aws.scheduler.intercept = (operation) =>
      operation === 'CreateSchedule' ? 'throttle' : undefined;
    await expect(create('refused')).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 429 },
    });
    fixture.aws.scheduler.intercept = (_, { Name }) => (Name === 'refused' ? 'error' : undefined);
    await expect(create('refused')).rejects.toMatchObject({
      name: 'InternalServerException',
      $metadata: { httpStatusCode: 500 },
    });
    fixture.aws.scheduler.intercept = undefined;
    await create('refused');
  });
});

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:000000000000:${resource}`;
const ecs = { Arn: arn('ecs', 'cluster/default') };
const task = { TaskDefinitionArn: arn('ecs', 'task-definition/t') };

test.each<[string, Input, string]>([
  [
    'a cron of five fields',
    { ScheduleExpression: 'cron(0 3 * * ?)' },
    'Invalid Schedule Expression cron(0 3 * * ?).',
  ],
  ['no question mark', { ScheduleExpression: 'cron(0 3 * * * *)' }, 'Invalid Schedule Expression'],
  ['two question marks', { ScheduleExpression: 'cron(0 3 ? * ? *)' }, 'Invalid Schedule Expression'],
  ['an hour 24', { ScheduleExpression: 'cron(0 24 * * ? *)' }, 'Invalid Schedule Expression'],
  ['a year 2200', { ScheduleExpression: 'cron(0 3 * * ? 2200)' }, 'Invalid Schedule Expression'],
  ['a weekday 0', { ScheduleExpression: 'cron(0 3 ? * 0 *)' }, 'Invalid Schedule Expression'],
  ['a rate of 0', { ScheduleExpression: 'rate(0 minutes)' }, 'Invalid Schedule Expression'],
  ['a rate in seconds', { ScheduleExpression: 'rate(30 seconds)' }, 'Invalid Schedule Expression'],
  ['a day that is none', { ScheduleExpression: 'at(2026-02-30T00:00:00)' }, 'Invalid Schedule Expression'],
  ['an at with offset', { ScheduleExpression: 'at(2026-07-01T00:00:00Z)' }, 'Invalid Schedule Expression'],
  [
    'a zone that is none',
    { ScheduleExpressionTimezone: 'Mars/Base' },
    'Invalid Schedule Expression Timezone',
  ],
  ['an old StartDate', { StartDate: at(-300_001) }, 'cannot be earlier than 5 minutes ago'],
  ['an EndDate before StartDate', { StartDate: at(1000), EndDate: at(1000) }, 'must come after'],
  ['a window without its length', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, 'MaximumWindowInMinutes'],
  [
    'a length without a window',
    { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } },
    'MaximumWindow',
  ],
  ['a role that AWS cannot assume', { Target: { RoleArn: LOCKED } }, 'to assume the role.'],
  ['a role that is none', { Target: { RoleArn: arn('iam', 'user/x') } }, 'regular expression'],
  ['an ARN that is none', { Target: { Arn: 'queue' } }, 'not in correct format'],
  ['a service that is no target', { Target: { Arn: arn('rds', 'db:x') } }, 'not a supported service'],
  ['ECS without its parameters', { Target: ecs }, 'EcsParameters'],
  ['ECS parameters for a queue', { Target: { EcsParameters: task } }, 'EcsParameters is not supported'],
  ['ECS overrides that are no JSON', { Target: { ...ecs, EcsParameters: task, Input: 'x' } }, 'JSON'],
  ['Lambda input that is no JSON', { Target: { Arn: arn('lambda', 'function:f'), Input: '{' } }, 'JSON'],
  ['a FIFO queue without group', { Target: { Arn: queueArn('q.fifo') } }, 'MessageGroupId'],
  [
    'a FIFO dead-letter queue',
    { Target: { DeadLetterConfig: { Arn: queueArn('q.fifo') } } },
    'deadLetterConfig.arn',
  ],
  ['Events without parameters', { Target: { Arn: arn('events', 'event-bus/b') } }, 'EventBridgeParameters'],
  ['Kinesis without parameters', { Target: { Arn: arn('kinesis', 'stream/s') } }, 'KinesisParameters'],
  [
    'an action that only reads',
    { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:s3:listBuckets' } },
    'only reads',
  ],
])('%s is refused with the reason', async (_, input, reason) => {
  await expect(create('bad', input)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(reason),
    $metadata: { httpStatusCode: 400 },
  });
});

test.each<[string, Input['Target']]>([
  ['states', { Arn: arn('states', 'stateMachine:m'), Input: '{}' }],
  [
    'events',
    { Arn: arn('events', 'event-bus/b'), EventBridgeParameters: { DetailType: 'd', Source: 'mine' } },
  ],
  ['kinesis', { Arn: arn('kinesis', 'stream/s'), KinesisParameters: { PartitionKey: 'k' } }],
  ['firehose', { Arn: arn('firehose', 'deliverystream/d') }],
  ['codebuild', { Arn: arn('codebuild', 'project/p') }],
  ['codepipeline', { Arn: arn('codepipeline', 'p') }],
  ['sagemaker', { Arn: arn('sagemaker', 'pipeline/p') }],
  ['inspector', { Arn: arn('inspector', 'target/0-x/template/0-y') }],
  ['a universal target', { Arn: 'arn:aws:scheduler:::aws-sdk:ec2:stopInstances', Input: '{}' }],
  ['ECS', { ...ecs, EcsParameters: { ...task, LaunchType: 'FARGATE', TaskCount: 10 } }],
  ['Lambda with alias', { Arn: arn('lambda', 'function:f:live'), Input: '{}' }],
])('a target of %s is accepted', async (name, Target = {}) => {
  await create(`target-${name.replaceAll(' ', '-')}`, { Target, State: 'DISABLED' });
});

test('a path or body that cannot be read is answered in the shape of the protocol', async () => {
  const base = fixture.aws.endpoints.scheduler;
  const unknown = await fetch(`${base}/nothing`);
  expect([unknown.status, unknown.headers.get('x-amzn-errortype')]).toEqual([
    404,
    'UnknownOperationException',
  ]);
  const broken = await fetch(`${base}/schedules/x`, { method: 'POST', body: '{"Description":' });
  expect([broken.status, broken.headers.get('x-amzn-errortype')]).toEqual([400, 'SerializationException']);
  const typed = await fetch(`${base}/schedules/x`, { method: 'POST', body: '{"Description":5}' });
  expect([typed.status, await typed.json()]).toEqual([
    400,
    { Message: expect.stringContaining('description') },
  ]);
  const large = await fetch(`${base}/schedules/x`, { method: 'POST', body: 'x'.repeat(3_000_000) });
  expect(large.status).toBe(413);
});

test('a request that a web page could send is not answered', async () => {
  const base = fixture.aws.endpoints.scheduler;
  const page = await fetch(`${base}/schedules`, { headers: { origin: 'https://example.com' } });
  expect([page.status, page.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
  const answer = await fetch(`${base}/schedules`);
  expect(answer.status).toBe(200);
});

test('a database that is gone for a moment is an internal error and nothing more', async () => {
  const admin = new Pool({ connectionString: fixture.databaseUrl, max: 1 });
  try {
    await create('before-the-break');
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await vi.waitFor(() => create('after-the-break'), 60_000);
    await fixture.advance(60_000);
    const { Schedules } = await fixture.scheduler.send(new ListSchedulesCommand({ NamePrefix: 'after-the' }));
    expect(Schedules).toHaveLength(1);
  } finally {
    await admin.end();
  }
});
