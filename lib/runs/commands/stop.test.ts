import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { db, type Prisma } from '@/lib/db';
import { attemptIn } from '@/lib/dispatch/engine/attempt';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { attemptsOf, deliveriesOf, dueRuns, failed, runOf } from '@/lib/local/test-runs';
import { stopRun, stopSchedule } from './stop';

let product: TestProduct<{ aws: true }>;
beforeAll(async () => {
  product = await startTestProduct({ aws: true });
});
afterAll(() => product?.stop());

const LONG =
  '{"containerOverrides":[{"name":"report","command":["node","-e","setTimeout(() => {}, 600000)"]}]}';

it('stops the tasks of a run in ECS; it ends once they have, and nothing follows, though it be safe to repeat', async () => {
  const { id } = await makeSchedule(await makeTeam(), { targets: [TARGETS.ecs] });
  await db().target.updateMany({ where: { scheduleId: id }, data: { input: LONG, safeToRepeat: true } });
  const { environmentId } = await db().schedule.findUniqueOrThrow({ where: { id } });
  const [run = ''] = await dueRuns(id, 1);
  const deliveries = deliveriesOf(environmentId, attemptIn(environmentId));
  await deliveries.turn();
  await deliveries.ended();
  const { tasks } = await runOf(run);
  expect(tasks).toHaveLength(1);

  const stopped = await stopRun(contextOf('operator'), { id: run, reason: 'Wrong data' });
  expect(stopped).toEqual({ stopped: 1, cancelled: 0, ended: 0, problems: [] });
  expect(await runOf(run)).toMatchObject({ state: null, reason: 'Stopping: Wrong data' });
  while ((await runOf(run)).state === null) {
    await db().runQueue.updateMany({ data: { visibleAt: new Date(0) } });
    await deliveries.turn();
    await deliveries.ended();
  }
  expect(await runOf(run)).toMatchObject({
    state: 'failed',
    reason: 'Stopped: Wrong data',
    endedByName: 'The operator',
  });
  expect(await attemptsOf(run)).toMatchObject([
    { outcome: 'failed', reason: 'The task was stopped: Stopped in Rota: Wrong data.' },
  ]);
  expect(await db().runQueue.count({ where: { scheduleId: id } })).toBe(0);
  const { ECSClient, DescribeTasksCommand } = await import('@aws-sdk/client-ecs');
  const ecs = new ECSClient({ region: 'eu-central-1' });
  const said = await ecs.send(new DescribeTasksCommand({ cluster: TARGETS.ecs.arn, tasks }));
  ecs.destroy();
  expect(said.tasks).toMatchObject([
    { desiredStatus: 'STOPPED', stoppedReason: 'Stopped in Rota: Wrong data' },
  ]);
});

it('stops a run wherever it was started; it goes on where ECS refuses that, but not where ECS may have been told', async () => {
  const { id } = await makeSchedule(await makeTeam(), { targets: [TARGETS.ecs] });
  await db().target.updateMany({ where: { scheduleId: id }, data: { input: LONG } });
  const { environmentId } = await db().schedule.findUniqueOrThrow({ where: { id } });
  const [run = ''] = await dueRuns(id, 1);
  const deliveries = deliveriesOf(environmentId, attemptIn(environmentId));
  await deliveries.turn();
  await deliveries.ended();
  const { tasks } = await runOf(run);
  const cluster = TARGETS.ecs.arn.replace('cluster/default', 'cluster/nowhere');
  await db().target.updateMany({ where: { scheduleId: id }, data: { arn: cluster } });
  const stop = (reason: string) => stopRun(contextOf('operator'), { id: run, reason });

  expect(
    await refusing(
      async () => {},
      () => stop('Wrong data'),
    ),
  ).toMatchObject({
    stopped: 0,
    problems: ['AccessDeniedException: No.'],
  });
  expect(await runOf(run)).toMatchObject({ state: null, reason: null, endedByName: null, tasks });

  const theirs = { stopping: 'Theirs' };
  await refusing(
    () => db().runQueue.updateMany({ data: theirs }),
    () => stop('Ours'),
  );
  expect(await db().runQueue.findFirst()).toMatchObject(theirs);

  expect(await through('http://127.0.0.1:1', () => stop('Late data'))).toMatchObject({
    stopped: 0,
    problems: [expect.stringMatching(/ECONNREFUSED.*Rota tells ECS again\.$/)],
  });
  expect(await runOf(run)).toMatchObject({ reason: 'Stopping: Late data', endedByName: 'The operator' });

  expect(await stop('Wrong data')).toEqual({ stopped: 1, cancelled: 0, ended: 0, problems: [] });
  while ((await runOf(run)).state === null) {
    await db().runQueue.updateMany({ data: { visibleAt: new Date(0) } });
    await deliveries.turn();
    await deliveries.ended();
  }
  expect(await runOf(run)).toMatchObject({ state: 'failed', reason: 'Stopped: Wrong data' });
});

