import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { migrateDatabase } from '@/lib/local/postgres/migrate';
import { provisionDatabase, withSuperuser } from '@/lib/local/postgres/provision';
import type { Options } from '../benchmark';

const DATABASE = 'rota_bench_list';
const FILL = path.join(import.meta.dirname, 'fill.sql');

export type BenchDatabase = { appUrl: string; maintenanceUrl: string };

/** A provisioned, migrated and filled database; one that has the rows already is taken as it is. */
export async function prepareDatabase(superuserUrl: string, { rows, say }: Options): Promise<BenchDatabase> {
  const first = await provisionDatabase({ superuserUrl, database: DATABASE });
  if ((await countRows(first.migrationUrl)) === rows) return first;
  await withSuperuser(superuserUrl, (client) => client.query(`DROP DATABASE ${DATABASE} WITH (FORCE)`));
  const addresses = await provisionDatabase({ superuserUrl, database: DATABASE });
  await migrateDatabase(addresses.migrationUrl);
  say(`Making ${rows} schedules …`);
  await fill(addresses.migrationUrl, rows);
  return addresses;
}

/** Schedules in the database; -1 before it is migrated. */
async function countRows(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ found: boolean }>(
      `SELECT to_regclass('schedule') IS NOT NULL AS found`,
    );
    if (!rows[0]?.found) return -1;
    const counted = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM schedule');
    return counted.rows[0]?.count ?? -1;
  });
}

async function fill(url: string, rows: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`SET bench.rows = '${rows}'`);
    // One at a time: VACUUM refuses to run among other statements.
    for (const statement of readFileSync(FILL, 'utf8').split(/;\n/)) {
      if (statement.trim()) await client.query(statement);
    }
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
