import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CreateScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database';
import { queueArn, REGION, ROLE, settings } from './fixture';
import type { Service } from './start';

const here = path.dirname(fileURLToPath(import.meta.url));
let database: TestDatabase;
let dataDir: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), 'rota-aws-main-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

function launch(environment: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(here, 'main.ts')], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      LOCAL_AWS_DATABASE_URL: database.superuserUrl,
      ROTA_DATA_DIR: dataDir,
      LOCAL_AWS_FUNCTIONS_DIR: path.join(here, 'examples/functions'),
      LOCAL_AWS_TASKS_DIR: path.join(here, 'examples/tasks'),
      LOCAL_AWS_QUEUES: 'work, dead',
      LOCAL_AWS_REGION: REGION,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

async function ready(child: ChildProcess): Promise<Record<Service, string>> {
  if (!child.stdout) throw new Error('the process has no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line);
    if (said.ready) return said.endpoints;
  }
  throw new Error('the process ended before it was ready');
}

async function receive(endpoint: string, WaitTimeSeconds: number): Promise<(string | undefined)[]> {
  const sqs = new SQSClient(settings(endpoint));
  const QueueUrl = `${endpoint}/000000000000/work`;
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body }) => Body);
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<[number | null, string | null]> {
  const closed = once(child, 'close');
  child.kill(signal);
  const [code, by] = await closed;
  return [code, by];
}

test('a slot that falls while the process is dead fires once after its restart, never again', async () => {
  const first = launch();
  const endpoints = await ready(first);
  const due = new Date(Date.now() + 1500).toISOString().slice(0, 19);
  await new SchedulerClient(settings(endpoints.scheduler)).send(
    new CreateScheduleCommand({
      Name: 'once',
      ScheduleExpression: `at(${due})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: queueArn('work'), RoleArn: ROLE, Input: '<aws.scheduler.scheduled-time>' },
    }),
  );
  expect(await kill(first, 'SIGKILL')).toEqual([null, 'SIGKILL']);

  const second = launch();
  const again = await ready(second);
  expect(await receive(again.sqs, 10)).toEqual([`${due}Z`]);
  const { Schedules } = await new SchedulerClient(settings(again.scheduler)).send(
    new ListSchedulesCommand({}),
  );
  expect(Schedules?.map(({ Name }) => Name)).toEqual(['once']);
  await kill(second, 'SIGKILL');

  const third = launch();
  expect(await receive((await ready(third)).sqs, 2)).toEqual([]);
  expect(await kill(third, 'SIGTERM')).toEqual([0, null]);
});

test.each([
  ['a missing database', { LOCAL_AWS_DATABASE_URL: '' }, 'LOCAL_AWS_DATABASE_URL'],
  ['ports that are no JSON', { LOCAL_AWS_PORTS: '{sqs' }, 'LOCAL_AWS_PORTS'],
  ['a port of no service', { LOCAL_AWS_PORTS: '{"s3":1}' }, 's3'],
  ['production', { NODE_ENV: 'production', ROTA_DEMO: '' }, 'ROTA_DEMO=1'],
])('it refuses to start with %s and says why', async (_, environment, reason) => {
  const child = launch(environment);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(said).toContain(reason);
});