async function through<T>(url: string, act: () => Promise<T>): Promise<T> {
  const own = process.env.AWS_ENDPOINT_URL_ECS;
  process.env.AWS_ENDPOINT_URL_ECS = url;
  return act().finally(() => {
    process.env.AWS_ENDPOINT_URL_ECS = own;
  });
}

/** Acts while ECS denies everything, after `first`. */
async function refusing<T>(first: () => Promise<unknown>, act: () => Promise<T>): Promise<T> {
  const server = createServer(async (_, response) => {
    await first();
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end('{"__type":"AccessDeniedException","message":"No."}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return through(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, act);
}

describe('where Rota makes no calls', () => {
  const act = { reason: 'Wrong data' };
  const inQueue = (data: Prisma.RunQueueUpdateInput, runId: string) =>
    db().runQueue.update({ where: { runId }, data: { attempts: 1, ...data } });
  let id = '';
  beforeEach(async () => {
    ({ id } = await makeSchedule(await makeTeam(), { targets: [TARGETS.ecs] }));
    await db().environment.updateMany({ data: { disabledAt: new Date() } });
  });
  afterEach(async () => {
    await db().environment.updateMany({ data: { disabledAt: null } });
    await db().runQueue.deleteMany();
  });

  it('stops nothing of a schedule of which tasks run', async () => {
    const [run = '', waiting = ''] = await dueRuns(id, 2);
    await inQueue({ step: 'watch', attemptAt: new Date(), tasks: ['t'] }, run);
    await inQueue({}, waiting);
    const refused = { code: 'conflict', message: expect.stringContaining('is disabled') };
    await expect(stopRun(contextOf('operator'), { id: run, ...act })).rejects.toMatchObject(refused);
    await expect(stopSchedule(contextOf('operator'), { id, ...act })).rejects.toMatchObject(refused);
    expect(await db().runQueue.findUnique({ where: { runId: run } })).toMatchObject({ stopping: null });
    expect(await runOf(waiting)).toMatchObject({ state: null });
  });

  it('ends what waits, which ECS need not be told', async () => {
    const [called = '', waiting = ''] = await dueRuns(id, 2);
    await inQueue({ step: 'watch', attemptAt: new Date() }, called);
    await inQueue({}, waiting);
    const none = { stopped: 0, cancelled: 0, ended: 0, problems: [] };
    expect(await stopRun(contextOf('operator'), { id: called, ...act })).toEqual({ ...none, ended: 1 });
    expect(await stopSchedule(contextOf('operator'), { id, ...act })).toEqual({ ...none, cancelled: 1 });
    expect(await runOf(called)).toMatchObject({ state: 'cancelled' });
    expect(await runOf(waiting)).toMatchObject({ state: 'cancelled' });
  });
});

it('sends no stopped run again that a worker had looked after meanwhile', async () => {
  const { id } = await makeSchedule(await makeTeam(), { targets: [TARGETS.ecs] });
  await db().target.updateMany({ where: { scheduleId: id }, data: { safeToRepeat: true } });
  const { environmentId } = await db().schedule.findUniqueOrThrow({ where: { id } });
  const [run = ''] = await dueRuns(id, 1);
  await db().runQueue.updateMany({
    data: { step: 'watch', attempts: 1, attemptAt: new Date(), tasks: ['t'] },
  });
  const deliveries = deliveriesOf(environmentId, async () => {
    await db().runQueue.updateMany({ data: { stopping: 'Wrong data' } });
    return failed('The task was stopped.', { ran: true });
  });
  await deliveries.turn();
  await deliveries.ended();
  expect(await db().runQueue.findFirst()).toMatchObject({ step: 'watch', stopping: 'Wrong data' });
  await db().runQueue.updateMany({ data: { visibleAt: new Date(0) } });
  await deliveries.turn();
  await deliveries.ended();
  expect(await runOf(run)).toMatchObject({ state: 'failed', reason: 'Stopped: Wrong data' });
});
