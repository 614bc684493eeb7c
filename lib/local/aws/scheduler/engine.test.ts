import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { type Message, PurgeQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Fixture, queueArn, ROLE, startFixture } from '../fixture';

const QUEUES = ['work', 'dead', 'orders.fifo'];
let fixture: Fixture;
let made = 0;

beforeAll(async () => {
  fixture = await startFixture('2026-06-01T08:00:00Z', { queues: QUEUES });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  made += 1;
  fixture.clock.jumpTo(Math.ceil(fixture.clock.now() / 60_000) * 60_000);
  for (const queue of ['work', 'dead'])
    await fixture.sqs.send(new PurgeQueueCommand({ QueueUrl: urlOf(queue) }));
});

const urlOf = (queue: string) => `${fixture.aws.endpoints.sqs}/000000000000/${queue}`;
const iso = () => new Date(fixture.clock.now()).toISOString();

type Wish = Partial<Omit<CreateScheduleCommandInput, 'Target'>> & {
  Target?: Partial<CreateScheduleCommandInput['Target']>;
};

function wish(expression: string, { Target, ...rest }: Wish = {}): CreateScheduleCommandInput {
  return {
    Name: `s${made}`,
    ScheduleExpression: expression,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ...rest,
    Target: {
      Arn: queueArn('work'),
      RoleArn: ROLE,
      Input: '<aws.scheduler.scheduled-time>',
      ...Target,
    },
  };
}

async function create(expression: string, more: Wish = {}): Promise<void> {
  await fixture.scheduler.send(new CreateScheduleCommand(wish(expression, more)));
  await fixture.aws.scheduler.engine.idle();
}

async function messages(queue = 'work'): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { Messages } = await fixture.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: urlOf(queue),
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    if (!Messages?.length) return all;
    all.push(...Messages);
  }
}
const bodies = async () => (await messages()).map((message) => message.Body).sort();
const names = async () =>
  (await fixture.scheduler.send(new ListSchedulesCommand({}))).Schedules?.map(({ Name }) => Name) ?? [];

test('a rate without StartDate fires at once and then at each step', async () => {
  const start = iso().slice(0, 19);
  await create('rate(1 minute)');
  expect(await bodies()).toEqual([`${start}Z`]);
  await fixture.advance(59_999);
  expect(await bodies()).toEqual([]);
  await fixture.advance(1);
  expect(await bodies()).toHaveLength(1);
});

afterEach(async () => {
  for (const Name of await names()) await fixture.scheduler.send(new DeleteScheduleCommand({ Name }));
});

const local = (ahead: number) => new Date(fixture.clock.now() + ahead).toISOString().slice(0, 19);

async function update(expression: string, more: Wish = {}): Promise<void> {
  await fixture.scheduler.send(new UpdateScheduleCommand(wish(expression, more)));
  await fixture.aws.scheduler.engine.idle();
}

const valuesOf = (message: Message | undefined) =>
  Object.fromEntries(
    Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
  );

test('a rate with StartDate begins there and stops by EndDate', async () => {
  const start = new Date(fixture.clock.now() + 3_600_000);
  await create('rate(10 minutes)', { StartDate: start, EndDate: new Date(start.getTime() + 20 * 60_000) });
  await fixture.advance(3_599_999);
  expect(await bodies()).toEqual([]);
  await fixture.advance(2 * 3_600_000);
  expect(await bodies()).toHaveLength(3);
});

test('a cron time that a clock change leaves out is skipped, and the next day it fires again', async () => {
  fixture.clock.jumpTo(Date.parse('2027-03-27T23:00:00Z'));
  await create('cron(30 2 * * ? *)', { ScheduleExpressionTimezone: 'Europe/Berlin' });
  await fixture.advance(48 * 3_600_000);
  expect(await bodies()).toEqual(['2027-03-29T00:30:00Z']);
});

test('a cron time that occurs twice fires once, the earlier', async () => {
  fixture.clock.jumpTo(Date.parse('2027-10-30T12:00:00Z'));
  await create('cron(30 2 * * ? *)', { ScheduleExpressionTimezone: 'Europe/Berlin' });
  await fixture.advance(24 * 3_600_000);
  expect(await bodies()).toEqual(['2027-10-31T00:30:00Z']);
});

test('a one-time schedule ignores StartDate and EndDate and fires once', async () => {
  await create(`at(${local(60_000)})`, {
    StartDate: new Date(fixture.clock.now() + 3_600_000),
    EndDate: new Date(fixture.clock.now() + 7_200_000),
  });
  await fixture.advance(59_999);
  expect(await bodies()).toEqual([]);
  await fixture.advance(1);
  expect(await bodies()).toHaveLength(1);
  await fixture.advance(3 * 3_600_000);
  expect(await bodies()).toEqual([]);
});

