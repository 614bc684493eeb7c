import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  waitUntilTasksStopped,
} from '@aws-sdk/client-ecs';
import { CreateScheduleCommand, type Target } from '@aws-sdk/client-scheduler';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Fixture, queueArn, ROLE, settings, startFixture } from '../fixture';

const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:news';
let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture('2026-06-01T08:00:00Z', { queues: ['inbox', 'dead'], topics: ['news'] });
});
afterAll(() => fixture.close());

async function fire(Name: string, target: Omit<Target, 'RoleArn'>): Promise<void> {
  await fixture.scheduler.send(
    new CreateScheduleCommand({
      Name,
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { RoleArn: ROLE, ...target } as Target,
    }),
  );
  await fixture.aws.scheduler.engine.idle();
}

test('a topic passes the message to the queue that subscribed to it', async () => {
  const sns = new SNSClient(settings(fixture.aws.endpoints.sns));
  await sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sqs', Endpoint: queueArn('inbox') }));
  await fire('to-sns', { Arn: TOPIC, Input: 'good morning' });
  const { Messages } = await fixture.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: `${fixture.aws.endpoints.sqs}/000000000000/inbox` }),
  );
  expect(JSON.parse(Messages?.[0]?.Body ?? '')).toMatchObject({ TopicArn: TOPIC, Message: 'good morning' });
});

test('a function of the examples runs with the input', async () => {
  await fire('to-lambda', {
    Arn: 'arn:aws:lambda:eu-west-1:000000000000:function:send-statements',
    Input: '{"accounts":["4711"]}',
  });
  const log = path.join(fixture.dataDir, 'logs/lambda/send-statements.log');
  await vi.waitFor(async () => expect(await readFile(log, 'utf8')).toContain('account 4711'), 60_000);
});

test('a task of the examples runs with its overrides, says who started it, and keeps its exit code', async () => {
  const ecs = new ECSClient(settings(fixture.aws.endpoints.ecs));
  const before = await ecs.send(new ListTasksCommand({}));
  expect(before.taskArns).toEqual([]);
  await fire('import-orders-every-night', {
    Arn: 'arn:aws:ecs:eu-west-1:000000000000:cluster/default',
    Input: '{"containerOverrides":[{"name":"import","environment":[{"name":"ORDERS","value":"0"}]}]}',
    EcsParameters: { TaskDefinitionArn: 'arn:aws:ecs:eu-west-1:000000000000:task-definition/import-orders' },
  });
  const startedBy = 'chronos-schedule/import-orders-every';
  const tasks = await vi.waitFor(async () => {
    const states = ['RUNNING', 'STOPPED'] as const;
    const lists = await Promise.all(
      states.map((desiredStatus) => ecs.send(new ListTasksCommand({ startedBy, desiredStatus }))),
    );
    const all = lists.flatMap(({ taskArns }) => taskArns ?? []);
    expect(all).toHaveLength(1);
    return all;
  });
  await waitUntilTasksStopped({ client: ecs, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { tasks });
  const { tasks: described } = await ecs.send(new DescribeTasksCommand({ tasks }));
  expect(described?.[0]).toMatchObject({ startedBy, containers: [{ name: 'import', exitCode: 2 }] });
});

test.each([
  ['a state machine', 'arn:aws:states:eu-west-1:000000000000:stateMachine:close-month'],
  ['an API action', 'arn:aws:scheduler:::aws-sdk:glue:startJobRun'],
])('%s, which does not exist here, is given up at once and said in the dead letter', async (name, Arn) => {
  await fire(`to-${Arn.split(':').at(-1)}`, {
    Arn,
    Input: '{"month":1}',
    DeadLetterConfig: { Arn: queueArn('dead') },
  });
  const { Messages } = await fixture.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: `${fixture.aws.endpoints.sqs}/000000000000/dead`,
      MessageAttributeNames: ['All'],
    }),
  );
  expect(name && Messages).toMatchObject([
    {
      Body: '{"month":1}',
      MessageAttributes: {
        ERROR_CODE: { StringValue: 'UnsupportedLocalTarget' },
        ERROR_MESSAGE: { StringValue: expect.stringContaining('cannot be called here') },
        TARGET_ARN: { StringValue: Arn },
      },
    },
  ]);
});
