import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListClustersCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  waitUntilTasksStopped,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settings } from '../fixture';
import type { Endpoint } from '../http';
import { startEcs } from './server';

const node = (source: string) => [process.execPath, '-e', source];
const definition = (family: string, revision: number, command: string[]) => ({
  family,
  revision,
  containerDefinitions: [{ name: 'app', command, environment: [{ name: 'CODE', value: '3' }] }],
});
const DEFINITIONS: Record<string, unknown> = {
  exits: [
    definition('exits', 1, node('process.exit(1)')),
    definition(
      'exits',
      4,
      node('console.log("code", process.env.CODE); process.exitCode = Number(process.env.CODE)'),
    ),
  ],
  waits: definition('waits', 1, node('setInterval(() => {}, 1000)')),
  absent: definition('absent', 1, ['/no/such/program']),
};

let folder: string;
let endpoint: Endpoint;
let ecs: ECSClient;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rota-ecs-'));
  for (const [name, content] of Object.entries(DEFINITIONS))
    await writeFile(path.join(folder, `${name}.json`), JSON.stringify(content));
  endpoint = await startEcs({
    tasksDir: folder,
    dataDir: folder,
    clusters: ['default', 'batch'],
    now: Date.now,
    defaultRegion: 'eu-west-1',
    log: () => {},
  });
  ecs = new ECSClient(settings(endpoint.url));
});
afterAll(async () => {
  await endpoint.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(taskDefinition: string, more: Partial<RunTaskCommandInput> = {}): Promise<string> {
  const { tasks } = await ecs.send(new RunTaskCommand({ taskDefinition, ...more }));
  return tasks?.[0]?.taskArn ?? '';
}

async function ended(task: string, cluster = 'default') {
  await waitUntilTasksStopped(
    { client: ecs, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
    { cluster, tasks: [task] },
  );
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [task] }));
  return tasks?.[0];
}

test('a task runs the latest revision of its family and keeps its exit code', async () => {
  const task = await ended(await run('exits', { startedBy: 'me' }));
  expect(task).toMatchObject({
    taskDefinitionArn: 'arn:aws:ecs:eu-west-1:000000000000:task-definition/exits:4',
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    startedBy: 'me',
    containers: [{ name: 'app', exitCode: 3, lastStatus: 'STOPPED' }],
  });
  const id = task?.taskArn?.split('/').pop();
  expect(await readFile(path.join(folder, `logs/ecs/exits/${id}-app.log`), 'utf8')).toBe('code 3\n');
});

test('overrides change command and environment, a pinned revision is run', async () => {
  const changed = await run('exits', {
    cluster: 'batch',
    overrides: { containerOverrides: [{ name: 'app', environment: [{ name: 'CODE', value: '0' }] }] },
  });
  expect((await ended(changed, 'batch'))?.containers?.[0]?.exitCode).toBe(0);
  const replaced = await run('exits:1', {
    overrides: { containerOverrides: [{ name: 'app', command: node('process.exit(9)') }] },
  });
  expect((await ended(replaced))?.containers?.[0]?.exitCode).toBe(9);
  expect((await ended(await run('exits:1')))?.containers?.[0]?.exitCode).toBe(1);
});

test('a task that is stopped says by whom and why', async () => {
  const task = await run('waits', { startedBy: 'stopper' });
  const listed = await ecs.send(new ListTasksCommand({ startedBy: 'stopper' }));
  expect(listed.taskArns).toEqual([task]);
  await ecs.send(new StopTaskCommand({ task, reason: 'too late' }));
  expect(await ended(task)).toMatchObject({
    stopCode: 'UserInitiated',
    stoppedReason: 'too late',
    containers: [{ exitCode: 143 }],
  });
  const stopped = await ecs.send(new ListTasksCommand({ startedBy: 'stopper', desiredStatus: 'STOPPED' }));
  expect(stopped.taskArns).toEqual([task]);
});

test('a program that is not there fails to start and has no exit code', async () => {
  const task = await ended(await run('absent'));
  expect(task?.stopCode).toBe('TaskFailedToStart');
  expect(task?.stoppedReason).toContain('ENOENT');
  expect(task?.containers?.[0]?.exitCode).toBeUndefined();
});

test('a repeated clientToken starts nothing new', async () => {
  const first = await run('exits', { clientToken: 'same', count: 2 });
  expect(await run('exits', { clientToken: 'same', count: 2 })).toBe(first);
  await expect(run('exits', { clientToken: 'same', count: 1 })).rejects.toMatchObject({
    name: 'ConflictException',
    resourceIds: expect.arrayContaining([first]),
  });
  expect(await run('exits', { clientToken: 'same', count: 2, cluster: 'batch' })).not.toBe(first);
});

test.each([
  ['an unknown cluster', { cluster: 'nowhere' }, 'ClusterNotFoundException'],
  ['an unknown definition', { taskDefinition: 'nothing' }, 'ClientException'],
  ['an unknown revision', { taskDefinition: 'exits:2' }, 'ClientException'],
  ['too many tasks', { count: 11 }, 'InvalidParameterException'],
  [
    'an override of no container',
    { overrides: { containerOverrides: [{ name: 'other' }] } },
    'InvalidParameterException',
  ],
])('%s is refused', async (_, input, name) => {
  const call = ecs.send(new RunTaskCommand({ taskDefinition: 'exits', ...input }));
  await expect(call).rejects.toMatchObject({ name });
});

test('definitions and clusters are listed and described', async () => {
  const { taskDefinitionArns } = await ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: 'exits' }));
  expect(taskDefinitionArns?.map((arn) => arn.split('/').pop())).toEqual(['exits:1', 'exits:4']);
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'exits' }));
  expect(taskDefinition).toMatchObject({ family: 'exits', revision: 4, status: 'ACTIVE' });
  const { clusterArns } = await ecs.send(new ListClustersCommand({}));
  expect(clusterArns).toContain('arn:aws:ecs:eu-west-1:000000000000:cluster/batch');
  const { clusters, failures } = await ecs.send(new DescribeClustersCommand({ clusters: ['batch', 'gone'] }));
  expect(clusters?.map(({ clusterName }) => clusterName)).toEqual(['batch']);
  expect(failures?.map(({ reason }) => reason)).toEqual(['MISSING']);
});

test('a task that is not there is reported as missing', async () => {
  const { failures } = await ecs.send(new DescribeTasksCommand({ tasks: ['0123'] }));
  expect(failures).toMatchObject([{ reason: 'MISSING' }]);
});