test('updating or enabling a fired one-time schedule does not fire it again, a new time does', async () => {
  const time = `at(${local(60_000)})`;
  await create(time);
  await fixture.advance(60_000);
  expect(await bodies()).toHaveLength(1);
  for (const more of [{ Description: 'new' }, { State: 'DISABLED' as const }, { State: 'ENABLED' as const }])
    await update(time, more);
  await fixture.advance(60_000);
  expect(await bodies()).toEqual([]);
  await update(`at(${local(60_000)})`);
  await fixture.advance(60_000);
  expect(await bodies()).toHaveLength(1);
});

test('a disabled schedule does not fire, and what fell due meanwhile is left out', async () => {
  await create('rate(1 hour)');
  expect(await bodies()).toHaveLength(1);
  await update('rate(1 hour)', { State: 'DISABLED' });
  await fixture.advance(5 * 3_600_000 - 60_000);
  await update('rate(1 hour)', { State: 'ENABLED' });
  expect(await bodies()).toEqual([]);
  await fixture.advance(60_000);
  expect(await bodies()).toHaveLength(1);
});

test('an update resets every omitted member to its default', async () => {
  await create('rate(1 day)', {
    Description: 'text',
    State: 'DISABLED',
    ActionAfterCompletion: 'DELETE',
    ScheduleExpressionTimezone: 'Asia/Tokyo',
    Target: { RetryPolicy: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 } },
  });
  await update('rate(1 day)');
  const now = await fixture.scheduler.send(new GetScheduleCommand({ Name: `s${made}` }));
  expect(now).toMatchObject({
    State: 'ENABLED',
    ActionAfterCompletion: 'NONE',
    ScheduleExpressionTimezone: 'UTC',
    Target: { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
  });
  expect(now.Description).toBeUndefined();
});

test('a flexible window delays the call within its minutes', async () => {
  await create(`at(${local(60_000)})`, {
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
  });
  await fixture.advance(59_999);
  expect(await bodies()).toEqual([]);
  const nominal = new Date(fixture.clock.now() + 1).toISOString().slice(0, 19);
  await fixture.advance(15 * 60_000 + 1);
  expect(await bodies()).toEqual([`${nominal}Z`]);
});

test('disabling a schedule within its flexible window withholds the call that waits', async () => {
  const time = `at(${local(60_000)})`;
  const window = { FlexibleTimeWindow: { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: 1440 } };
  await create(time, window);
  await fixture.advance(60_000);
  await update(time, { ...window, State: 'DISABLED' });
  await fixture.advance(1440 * 60_000);
  expect(await bodies()).toEqual([]);
});

test('many schedules of one minute all fire, each once', async () => {
  const all = Array.from({ length: 120 }, (_, index) => `many-${String(index).padStart(3, '0')}`);
  for (const Name of all)
    await create('cron(* * * * ? *)', {
      Name,
      Target: { Input: Name },
      EndDate: new Date(fixture.clock.now() + 60_000),
      ActionAfterCompletion: 'DELETE',
      StartDate: new Date(fixture.clock.now() + 1),
    });
  await fixture.advance(120_000);
  expect(await bodies()).toEqual(all);
  expect(await names()).toEqual([]);
});

test('ActionAfterCompletion DELETE removes a schedule after its last run and not before', async () => {
  await create('rate(1 minute)', {
    EndDate: new Date(fixture.clock.now() + 150_000),
    ActionAfterCompletion: 'DELETE',
  });
  await fixture.advance(119_999);
  expect(await names()).toContain(`s${made}`);
  await fixture.advance(1);
  expect(await names()).not.toContain(`s${made}`);
  expect(await bodies()).toHaveLength(3);
});

test('context attributes are filled in', async () => {
  const input =
    '{"arn":"<aws.scheduler.schedule-arn>","time":"<aws.scheduler.scheduled-time>","id":"<aws.scheduler.execution-id>","attempt":<aws.scheduler.attempt-number>,"other":"<aws.scheduler.else>"}';
  const time = iso();
  await create('rate(1 day)', { Target: { Input: input } });
  expect(JSON.parse((await bodies())[0] ?? '')).toEqual({
    arn: `arn:aws:scheduler:eu-west-1:000000000000:schedule/default/s${made}`,
    time: `${time.slice(0, 19)}Z`,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    attempt: 1,
    other: '<aws.scheduler.else>',
  });
});

