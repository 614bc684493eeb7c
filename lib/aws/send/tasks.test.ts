import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ACCESS, CLUSTER, callTo, startTargets, taskOf } from './fixture';
import { send } from './send';
import { watchTasks } from './tasks';
import { stopTasks } from './tasks-stop';

let targets: Awaited<ReturnType<typeof startTargets>>;
beforeAll(async () => {
  targets = await startTargets();
});
afterAll(() => targets?.stop());

const code = (value: number) =>
  `{"containerOverrides":[{"name":"app","environment":[{"name":"CODE","value":"${value}"}]}]}`;

async function started(family: string, input: string | null = null, count = 1): Promise<readonly string[]> {
  const answer = await send(callTo('ecs', CLUSTER, { input, parameters: taskOf(family, count) }), ACCESS);
  if (answer.outcome !== 'running') throw new Error(JSON.stringify(answer));
  return answer.tasks;
}
const HOUR = 60 * 60_000;
const watched = (tasks: readonly string[], count = tasks.length, ageMs = HOUR) =>
  watchTasks({ clusterArn: CLUSTER, tasks, count, ageMs }, ACCESS);
const ended = (tasks: readonly string[], count?: number) =>
  vi.waitFor(
    async () => {
      const answer = await watched(tasks, count);
      expect(answer.outcome).not.toBe('running');
      return answer;
    },
    { timeout: 60_000 },
  );
const instead = async <T>(url: string, act: () => Promise<T>): Promise<T> => {
  const own = process.env.AWS_ENDPOINT_URL_ECS;
  process.env.AWS_ENDPOINT_URL_ECS = url;
  return act().finally(() => {
    process.env.AWS_ENDPOINT_URL_ECS = own;
  });
};
/** @returns the URL of an ECS that answers everything with this error */
const answering = async (type: string, message: string, status = 400): Promise<string> => {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: type, message }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const CLUSTER_GONE = {
  outcome: 'unanswered',
  reason: expect.stringContaining('ClusterNotFoundException'),
};
const unreachable = <T>(act: () => Promise<T>) => instead('http://127.0.0.1:1', act);

describe('tasks that are watched', () => {
  it('have succeeded when all exited with 0', async () => {
    expect(await ended(await started('exits', null, 2))).toMatchObject({
      outcome: 'succeeded',
      links: { length: 4 },
    });
  });

  it('have failed while they ran when one did not, and may be started again', async () => {
    const tasks = [...(await started('exits')), ...(await started('exits', code(3)))];
    expect(await ended(tasks)).toMatchObject({
      outcome: 'failed',
      permanent: false,
      ran: true,
      reason: 'Container app ended with exit code 3.',
    });
  });

  it('succeed although ECS ended their helper', async () => {
    expect(await ended(await started('helped'))).toMatchObject({ outcome: 'succeeded' });
    expect(await ended(await started('helped', code(4)))).toMatchObject({
      outcome: 'failed',
      reason: 'Container app ended with exit code 4.',
    });
  });

  it('have not run where their program is not there', async () => {
    expect(await ended(await started('absent'))).toMatchObject({
      outcome: 'failed',
      ran: false,
      reason: expect.stringMatching(/^The task did not start: .*ENOENT/),
    });
  });

  it('have failed where fewer were started than there should be', async () => {
    expect(await ended(await started('exits'), 3)).toMatchObject({
      outcome: 'failed',
      ran: true,
      reason: 'Of 3 tasks 2 were not started.',
    });
  });

  it('that ECS knows nothing of any more ended nobody knows how', async () => {
    const [known = ''] = await started('exits');
    const lost = known.replace(/\w{8}$/, '00000000');
    expect(await ended([known, lost])).toMatchObject({
      outcome: 'unanswered',
      reason: 'ECS no longer knows 1 of its 2 tasks: how they ended nobody knows.',
    });
    expect(await watched([lost], 1, 60_000)).toMatchObject({ outcome: 'running' });
  });

  it('count as running while ECS does not answer', async () => {
    const tasks = await started('exits');
    expect(await unreachable(() => watched(tasks))).toMatchObject({ outcome: 'running', tasks });
  });

  it('ended nobody knows how where their cluster is gone', async () => {
    const [task = ''] = await started('exits');
    expect(await watched([task.replace('/jobs/', '/gone/')])).toMatchObject(CLUSTER_GONE);
  });

  it('are looked for where they were started, and in a cluster that is named where their ARNs name none', async () => {
    const [task = ''] = await started('exits');
    await ended([task]);
    const elsewhere = { clusterArn: CLUSTER.replace('jobs', 'gone'), count: 1, ageMs: 0 };
    expect(await watchTasks({ ...elsewhere, tasks: [task] }, ACCESS)).toMatchObject({ outcome: 'succeeded' });
    const short = task.replace('/jobs/', '/');
    expect(await watchTasks({ ...elsewhere, tasks: [short] }, ACCESS)).toMatchObject(CLUSTER_GONE);
  });

  it('ended nobody knows how where Rota may not look', async () => {
    const tasks = await started('exits');
    const url = await answering('AccessDeniedException', 'not authorized to perform: ecs:DescribeTasks');
    expect(await instead(url, () => watched(tasks))).toMatchObject({
      outcome: 'unanswered',
      reason: expect.stringContaining('not authorized to perform: ecs:DescribeTasks'),
    });
  });
});

describe('tasks that are to be stopped', () => {
  it('end, and say so with the reason', async () => {
    const tasks = await started('waits', null, 2);
    expect(await watched(tasks)).toMatchObject({ outcome: 'running', tasks });
    expect(await stopTasks(ACCESS, CLUSTER, tasks, 'ops@example.com: too late')).toEqual([]);
    expect(await ended(tasks)).toMatchObject({
      outcome: 'failed',
      permanent: false,
      ran: true,
      reason: 'The task was stopped: Stopped in Rota: ops@example.com: too late.',
    });
  });

  it('may be gone already', async () => {
    const [task = ''] = await started('exits');
    await ended([task]);
    expect(await stopTasks(ACCESS, CLUSTER, [task, task.replace(/\w{8}$/, '00000000')], 'late')).toEqual([]);
  });

  it('are told with the reason where they could not be', async () => {
    const tasks = await started('exits');
    expect(await unreachable(() => stopTasks(ACCESS, CLUSTER, tasks, 'late'))).toEqual([
      { task: tasks[0], problem: expect.stringContaining('ECONNREFUSED'), refused: false },
    ]);
  });

  it.each([
    ['AccessDeniedException', 400, true],
    ['ClusterNotFoundException', 400, true],
    ['ThrottlingException', 400, false],
    ['ServerException', 500, false],
  ])('are told whether %s (%i) is a refusal: %s', async (type, status, refused) => {
    const tasks = [`${CLUSTER.replace(':cluster/', ':task/')}/1`];
    const url = await answering(type, 'No.', status);
    expect(await instead(url, () => stopTasks(ACCESS, CLUSTER, tasks, 'late'))).toEqual([
      { task: tasks[0], problem: `${type}: No.`, refused },
    ]);
  });
});
