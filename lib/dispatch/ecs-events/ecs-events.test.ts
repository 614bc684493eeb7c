import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { QueueMessage } from '@/lib/aws/queue';
import { db } from '@/lib/db';
import { currentEnvironment, type EnvironmentRow } from '@/lib/environments/bootstrap';
import { fire } from '@/lib/local/test-fire';
import { makeSchedule, makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { attemptsOf, deliveriesOf, drain, SUCCEEDED } from '@/lib/local/test-runs';
import { redriveRun } from '@/lib/runs/commands/redrive';
import { updateSchedule } from '@/lib/schedules/commands';
import { messageRemovalTurn } from '../intake/removal';
import { takeEvents, taskEventTurns } from './turn';

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${TEST_PLACE.region}:${TEST_PLACE.accountId}:${resource}`;
const MINUTE = 60_000;
const TARGET = { ...TARGETS.ecs, taskDefinition: arn('ecs', 'task-definition/import-orders') };
const orders = (count: number) =>
  `{"containerOverrides":[{"name":"import","environment":[{"name":"ORDERS","value":"${count}"}]}]}`;

let product: TestProduct<{ aws: true }>;
let environment: EnvironmentRow;
let teamId: string;
let id: string;
let targetId: string;
/** The last slot: a minute ago, and not again within the hour. */
let slotAt: Date;
let timing: { expression: string; timeZone: string };

beforeAll(async () => {
  product = await startTestProduct({
    aws: true,
    env: { ROTA_TASK_EVENT_QUEUE_ARN: arn('sqs', 'task-events') },
  });
  environment = await currentEnvironment();
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  slotAt = new Date(Math.floor(Date.now() / MINUTE - 1) * MINUTE);
  timing = { expression: `cron(${slotAt.getUTCMinutes()} * * * ? *)`, timeZone: 'UTC' };
  await make();
});

async function make(target: object = TARGET, more: object = {}): Promise<void> {
  ({ id } = await makeSchedule(teamId, { ...timing, targets: [target], ...more }));
  ({ id: targetId } = await db().target.findFirstOrThrow({ where: { scheduleId: id } }));
}
const turn = () => taskEventTurns(environment.id, new AbortController().signal)();
const runs = () => db().run.findMany({ where: { scheduleId: id }, orderBy: { slotAt: 'asc' } });
const refusals = () => db().refusedMessage.findMany({ where: { scheduleId: id } });

let events = 0;
type Event = { detail: Record<string, unknown> } & Record<string, unknown>;
/** An event of a task of the schedule, created right after that was saved, as ECS words it. */
async function eventOf(detail: object = {}): Promise<Event> {
  const order = { orderBy: { seq: 'desc' } } as const;
  const { occurredAt } = await db().scheduleAudit.findFirstOrThrow({ where: { scheduleId: id }, ...order });
  const after = (ms: number) => new Date(occurredAt.getTime() + ms).toISOString();
  events += 1;
  return {
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    account: TEST_PLACE.accountId,
    region: TEST_PLACE.region,
    detail: {
      clusterArn: TARGET.arn,
      taskArn: arn('ecs', `task/default/${events}`),
      taskDefinitionArn: `${TARGET.taskDefinition}:3`,
      startedBy: `chronos-schedule/${targetId}-${id.slice(0, 2)}`,
      lastStatus: 'STOPPED',
      version: 5,
      createdAt: after(1),
      startedAt: after(2),
      stoppedAt: after(3),
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'import', exitCode: 0 }],
      overrides: { containerOverrides: [{ name: 'import', environment: [{ name: 'T', value: 'hunter2' }] }] },
      ...detail,
    },
  };
}
const exits = (exitCode: number) => ({ containers: [{ name: 'import', exitCode }] });

/** Has one worker take events. @returns how many of them it removed */
async function take(...all: (Event | string)[]): Promise<number> {
  const messages = all.map((event, i): QueueMessage => {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    return { id: `${events}-${i}-${Math.random()}`, receipt: '', body, attributes: {} };
  });
  let removed = 0;
  const remove = async (some: readonly QueueMessage[]) => {
    removed += some.length;
    return [];
  };
  await takeEvents(environment, { remove }, messages);
  return removed;
}

describe('a task that EventBridge Scheduler started itself', () => {
  it('becomes a run that succeeded, with its times and links', async () => {
    await fire(product, id, slotAt);
    expect(await turn()).toBe(0);
    const [run, ...others] = await runs();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ origin: 'direct', state: 'succeeded', slotAt, reason: null, attempts: 1 });
    expect(run?.tasks).toEqual([expect.stringMatching(/:task\/default\/[0-9a-f]{32}$/)]);
    const [attempt] = await attemptsOf(run?.id ?? '');
    expect(attempt).toMatchObject({
      outcome: 'succeeded',
      worker: 'Amazon ECS',
      startedAt: run?.startedAt,
      endedAt: run?.endedAt,
      links: [{ label: expect.stringMatching(/^Task /) }, { label: expect.stringMatching(/^Logs of task /) }],
    });
    const sync = await db().environmentSync.findUnique({ where: { environmentId: environment.id } });
    expect(sync?.taskEventAt).toBeInstanceOf(Date);
  });

  it('becomes a run that failed with its exit code, and can be sent again', async () => {
    await make({ ...TARGET, input: orders(0) });
    await fire(product, id, slotAt);
    await turn();
    const [run] = await runs();
    expect(run).toMatchObject({ state: 'failed', reason: 'Container import ended with exit code 2.' });
    await redriveRun(contextOf('operator'), { id: run?.id ?? '' });
    await drain(deliveriesOf(environment.id, async () => SUCCEEDED));
    expect(await runs()).toMatchObject([{ state: 'succeeded', attempts: 2 }]);
    await take(await eventOf(exits(1)));
    expect(await runs()).toMatchObject([{ state: 'succeeded', attempts: 2 }]);
  });

  it('counts once, however often and in whatever order ECS tells of it', async () => {
    const late = await eventOf({ ...exits(3), version: 6 });
    const early = { ...late, detail: { ...late.detail, ...exits(0), version: 5 } };
    expect(await take(late, early, late)).toBe(3);
    expect(await take(early)).toBe(1);
    const [run, ...others] = await runs();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ state: 'failed', tasks: { length: 1 } });
    expect(await attemptsOf(run?.id ?? '')).toHaveLength(1);
  });

  it('is one of several of its run, which is over once all are, also where two workers take them', async () => {
    await make({ ...TARGET, taskCount: 3 });
    expect(await take(await eventOf())).toBe(1);
    expect(await runs()).toEqual([]);
    const [one, other] = [await eventOf(), await eventOf(exits(4))];
    await Promise.all([take(one), take(other)]);
    expect(await runs()).toMatchObject([
      { state: 'failed', reason: 'Container import ended with exit code 4.', tasks: { length: 3 } },
    ]);
  });

  it('may be one too many: AWS delivers at least once', async () => {
    await take(await eventOf(), await eventOf());
    expect(await runs()).toMatchObject([
      { state: 'succeeded', reason: '2 tasks were started for it, where 1 was to be.', tasks: { length: 2 } },
    ]);
  });

  it('fits what its schedule was then, though that was changed since', async () => {
    const event = await eventOf();
    const { generation } = await db().schedule.findUniqueOrThrow({ where: { id } });
    const moved = { ...TARGET, id: targetId, taskDefinition: arn('ecs', 'task-definition/nightly-report') };
    const schedule = scheduleFields(teamId, { expression: 'cron(0 9 1 1 ? *)', targets: [moved] });
    await updateSchedule(contextOf('editor'), { id, generation, schedule });
    await take(event);
    expect(await runs()).toMatchObject([{ state: 'succeeded', slotAt, generation: 1 }]);
    expect(await refusals()).toEqual([]);
  });

  it('leaves a run of its slot that it did not make', async () => {
    const { generation } = await db().schedule.findUniqueOrThrow({ where: { id } });
    const run = { id: '00000000000000aa', slotAt, environmentId: environment.id, scheduleId: id, targetId };
    await db().run.create({
      data: { ...run, generation, nominalAt: slotAt, origin: 'clock', state: 'missed', endedAt: new Date() },
    });
    await take(await eventOf());
    expect(await runs()).toMatchObject([{ origin: 'clock', state: 'missed', tasks: [] }]);
  });
});

describe('an event that does not fit the schedule that it names', () => {
  const NO_TARGET = 'It tells of an ECS task, and its schedule had no such target when that was created.';
  it.each([
    [
      'its cluster',
      { clusterArn: arn('ecs', 'cluster/other'), taskArn: arn('ecs', 'task/other/1') },
      NO_TARGET,
    ],
    ['its task definition', { taskDefinitionArn: arn('ecs', 'task-definition/import-orders2:3') }, NO_TARGET],
    [
      'what SQS keeps',
      { createdAt: '2020-01-01T00:00:00Z', startedAt: null, stoppedAt: '2020-01-01T00:00:09Z' },
      'It tells of an ECS task, and the time of its end is too long ago, or in the future.',
    ],
    [
      'what may be by now',
      { createdAt: '2199-01-01T00:00:00Z', startedAt: null, stoppedAt: '2199-01-01T00:00:09Z' },
      'It tells of an ECS task, and the time of its end is too long ago, or in the future.',
    ],
  ])('by %s is refused, flagged and removed, and its overrides are not kept', async (_, detail, reason) => {
    expect(await take(await eventOf(detail))).toBe(1);
    expect(await runs()).toEqual([]);
    const [refused] = await refusals();
    expect(refused).toMatchObject({ reason });
    expect(refused?.body).not.toContain('hunter2');
  });

  it('by its slots is refused', async () => {
    await make(TARGET, { expression: 'cron(0 9 1 1 ? 2199)' });
    await take(await eventOf());
    expect(await runs()).toEqual([]);
    expect(await refusals()).toMatchObject([
      { reason: 'It tells of an ECS task, and its schedule had no slot when that was created.' },
    ]);
  });
});

it('what is no event of a task is refused, and nothing of it is kept', async () => {
  expect(await take('hello', { ...(await eventOf()), account: '999988887777' })).toBe(2);
  expect(await db().refusedMessage.findMany({ where: { scheduleId: null } })).toMatchObject(
    Array(2).fill({
      reason: 'It is no event of an ECS task of this account and Region.',
      body: 'Not kept: it may hold secrets.',
    }),
  );
});

it('tasks that others started are passed over: another schedule, another Rota, Rota itself, a person', async () => {
  const flagged = await db().refusedMessage.count();
  const startedBy = [
    'chronos-schedule/nightly-report-of-s',
    'chronos-schedule/0000000000000000-00',
    `chronos-schedule/${targetId}-${id.startsWith('zz') ? 'yy' : 'zz'}`,
    'rota/0000000000000000',
    undefined,
  ];
  expect(await take(...(await Promise.all(startedBy.map((by) => eventOf({ startedBy: by })))))).toBe(5);
  expect(await runs()).toEqual([]);
  expect(await db().refusedMessage.count()).toBe(flagged);
});

it('a task is kept for 90 days: ECS tells of none so late', async () => {
  await take(await eventOf());
  const age = (interval: string) =>
    sql(product.database, `UPDATE direct_task SET recorded_at = now() - interval '${interval}'`);
  await age('89 days');
  await messageRemovalTurn();
  expect(await db().directTask.count({ where: { scheduleId: id } })).toBe(1);
  await age('91 days');
  await messageRemovalTurn();
  expect(await db().directTask.count()).toBe(0);
  expect(await runs()).toMatchObject([{ state: 'succeeded' }]);
});

it('nothing is taken while the environment is in recovery', async () => {
  const recovery = (since: string) =>
    sql(
      product.database,
      `INSERT INTO environment_sync (environment_id, recovery_since) VALUES ($1, ${since})
       ON CONFLICT (environment_id) DO UPDATE SET recovery_since = ${since}`,
      [environment.id],
    );
  await recovery('now()');
  expect(await take(await eventOf())).toBe(0);
  expect(await turn()).toBe(10_000);
  await recovery('NULL');
  expect(await runs()).toEqual([]);
});

describe('where several containers ended differently', () => {
  const mixed = {
    containers: [
      { name: 'import', exitCode: 0 },
      { name: 'proxy', exitCode: 143 },
    ],
  };
  const at = async (url: string, act: () => Promise<void>) => {
    const own = process.env.AWS_ENDPOINT_URL_ECS;
    process.env.AWS_ENDPOINT_URL_ECS = url;
    await act().finally(() => {
      process.env.AWS_ENDPOINT_URL_ECS = own;
    });
  };

  it('the definition says which of them count', async () => {
    await take(await eventOf(mixed));
    expect(await runs()).toMatchObject([
      { state: 'failed', reason: 'Container proxy ended with exit code 143.' },
    ]);
  });

  it('nobody knows how it ended where Rota may not see the definition', async () => {
    const server = createServer((_, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end('{"__type":"AccessDeniedException","message":"not authorized"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await at(`http://127.0.0.1:${port}`, async () => {
      await take(await eventOf(mixed));
    });
    const reason = 'Rota could not see which of its containers are essential: not authorized';
    expect(await runs()).toMatchObject([{ state: 'unknown', reason }]);
  });

  it('it comes again while ECS does not answer, also where the clock of this process is ahead', async () => {
    const event = await eventOf(mixed);
    await at('http://127.0.0.1:1', async () => {
      expect(await take(event, await eventOf({ startedBy: undefined }))).toBe(1);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 60 * MINUTE });
      onTestFinished(() => void vi.useRealTimers());
      expect(await take(event)).toBe(0);
      vi.useRealTimers();
    });
    expect(await runs()).toEqual([]);
    expect(await take(event)).toBe(1);
    expect(await runs()).toHaveLength(1);
  });
});
