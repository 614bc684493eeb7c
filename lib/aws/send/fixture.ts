import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEcs } from '@/lib/local/aws/ecs/server';
import { startLambda } from '@/lib/local/aws/lambda/server';
import { startBus } from '@/lib/local/aws/messaging/bus';
import { startSns } from '@/lib/local/aws/messaging/sns-endpoint';
import { startSqs } from '@/lib/local/aws/messaging/sqs-endpoint';
import { startSts } from '@/lib/local/aws/sts/server';
import type { Call } from './call';

/** For tests: the services that are delivered to, each over its own wire protocol, without a database. */
export const REGION = 'eu-west-1';
export const ACCESS = { region: REGION, roleArn: null, externalId: null };
export const ROLE = 'arn:aws:iam::000000000000:role/deliver';
export const REFUSED = 'arn:aws:iam::000000000000:role/closed';
export const arnOf = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:000000000000:${resource}`;

const FUNCTIONS: Readonly<Record<string, string>> = {
  add: 'export const handler = ({ a, b }) => { console.log("adding"); return { sum: a + b }; };',
  broken: 'export const handler = ({ token }) => { throw new TypeError("bad token " + token); };',
};

const node = (source: string) => [process.execPath, '-e', source];
const HELPER = { name: 'helper', essential: false, command: node('setInterval(() => {}, 1000)') };
const TASKS: Readonly<Record<string, object[]>> = {
  exits: [{ name: 'app', command: node('process.exit(Number(process.env.CODE ?? 0))') }],
  waits: [{ name: 'app', command: node('setInterval(() => {}, 1000)') }],
  absent: [{ name: 'app', command: ['/no/such/program'] }],
  helped: [{ name: 'app', command: node('process.exit(Number(process.env.CODE ?? 0))') }, HELPER],
};

/** Starts them and sets the endpoints of this process to them. */
export async function startTargets() {
  const folder = await mkdtemp(path.join(tmpdir(), 'rota-send-'));
  for (const [name, source] of Object.entries(FUNCTIONS))
    await writeFile(path.join(folder, `${name}.mjs`), source);
  for (const [family, containerDefinitions] of Object.entries(TASKS))
    await writeFile(
      path.join(folder, `${family}.json`),
      JSON.stringify({ family, revision: 1, containerDefinitions }),
    );
  const options = { defaultRegion: REGION, log: () => {} };
  const places = { functionsDir: folder, tasksDir: folder, dataDir: folder };
  const unassumableRoles = new Set([REFUSED]);
  const bus = await startBus(REGION);
  await bus.createQueue('inbox', REGION);
  await bus.createQueue('ordered.fifo', REGION);
  await bus.createTopic('news', REGION);
  const sts = await startSts({ ...options, now: Date.now, unassumableRoles });
  const others = {
    sqs: await startSqs(bus, options),
    sns: await startSns(bus, options),
    lambda: await startLambda({ ...options, ...places, timeoutSeconds: 10 }),
    ecs: await startEcs({ ...options, ...places, clusters: ['jobs'], now: Date.now }),
  };
  const urls = Object.entries({ sts, ...others }).map(([name, { url }]) => [
    `AWS_ENDPOINT_URL_${name.toUpperCase()}`,
    url,
  ]);
  Object.assign(process.env, Object.fromEntries(urls), {
    AWS_ACCESS_KEY_ID: 'own',
    AWS_SECRET_ACCESS_KEY: 'own',
  });
  return {
    sts,
    unassumableRoles,
    ...others,
    stop: async () => {
      for (const each of [sts, ...Object.values(others)]) await each.close();
      await bus.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let tokens = 0;

/** A call of a target of a kind; what is said of it comes on top. */
export const callTo = (kind: string, arn: string, more: Partial<Call> = {}): Call => ({
  kind,
  arn,
  roleArn: ROLE,
  scheduleId: 'statements000001',
  runId: 'run0000000000001',
  token: `token-${++tokens}`,
  parameters: {},
  awaitsResult: false,
  input: '{}',
  timeoutMs: 10_000,
  ...more,
});

/** The parameters of a task in the cluster of `startTargets`. */
export const taskOf = (family: string, TaskCount = 1): Call['parameters'] => ({
  EcsParameters: {
    TaskDefinitionArn: arnOf('ecs', `task-definition/${family}`),
    TaskCount,
    LaunchType: 'EC2',
  },
});
export const CLUSTER = arnOf('ecs', 'cluster/jobs');
