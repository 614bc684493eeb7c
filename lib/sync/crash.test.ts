import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startPostgres } from '@/lib/local/postgres/launcher';
import { migrateDatabase } from '@/lib/local/postgres/migrate';
import { provisionDatabase } from '@/lib/local/postgres/provision';
import type { TestDatabase } from '@/lib/local/postgres/test-database';
import { rounds } from '@/lib/local/rounds';
import { startChild, type TestChild } from '@/lib/local/test-child';
import { testEnv } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsSchedules } from '@/lib/local/test-sync';

const SAVES = rounds(80, 200);
const TEAM = '0000000000000001';
const examples = path.resolve('lib/local/aws/examples');

let dataDir: string;
let database: TestDatabase;
let env: Record<string, string>;
let awsEnv: Record<string, string>;
let postgres: Awaited<ReturnType<typeof bootPostgres>>;
let aws: TestChild;
let worker: TestChild;
let port: number | undefined;

const bootPostgres = () =>
  startPostgres({
    dataDir: path.join(dataDir, 'postgres'),
    settings: { fsync: 'off' },
    ...(port && { port }),
  });

async function bootAws(): Promise<Record<string, string>> {
  aws = startChild('lib/local/aws/main.ts', awsEnv);
  return (await aws.until((line) => line.ready === true)).endpoints as Record<string, string>;
}

async function bootWorker(): Promise<void> {
  worker = startChild('lib/worker/main.ts', { ...env, LOG_LEVEL: 'info' });
  await worker.until((line) => line.msg === 'worker is up');
}

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'rota-crash-'));
  postgres = await bootPostgres();
  port = postgres.port;
  const urls = await provisionDatabase({ superuserUrl: postgres.superuserUrl, database: 'rota' });
  await migrateDatabase(urls.migrationUrl);
  const superuserUrl = postgres.superuserUrl.replace(/postgres$/, 'rota');
  database = { ...urls, url: urls.appUrl, superuserUrl, drop: async () => undefined };
  const example = (kind: string) => path.join(examples, kind);
  awsEnv = {
    LOCAL_AWS_DATABASE_URL: superuserUrl,
    ROTA_DATA_DIR: dataDir,
    LOCAL_AWS_FUNCTIONS_DIR: example('functions'),
    LOCAL_AWS_TASKS_DIR: example('tasks'),
    LOCAL_AWS_QUEUES: 'statements',
    LOCAL_AWS_TOPICS: 'reports',
  };
  const { scheduler = '', sts = '' } = await bootAws();
  const ports = { scheduler: Number(new URL(scheduler).port), sts: Number(new URL(sts).port) };
  awsEnv.LOCAL_AWS_PORTS = JSON.stringify(ports);
  const endpoints = { AWS_ENDPOINT_URL_SCHEDULER: scheduler, AWS_ENDPOINT_URL_STS: sts };
  env = { ...testEnv(database), ...endpoints, LOG_LEVEL: 'silent', TEAM };
  await sql(database, `INSERT INTO team (id, name) VALUES ('${TEAM}', 'Crash test')`);
  await bootWorker();
}, 120_000);

afterAll(async () => {
  await saver?.kill();
  await worker?.kill();
  await aws?.kill();
  await postgres?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

type Saved = { saved: string; generation: number; requestId: string };

let saver: TestChild | undefined;
const told: Saved[] = [];

/** 8 clients save; after so many saves something is killed and started again, and they go on. */
async function save(count: number, crashes: [after: number, crash: () => Promise<void>][]): Promise<void> {
  const child = startChild('lib/local/test-saver.ts', { ...env, SAVES: String(count) });
  saver = child;
  for (const [after, crash] of crashes) {
    await child.until((_, all) => all.length >= after);
    await crash();
  }
  await child.ended;
  told.push(...(child.lines as Saved[]));
}

async function killWorker(): Promise<void> {
  await worker.kill();
  await bootWorker();
}

async function killPostgres(): Promise<void> {
  process.kill(postgres.pid, 'SIGKILL');
  postgres = await bootPostgres();
}

async function killAws(): Promise<void> {
  await aws.kill();
  await bootAws();
}

it(`loses nothing and doubles nothing, whatever is killed in the middle of ${SAVES} saves`, async () => {
  await save(SAVES / 4, [[SAVES / 8, async () => saver?.kill()]]);
  await save(SAVES - told.length, [
    // Postgres goes down while the worker is only just starting.
    [
      SAVES / 8,
      async () => {
        await killWorker();
        await killPostgres();
      },
    ],
    [SAVES / 4, killPostgres],
    [SAVES / 2, killAws],
  ]);
  await converged();

  const schedules = await sql<{ id: string; state: string; generation: number; targets: string[] }>(
    database,
    `SELECT s.id, s.state::text, s.generation, array_agg(t.id ORDER BY t.id) AS targets
     FROM schedule s JOIN target t ON t.schedule_id = s.id GROUP BY s.id`,
  );
  const wanted = schedules
    .filter(({ state }) => state !== 'deleted')
    .flatMap(({ id, state, generation, targets }) =>
      targets.map((target) => `${target}-${id} g${generation} ${state === 'on' ? 'ENABLED' : 'DISABLED'}`),
    );
  const found = await awsSchedules(database);
  expect(found.map(({ name, generation, body }) => `${name} g${generation} ${body.State}`).sort()).toEqual(
    wanted.sort(),
  );

  const audit = (await auditRows(database, 'schedule')).filter((row) => row.action !== 'schedule.sync');
  for (const { saved, generation, requestId } of told)
    expect(audit.filter((row) => row.request_id === requestId)).toMatchObject([
      { schedule_id: saved, generation },
    ]);
  for (const { id, generation } of schedules) {
    const generations = audit.filter((row) => row.schedule_id === id).map((row) => row.generation);
    expect(generations).toEqual(Array.from({ length: generation }, (_, i) => i + 1));
  }
  expect(new Set(audit.map((row) => row.schedule_id)).size).toBe(schedules.length);
  const deleted = schedules.filter(({ state }) => state === 'deleted').length;
  console.info(
    `${told.length} saves told, ${audit.length} audited, of ${schedules.length} schedules (${deleted} deleted) by 8 clients; ` +
      `killed: saver, worker, Postgres, AWS; ${found.length} AWS schedules`,
  );
  expect(told.length).toBeGreaterThanOrEqual(SAVES);
  expect(found.length).toBeGreaterThan(20);
}, 300_000);

/** A minute passes, in which leases of the dead end; then the worker is given time to finish. */
async function converged(): Promise<void> {
  await sql(
    database,
    `UPDATE schedule_sync SET due_at = now(), lease_until = CASE WHEN lease_token IS NOT NULL THEN now() END
     WHERE due_at IS NOT NULL OR lease_token IS NOT NULL`,
  );
  await sql(database, `SELECT pg_notify('rota_sync', '')`);
  const finished = vi.waitFor(
    async () => {
      const left = await sql(
        database,
        `SELECT * FROM schedule_sync WHERE status <> 'live' OR due_at IS NOT NULL OR lease_token IS NOT NULL`,
      );
      expect(left).toEqual([]);
    },
    { timeout: 120_000, interval: 200 },
  );
  // With the last words of a worker that did not live through it.
  await Promise.race([finished, worker.until(() => false)]);
}
