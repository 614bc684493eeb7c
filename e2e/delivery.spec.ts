import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { act } from './actions';
import { demo, expect, rows, signInByHand, test } from './support';

const REGION = 'eu-central-1';
const ACCOUNT = '000000000000';
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** The unmodified AWS CLI against one of the demo's endpoints. */
async function aws<Answer>(
  service: 'scheduler' | 'sqs' | 'sns' | 'ecs' | 'lambda',
  ...args: string[]
): Promise<Answer> {
  const { stdout } = await promisify(execFile)(
    '/usr/bin/aws',
    [service, ...args, '--endpoint-url', demo()[service], '--region', REGION, '--output', 'json'],
    {
      env: { ...process.env, AWS_ACCESS_KEY_ID: 'demo', AWS_SECRET_ACCESS_KEY: 'demo' },
    },
  );
  return (stdout.trim() ? JSON.parse(stdout) : {}) as Answer;
}

type Message = {
  Body: string;
  ReceiptHandle: string;
  MessageAttributes?: Record<string, { StringValue: string }>;
};

/** Takes what waits in a queue. */
async function receive(queueUrl: string): Promise<Message[]> {
  const { Messages = [] } = await aws<{ Messages?: Message[] }>(
    'sqs',
    'receive-message',
    '--queue-url',
    queueUrl,
    '--max-number-of-messages',
    '10',
    '--message-attribute-names',
    'All',
  );
  for (const { ReceiptHandle } of Messages)
    await aws('sqs', 'delete-message', '--queue-url', queueUrl, '--receipt-handle', ReceiptHandle);
  return Messages;
}

/** Waits for the first messages of a queue: a schedule fires at the next full minute at the earliest. */
async function arrivals(queueUrl: string): Promise<Message[]> {
  const arrived: Message[] = [];
  const look = async () => {
    arrived.push(...(await receive(queueUrl)));
    return arrived.length;
  };
  await expect.poll(look, PATIENCE).toBeGreaterThan(0);
  return arrived;
}

const PATIENCE = { timeout: 150_000, intervals: [1_000] };

async function newQueue(name: string): Promise<string> {
  return (await aws<{ QueueUrl: string }>('sqs', 'create-queue', '--queue-name', name)).QueueUrl;
}

