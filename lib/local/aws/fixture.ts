import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTestDatabase } from '../postgres/test-database';
import { ManualClock } from './clock';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from './start';

/** For the tests of this folder: a database, the examples, and clients of a Region. */
export const REGION = 'eu-west-1';
export const ROLE = 'arn:aws:iam::000000000000:role/scheduler';
export const queueArn = (name: string) => `arn:aws:sqs:${REGION}:000000000000:${name}`;

const here = path.dirname(fileURLToPath(import.meta.url));
export const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
export const settings = (endpoint: string, region = REGION) => ({ endpoint, region, credentials });

export interface Fixture {
  aws: LocalAws;
  dataDir: string;
  databaseUrl: string;
  clock: ManualClock;
  scheduler: SchedulerClient;
  sqs: SQSClient;
  /** Moves the clock on; every call that falls due has been made and settled afterwards. */
  advance(ms: number): Promise<void>;
  /** Stops the endpoints, awaits `meanwhile`, and starts them again on the same database. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export async function startFixture(begin: string, options: Partial<LocalAwsOptions> = {}): Promise<Fixture> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'rota-local-aws-'));
  const database = await createTestDatabase();
  const clock = new ManualClock(Date.parse(begin));
  const start = () =>
    startLocalAws({
      databaseUrl: database.superuserUrl,
      dataDir,
      functionsDir: path.join(here, 'examples/functions'),
      tasksDir: path.join(here, 'examples/tasks'),
      region: REGION,
      now: clock.now,
      setTimer: clock.setTimer,
      ...options,
    });
  const aws = await start();
  const fixture: Fixture = {
    aws,
    dataDir,
    databaseUrl: database.superuserUrl,
    clock,
    scheduler: new SchedulerClient({ ...settings(aws.endpoints.scheduler), maxAttempts: 1 }),
    sqs: new SQSClient(settings(aws.endpoints.sqs)),
    advance: (ms) =>
      clock.advance(ms, async () => {
        await fixture.aws.scheduler.engine.idle();
        await fixture.aws.events.engine.idle();
      }),
    restart: async (meanwhile) => {
      await fixture.aws.stop();
      await meanwhile();
      fixture.aws = await start();
      fixture.scheduler = new SchedulerClient({
        ...settings(fixture.aws.endpoints.scheduler),
        maxAttempts: 1,
      });
      fixture.sqs = new SQSClient(settings(fixture.aws.endpoints.sqs));
    },
    close: async () => {
      await fixture.aws.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return fixture;
}