test('a target that does not exist goes to the dead-letter queue at once with the documented attributes', async () => {
  const time = iso();
  await create('rate(1 day)', {
    Target: { Arn: queueArn('missing'), Input: 'lost', DeadLetterConfig: { Arn: queueArn('dead') } },
  });
  const [letter, ...others] = await messages('dead');
  expect(others).toEqual([]);
  expect(letter?.Body).toBe('lost');
  expect(valuesOf(letter)).toEqual({
    ERROR_CODE: 'QueueDoesNotExist',
    ERROR_MESSAGE: expect.stringContaining('does not exist'),
    EXECUTION_ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: '0',
    SCHEDULED_TIME: `${time.slice(0, 19)}Z`,
    SCHEDULE_ARN: `arn:aws:scheduler:eu-west-1:000000000000:schedule/default/s${made}`,
    TARGET_ARN: queueArn('missing'),
  });
});

test('a service that is not here leaves a dead letter that says so', async () => {
  await create('rate(1 day)', {
    Target: {
      Arn: 'arn:aws:states:eu-west-1:000000000000:stateMachine:orders',
      Input: '{}',
      DeadLetterConfig: { Arn: queueArn('dead') },
    },
  });
  const [letter] = await messages('dead');
  expect(valuesOf(letter)).toMatchObject({
    ERROR_CODE: 'UnsupportedLocalTarget',
    ERROR_MESSAGE: expect.stringContaining('local endpoints exist for sqs, sns, lambda, ecs'),
  });
});

test('an unreachable target is retried with growing gaps, as often as allowed', async () => {
  const { clients } = fixture.aws;
  const real = clients.sns;
  const tries: number[] = [];
  clients.sns = () => {
    tries.push(fixture.clock.now());
    throw new Error('connection lost');
  };
  try {
    await create('rate(10 days)', {
      Target: {
        Arn: 'arn:aws:sns:eu-west-1:000000000000:news',
        Input: '<aws.scheduler.attempt-number>',
        DeadLetterConfig: { Arn: queueArn('dead') },
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
      },
    });
    await fixture.advance(3_600_000);
  } finally {
    clients.sns = real;
  }
  const gaps = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
  expect(gaps).toHaveLength(3);
  for (const [index, gap] of gaps.entries()) {
    expect(gap).toBeGreaterThanOrEqual(500 * 2 ** index);
    expect(gap).toBeLessThanOrEqual(1000 * 2 ** index);
  }
  const [letter] = await messages('dead');
  expect(letter?.Body).toBe('4');
  expect(valuesOf(letter)).toMatchObject({
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    RETRY_ATTEMPTS: '3',
  });
});

test('retries end when the event grows too old', async () => {
  const { clients } = fixture.aws;
  const real = clients.sns;
  clients.sns = () => {
    throw new Error('connection lost');
  };
  try {
    await create('rate(10 days)', {
      Target: {
        Arn: 'arn:aws:sns:eu-west-1:000000000000:news',
        DeadLetterConfig: { Arn: queueArn('dead') },
        RetryPolicy: { MaximumEventAgeInSeconds: 60 },
      },
    });
    await fixture.advance(3_600_000);
  } finally {
    clients.sns = real;
  }
  const [letter, ...others] = await messages('dead');
  expect(others).toEqual([]);
  expect(valuesOf(letter).EXHAUSTED_RETRY_CONDITION).toBe('MaximumEventAgeInSeconds');
});

test('a FIFO queue receives the message in its group', async () => {
  await create('rate(1 day)', {
    Target: { Arn: queueArn('orders.fifo'), SqsParameters: { MessageGroupId: 'g1' } },
  });
  expect(await messages('orders.fifo')).toHaveLength(1);
});

test('after a restart a missed slot fires once, one beyond the retry age not at all', async () => {
  await create('rate(1 hour)', { Target: { Input: 'hourly' } });
  await fixture.scheduler.send(
    new CreateScheduleCommand({
      ...wish(`at(${local(600_000)})`, { Target: { Input: 'once' } }),
      Name: `once${made}`,
    }),
  );
  await fixture.scheduler.send(
    new CreateScheduleCommand({
      ...wish(`at(${local(600_000)})`, {
        Target: { Input: 'old', RetryPolicy: { MaximumEventAgeInSeconds: 60 } },
      }),
      Name: `old${made}`,
    }),
  );
  await fixture.aws.scheduler.engine.idle();
  expect(await bodies()).toEqual(['hourly']);
  await fixture.restart(() => fixture.clock.advance(3_600_000 + 1, async () => {}));
  await fixture.aws.scheduler.engine.idle();
  expect(await bodies()).toEqual(['hourly', 'once']);
  await fixture.restart(async () => {});
  await fixture.aws.scheduler.engine.idle();
  await fixture.advance(60_000);
  expect(await bodies()).toEqual([]);
});
