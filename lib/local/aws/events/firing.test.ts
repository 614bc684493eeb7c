import {
  DisableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fixture, queueArn, settings, startFixture } from '../fixture';

const MINUTE = 60_000;
let fixture: Fixture;
let events: EventBridgeClient;
const connect = () => new EventBridgeClient(settings(fixture.aws.endpoints.events));

beforeAll(async () => {
  fixture = await startFixture('2026-06-01T08:00:30Z', {
    queues: ['cron', 'rate', 'off', 'dead', 'slept', 'one', 'two'],
  });
  events = connect();
});
afterAll(() => fixture.close());

async function rule(Name: string, ScheduleExpression: string, ...targets: Partial<Target>[]): Promise<void> {
  await events.send(new PutRuleCommand({ Name, ScheduleExpression }));
  const Targets = targets.map((target, i) => ({ Id: `t${i}`, Arn: queueArn(Name), ...target }));
  await events.send(new PutTargetsCommand({ Rule: Name, Targets }));
}

async function messages(queue: string): Promise<Message[]> {
  const { Messages = [] } = await fixture.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: `${fixture.aws.endpoints.sqs}/000000000000/${queue}`,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

const arn = (name: string) => `arn:aws:events:eu-west-1:000000000000:rule/${name}`;

test("a rule sends its own event at each of its times, and no role is needed for a queue's sake", async () => {
  await rule('cron', 'cron(5 8 * * ? *)', {});
  await fixture.advance(10 * MINUTE);
  const [message, ...more] = await messages('cron');
  expect(more).toEqual([]);
  expect(JSON.parse(message?.Body ?? '')).toEqual({
    version: '0',
    id: expect.any(String),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: '2026-06-01T08:05:00Z',
    region: 'eu-west-1',
    resources: [arn('cron')],
    detail: {},
  });
});

test('a rate steps from when it was put, to each target its input', async () => {
  await rule(
    'rate',
    'rate(5 minutes)',
    { Arn: queueArn('one'), Input: '1' },
    { Arn: queueArn('two'), Input: '2' },
  );
  await fixture.advance(4 * MINUTE);
  expect(await messages('one')).toEqual([]);
  await fixture.advance(7 * MINUTE);
  expect((await messages('one')).map(({ Body }) => Body)).toEqual(['1', '1']);
  expect((await messages('two')).map(({ Body }) => Body)).toEqual(['2', '2']);
  await events.send(new DisableRuleCommand({ Name: 'rate' }));
});

test('a rule that is disabled sends nothing', async () => {
  await rule('off', 'rate(1 minute)', {});
  await events.send(new DisableRuleCommand({ Name: 'off' }));
  await fixture.advance(5 * MINUTE);
  expect(await messages('off')).toEqual([]);
});

test('what picks from the event is given up openly: a dead letter says so', async () => {
  await rule('picks', 'cron(30 8 * * ? *)', {
    Arn: queueArn('off'),
    InputTransformer: { InputTemplate: '"<time>"', InputPathsMap: { time: '$.time' } },
    DeadLetterConfig: { Arn: queueArn('dead') },
  });
  await fixture.advance(20 * MINUTE);
  expect(await messages('off')).toEqual([]);
  expect(await messages('dead')).toMatchObject([
    {
      MessageAttributes: {
        ERROR_CODE: { StringValue: 'UnsupportedLocalInput' },
        RULE_ARN: { StringValue: arn('picks') },
      },
    },
  ]);
});

test('rules outlive a restart; what fell due meanwhile runs once', async () => {
  await rule('slept', 'rate(10 minutes)', { Input: '"x"' });
  await fixture.restart(async () => fixture.clock.jumpTo(fixture.clock.now() + 35 * MINUTE));
  events = connect();
  await fixture.advance(0);
  expect(await messages('slept')).toHaveLength(1);
});
