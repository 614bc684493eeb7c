import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { withFileLock } from './file-lock';
import { type RunningPostgres, startPostgres } from './launcher';
import { migrateDatabase } from './migrate';
import { loginAddresses, provisionDatabase, withSuperuser } from './provision';

/** The environment variable through which the test run's folder reaches its workers. */
export const TEST_FOLDER_VARIABLE = 'ROTA_TEST_FOLDER';

export type TestDatabase = {
  /** As web and worker connect (rota_web). */
  url: string;
  /** As migrations connect (rota_owner). */
  migrationUrl: string;
  /** As partitions and archives are kept (rota_keeper). */
  maintenanceUrl: string;
  /** The same database as superuser. */
  superuserUrl: string;
  /** Removes the database, ending the sessions still open on it. */
  drop(): Promise<void>;
};

const TEMPLATE = 'rota_template';
let server: Promise<string> | undefined;

/**
 * A migrated, empty database of one's own. The first call of a test run starts the server and migrates a template;
 * each further one clones it. Every test file drops what it made.
 *
 * @throws Error outside a test run, which the global set-up in scripts/test/database.ts begins
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  server ??= prepareServer(testFolder());
  const superuser = await server;
  const name = `rota_test_${randomUUID().replaceAll('-', '')}`;
  await withSuperuser(superuser, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} OWNER rota_owner`),
  );
  const { appUrl, migrationUrl, maintenanceUrl } = loginAddresses(superuser, name);
  const superuserUrl = new URL(superuser);
  superuserUrl.pathname = `/${name}`;
  return {
    url: appUrl,
    migrationUrl,
    maintenanceUrl,
    superuserUrl: superuserUrl.toString(),
    drop: () => withSuperuser(superuser, (client) => dropDatabase(client, name)),
  };
}

/** Where the test server of a run keeps its data. */
export function testDataFolder(folder: string): string {
  return path.join(folder, 'postgres');
}

function testFolder(): string {
  const folder = process.env[TEST_FOLDER_VARIABLE];
  if (folder) return folder;
  throw new Error(`${TEST_FOLDER_VARIABLE} is not set: test databases exist only within a vitest run.`);
}

/** One worker prepares server and template while the others wait; a marker file says that it is done. */
async function prepareServer(folder: string): Promise<string> {
  return withFileLock(path.join(folder, 'template.lock'), async () => {
    const superuserUrl = process.env.TEST_DATABASE_URL ?? (await startTestServer(folder)).superuserUrl;
    const marker = path.join(folder, 'template.ready');
    if (!existsSync(marker)) {
      await makeTemplate(superuserUrl);
      await writeFile(marker, '');
    }
    return superuserUrl;
  });
}

function startTestServer(folder: string): Promise<RunningPostgres> {
  // What a test writes need not outlive the machine.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  return startPostgres({ dataDir: testDataFolder(folder), settings });
}

async function makeTemplate(superuserUrl: string): Promise<void> {
  await withSuperuser(superuserUrl, (client) => dropDatabase(client, TEMPLATE));
  const { migrationUrl } = await provisionDatabase({ superuserUrl, database: TEMPLATE });
  await migrateDatabase(migrationUrl);
}

async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}
