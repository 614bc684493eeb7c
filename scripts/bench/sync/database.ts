import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { migrateDatabase } from '@/lib/local/postgres/migrate';
import { type DatabaseAddresses, provisionDatabase, withSuperuser } from '@/lib/local/postgres/provision';

const DATABASE = 'rota_bench_sync';
const FILL = path.join(import.meta.dirname, 'fill.sql');

export type BenchDatabase = DatabaseAddresses & {
  /** The same database as its superuser: the local AWS keeps what it has there, too. */
  awsUrl: string;
};

/** A provisioned and migrated database without a schedule, and an AWS without one. */
export async function freshDatabase(superuserUrl: string): Promise<BenchDatabase> {
  await withSuperuser(superuserUrl, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`),
  );
  const addresses = await provisionDatabase({ superuserUrl, database: DATABASE });
  await migrateDatabase(addresses.migrationUrl);
  const awsUrl = new URL(superuserUrl);
  awsUrl.pathname = `/${DATABASE}`;
  return { ...addresses, awsUrl: awsUrl.toString() };
}

/** Adds the schedules numbered `first` to `last`, which are to be brought to AWS. */
export async function addSchedules(url: string, first: number, last: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET bench.first = '${first}'; SET bench.last = '${last}'`);
    await client.query(readFileSync(FILL, 'utf8'));
  } finally {
    await client.end();
  }
}
