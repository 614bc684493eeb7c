import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Grant } from '@/lib/auth/access';
import { ROLES, type Role } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { type LocalAws, startLocalAws } from './aws/start';
import { DEMO_DIRECTORY_ENV } from './directory/accounts';
import { type RunningDirectory, startDirectory } from './directory/server';
import { createTestDatabase, type TestDatabase } from './postgres/test-database';
import { type Network, networkTo } from './test-network';

export const TEST_PLACE = { accountId: '000000000000', region: 'eu-central-1' };
/** A role that the local AWS refuses until it is taken from `aws.scheduler.unassumableRoles`. */
export const REFUSED_ROLE = `arn:aws:iam::${TEST_PLACE.accountId}:role/not-trusted`;

type Options = {
  aws?: boolean;
  directory?: boolean;
  /** Variables that differ from those of every test. */
  env?: Record<string, string>;
};

export type TestProduct<O extends Options = Options> = {
  database: TestDatabase;
  aws: O['aws'] extends true ? LocalAws : undefined;
  /** The line to EventBridge Scheduler. */
  network: O['aws'] extends true ? Network : undefined;
  directory: O['directory'] extends true ? RunningDirectory : undefined;
  stop(): Promise<void>;
};

/** All parts that a test asks for, and the process's environment set to them. Nothing of the product may have read the environment before. */
export async function startTestProduct<const O extends Options>(options: O): Promise<TestProduct<O>> {
  log.level = 'silent';
  const dataDir = await mkdtemp(path.join(tmpdir(), 'rota-product-'));
  const database = await createTestDatabase();
  const aws = options.aws ? await startTestAws(database, dataDir) : undefined;
  const network = aws && (await networkTo(aws.endpoints.scheduler));
  const directory = options.directory ? await startDirectory({ dataDir }) : undefined;
  Object.assign(process.env, testEnv(database), {
    AWS_ENDPOINT_URL_SCHEDULER: network?.url ?? UNREACHABLE,
    AWS_ENDPOINT_URL_STS: aws?.endpoints.sts ?? UNREACHABLE,
    AWS_ENDPOINT_URL_IAM: aws?.endpoints.iam ?? UNREACHABLE,
    AWS_ENDPOINT_URL_LAMBDA: aws?.endpoints.lambda ?? UNREACHABLE,
    AWS_ENDPOINT_URL_SQS: aws?.endpoints.sqs ?? UNREACHABLE,
    AWS_ENDPOINT_URL_SNS: aws?.endpoints.sns ?? UNREACHABLE,
    AWS_ENDPOINT_URL_ECS: aws?.endpoints.ecs ?? UNREACHABLE,
    AWS_ENDPOINT_URL_EVENTBRIDGE: aws?.endpoints.events ?? UNREACHABLE,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: aws?.endpoints.secretsmanager ?? UNREACHABLE,
    ...(directory && { LDAP_URL: directory.url, LDAP_CA_FILE: directory.caFile }),
    ...options.env,
  });
  const stop = async () => {
    await db().$disconnect();
    await network?.close();
    await aws?.stop();
    await directory?.stop();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { database, aws, network, directory, stop } as TestProduct<O>;
}

/** Nothing listens there: port 1 is never given out as a free one. */
const UNREACHABLE = 'http://127.0.0.1:1';

const repository = path.resolve(import.meta.dirname, '../..');

/** The variables of a web or worker process on a test database; endpoints come on top. */
export function testEnv(database: Pick<TestDatabase, 'url' | 'maintenanceUrl'>): Record<string, string> {
  return {
    ROTA_URL: 'http://localhost:3000',
    ROTA_SECRET: randomBytes(32).toString('base64'),
    ROTA_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    ROTA_ENVIRONMENT: 'Test',
    DATABASE_URL: database.url,
    DATABASE_MAINTENANCE_URL: database.maintenanceUrl,
    LDAP_URL: 'ldaps://127.0.0.1:1',
    ...DEMO_DIRECTORY_ENV,
    ROTA_AWS_CALLS_PER_SECOND: '1000',
    AWS_REGION: TEST_PLACE.region,
    ROTA_AWS_ACCOUNT_ID: TEST_PLACE.accountId,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function startTestAws(database: TestDatabase, dataDir: string): Promise<LocalAws> {
  return startLocalAws({
    databaseUrl: database.superuserUrl,
    dataDir,
    functionsDir: path.join(repository, 'lib/local/aws/examples/functions'),
    tasksDir: path.join(repository, 'lib/local/aws/examples/tasks'),
    region: TEST_PLACE.region,
    queues: ['statements', 'orders.fifo', 'dead-letters', 'task-events'],
    taskEventQueue: 'task-events',
    topics: ['reports'],
    unassumableRoles: [REFUSED_ROLE],
  });
}

export const ACTORS = [...ROLES, 'anonymous', 'system'] as const;

/** Nobody asks the directory for somebody made up. */
export const FOREVER = new Date(8.64e15);

const EVERYTHING = { teamId: null, environmentId: null };

/**
 * Somebody of a role, over everything or at a place only, nobody, or the product itself, each with a request id of its
 * own.
 */
export function contextOf(
  who: Role | 'anonymous' | 'system',
  place: Pick<Grant, 'teamId' | 'environmentId'> = EVERYTHING,
): Context {
  const from = { requestId: randomUUID(), ip: '192.0.2.7', userAgent: 'test' };
  if (who === 'anonymous') return { actor: { type: 'anonymous' }, ...from };
  if (who === 'system') return { actor: { type: 'system', job: 'test' }, ...from };
  const id = `00000000-0000-4000-8000-00000000000${ROLES.indexOf(who)}`;
  const actor = {
    type: 'user',
    id,
    name: `The ${who}`,
    role: who,
    grants: [{ role: who, rights: [], ...place, group: `rota-${who}s` }],
    groups: [],
    sessionId: 'none',
    verifiedAt: FOREVER,
  } as const;
  return { actor: { ...actor, groups: [`rota-${who}s`] }, ...from };
}
