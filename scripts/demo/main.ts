import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '@/lib/local/directory/accounts';
import { type RunningPostgres, startPostgres, stopPostgres } from '@/lib/local/postgres/launcher';
import { migrateDatabase } from '@/lib/local/postgres/migrate';
import { assertPortFree } from '@/lib/local/postgres/port';
import { provisionDatabase } from '@/lib/local/postgres/provision';
import { buildOnce } from './build-once';
import { seedForeign } from './foreign';
import { clearLeftovers, recordProcesses } from './leftovers';
import {
  BROKEN_ROLE,
  DEMO_QUEUES,
  DEMO_REGION,
  DEMO_SECRETS,
  DEMO_TASK_EVENT_QUEUE,
  DEMO_TOPICS,
  inherited,
  type Parts,
  productEnv,
} from './settings';
import { Supervisor } from './supervisor';

const say = (line: string) => process.stdout.write(`${line}\n`);
const tsx = (file: string) => [process.execPath, '--import', 'tsx', file];

/** Brings up the whole product on embedded parts, seeded, until Ctrl-C. */
async function main(): Promise<void> {
  const dataDir = path.resolve(process.env.ROTA_DATA_DIR ?? '.rota');
  const port = readPort();
  const processFile = path.join(dataDir, 'processes.json');
  await clearLeftovers(processFile, say);
  if (process.argv.includes('--reset')) await reset(dataDir);
  await assertPortFree(port, 'The web server');
  buildOnce(say);

  const supervisor = new Supervisor(path.join(dataDir, 'logs'));
  let postgres: RunningPostgres | undefined;
  const stop = async () => {
    await supervisor.stop();
    await postgres?.stop();
    rmSync(processFile, { force: true });
    rmSync(path.join(dataDir, 'demo.json'), { force: true });
  };
  const interrupted = new Promise<void>((resolve) => {
    // A terminal and npm may both pass on one Ctrl-C: the second must not end what stops everything else.
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
  try {
    const up = async () => {
      say('Starting PostgreSQL …');
      postgres = await startPostgres({ dataDir: path.join(dataDir, 'postgres') });
      const database = await provisionDatabase({ superuserUrl: postgres.superuserUrl, database: 'rota' });
      say('Starting directory and AWS endpoints …');
      const remember = () => recordProcesses(processFile, supervisor.pids);
      const started = Promise.all([
        migrateDatabase(database.migrationUrl),
        supervisor.start({
          name: 'directory',
          command: tsx('lib/local/directory/main.ts'),
          env: { ...inherited(), ROTA_DATA_DIR: dataDir },
        }),
        supervisor.start({
          name: 'aws',
          command: tsx('lib/local/aws/main.ts'),
          env: awsEnv(dataDir, postgres),
        }),
      ]);
      remember();
      const [, ldaps, aws] = await started;
      const parts: Parts = {
        dataDir,
        port,
        appUrl: database.appUrl,
        maintenanceUrl: database.maintenanceUrl,
        ldaps: ldaps as Parts['ldaps'],
        endpoints: aws.endpoints as Parts['endpoints'],
      };
      const env = productEnv(parts);
      say('Seeding and starting web and worker …');
      await supervisor.run({ name: 'seed', command: tsx('prisma/seed.ts'), env });
      await seedForeign(parts);
      const product = (name: string) => ({ name, command: [process.execPath, `dist/${name}.js`], env });
      supervisor.launch(product('worker'));
      supervisor.launch(product('web'));
      remember();
      await untilReady(port);
      return parts;
    };
    const parts = await Promise.race([up(), supervisor.failure, interrupted]);
    if (parts) {
      present(parts, postgres);
      await Promise.race([interrupted, supervisor.failure, postgresEnds(() => postgres)]);
    }
    say('\nStopping …');
    await stop();
  } catch (error) {
    await stop();
    throw error;
  }
}

function awsEnv(dataDir: string, postgres: RunningPostgres): Record<string, string> {
  return {
    ...inherited(),
    ROTA_DATA_DIR: dataDir,
    LOCAL_AWS_DATABASE_URL: postgres.superuserUrl,
    LOCAL_AWS_FUNCTIONS_DIR: 'lib/local/aws/examples/functions',
    LOCAL_AWS_TASKS_DIR: 'lib/local/aws/examples/tasks',
    LOCAL_AWS_QUEUES: DEMO_QUEUES.join(),
    LOCAL_AWS_TOPICS: DEMO_TOPICS.join(),
    LOCAL_AWS_TASK_EVENT_QUEUE: DEMO_TASK_EVENT_QUEUE,
    LOCAL_AWS_SECRETS: JSON.stringify(DEMO_SECRETS),
    LOCAL_AWS_UNASSUMABLE_ROLES: BROKEN_ROLE,
    LOCAL_AWS_REGION: DEMO_REGION,
  };
}

function readPort(): number {
  const port = Number(process.env.PORT ?? 3000);
  if (Number.isInteger(port) && port > 0 && port <= 65_535) return port;
  throw new Error(`PORT is "${process.env.PORT}"; it must be a port from 1 to 65535.`);
}

async function reset(dataDir: string): Promise<void> {
  await stopPostgres(path.join(dataDir, 'postgres'));
  if (existsSync(dataDir)) rmSync(dataDir, { recursive: true });
  say(`Everything in ${dataDir} was removed.`);
}

async function untilReady(port: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await wait(150);
  }
}

/** The database server is no child of this process: it is asked whether it still lives. */
async function postgresEnds(server: () => RunningPostgres | undefined): Promise<never> {
  for (;;) {
    await wait(1_000);
    try {
      process.kill(server()?.pid ?? process.pid, 0);
    } catch {
      throw new Error('PostgreSQL ended by itself.');
    }
  }
}

function present(parts: Parts, postgres: RunningPostgres | undefined): void {
  const web = `http://localhost:${parts.port}`;
  const database = new URL(postgres?.superuserUrl ?? '');
  database.pathname = '/rota';
  const facts = { web, database: database.toString(), ldaps: parts.ldaps.url, ...parts.endpoints };
  const accounts = DEMO_ACCOUNTS.map(({ name, purpose }) => ({ name, password: DEMO_PASSWORD, purpose }));
  writeFileSync(
    path.join(parts.dataDir, 'demo.json'),
    JSON.stringify({ ...facts, ldapsCa: parts.ldaps.caFile, accounts }, null, 2),
    { mode: 0o600 },
  );
  say(`\nRota is at ${web}\n`);
  for (const { name, purpose } of accounts) say(`  ${name.padEnd(10)} ${DEMO_PASSWORD}   ${purpose}`);
  say('');
  for (const [name, address] of Object.entries(facts).slice(1)) say(`  ${name.padEnd(10)} ${address}`);
  say(
    `\n  AWS CLI: aws scheduler list-schedules --region ${DEMO_REGION} --endpoint-url ${parts.endpoints.scheduler}`,
  );
  say('           (any credentials: AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo)');
  say(`  Logs and data: ${parts.dataDir}. Ctrl-C ends everything.\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