test('a schedule with every kind of target fires, and a failing one lands in its dead-letter queue', async ({
  request,
}) => {
  test.setTimeout(200_000);
  const queue = await newQueue('delivery-test');
  const deadLetters = await newQueue('delivery-dead');
  const fromTopic = await newQueue('delivery-topic');
  const { TopicArn } = await aws<{ TopicArn: string }>('sns', 'create-topic', '--name', 'delivery-topic');
  await aws(
    'sns',
    'subscribe',
    '--topic-arn',
    TopicArn,
    '--protocol',
    'sqs',
    '--notification-endpoint',
    arn('sqs', 'delivery-topic'),
  );

  const common = { roleArn: `arn:aws:iam::${ACCOUNT}:role/rota`, retryAttempts: 1, maxAgeSeconds: 60 };
  const input =
    '{"slot":"<aws.scheduler.scheduled-time>","attempt":<aws.scheduler.attempt-number>,"key":"s3cret"}';
  await signInByHand(request, 'editor');
  const [team] = await rows<{ id: string }>(`SELECT id FROM team WHERE name = 'Finance'`);
  const saved = await act<{ ok: boolean; value: { id: string; sync: { status: string } } }>(
    request,
    'schedules/create',
    {
      schedule: {
        name: 'Delivery test',
        teamId: team?.id,
        owner: 'Tests',
        description: '',
        tags: [],
        expression: 'rate(1 minute)',
        timeZone: 'Europe/Berlin',
        startLocal: null,
        endLocal: null,
        flexibleMinutes: 0,
        targets: [
          { kind: 'sqs', arn: arn('sqs', 'delivery-test'), input, secretFields: ['/key'], ...common },
          { kind: 'sns', arn: TopicArn, input: '{"from":"sns"}', ...common },
          {
            kind: 'lambda',
            arn: arn('lambda', 'function:send-statements'),
            input: '{"accounts":["4711"]}',
            ...common,
          },
          {
            kind: 'ecs',
            arn: arn('ecs', 'cluster/default'),
            taskDefinition: arn('ecs', 'task-definition/import-orders'),
            subnets: ['subnet-0a1b2c3d'],
            input: '{"containerOverrides":[{"name":"import","environment":[{"name":"ORDERS","value":"0"}]}]}',
            ...common,
          },
          {
            kind: 'sqs',
            arn: arn('sqs', 'no-such-queue'),
            input: '{"lost":true}',
            deadLetterArn: arn('sqs', 'delivery-dead'),
            ...common,
          },
        ],
      },
    },
  );
  expect(saved).toMatchObject({ ok: true, value: { sync: { status: 'live' } } });
  const { id } = saved.value;

  const { Schedules } = await aws<{ Schedules: { Name: string; State: string }[] }>(
    'scheduler',
    'list-schedules',
    '--group-name',
    'rota',
  );
  expect(Schedules.filter(({ Name }) => Name.endsWith(id))).toHaveLength(5);

  const sent = await arrivals(queue);
  expect(JSON.parse(sent[0]?.Body ?? '')).toMatchObject({
    attempt: 1,
    key: 's3cret',
    slot: expect.stringMatching(/:00Z$/),
  });

  const dead = await arrivals(deadLetters);
  expect(dead[0]?.Body).toBe('{"lost":true}');
  expect(Object.keys(dead[0]?.MessageAttributes ?? {})).toEqual(
    expect.arrayContaining([
      'ERROR_CODE',
      'ERROR_MESSAGE',
      'EXECUTION_ID',
      'IS_PAYLOAD_TRUNCATED',
      'RETRY_ATTEMPTS',
      'SCHEDULED_TIME',
      'SCHEDULE_ARN',
      'TARGET_ARN',
    ]),
  );
  expect(dead[0]?.MessageAttributes?.TARGET_ARN?.StringValue).toBe(arn('sqs', 'no-such-queue'));

  const published = await arrivals(fromTopic);
  expect(published[0]?.Body).toContain('sns');

  const exitCode = async () => {
    const { taskArns } = await aws<{ taskArns: string[] }>(
      'ecs',
      'list-tasks',
      '--desired-status',
      'STOPPED',
    );
    if (taskArns.length === 0) return undefined;
    const { tasks } = await aws<{ tasks: { startedBy?: string; containers: { exitCode?: number }[] }[] }>(
      'ecs',
      'describe-tasks',
      '--tasks',
      ...taskArns,
    );
    const ours = tasks.find(({ startedBy }) =>
      Schedules.some(({ Name }) => Name.endsWith(id) && startedBy?.endsWith(Name.slice(0, 19))),
    );
    return ours?.containers[0]?.exitCode;
  };
  await expect.poll(exitCode, PATIENCE).toBe(2);
  const told = () => rows('SELECT DISTINCT state, reason FROM run WHERE schedule_id = $1', [id]);
  await expect
    .poll(told, PATIENCE)
    .toEqual([{ state: 'failed', reason: 'Container import ended with exit code 2.' }]);

  const paused = await act<{ ok: boolean }>(request, 'schedules/pause', { id, reason: 'The test is over' });
  expect(paused).toMatchObject({ ok: true, value: { sync: { status: 'live' } } });
  const after = await aws<{ Schedules: { Name: string; State: string }[] }>(
    'scheduler',
    'list-schedules',
    '--group-name',
    'rota',
  );
  expect(after.Schedules.filter(({ Name }) => Name.endsWith(id)).map(({ State }) => State)).toEqual(
    Array(5).fill('DISABLED'),
  );

  const audit = await rows<{ action: string; body: string }>(
    'SELECT action, body FROM schedule_audit WHERE schedule_id = $1 ORDER BY seq',
    [id],
  );
  expect(audit.map(({ action }) => action)).toEqual([
    'schedule.create',
    'schedule.sync',
    'schedule.pause',
    'schedule.sync',
  ]);
  expect(audit.map(({ body }) => body).join()).not.toContain('s3cret');

  const removed = await act<{ ok: boolean }>(request, 'schedules/remove', {
    id,
    reason: 'The test is over',
    confirmName: 'Delivery test',
  });
  expect(removed.ok).toBe(true);
  const gone = await aws<{ Schedules: { Name: string }[] }>(
    'scheduler',
    'list-schedules',
    '--group-name',
    'rota',
  );
  expect(gone.Schedules.filter(({ Name }) => Name.endsWith(id))).toEqual([]);
});
