import type { TestDatabase } from './postgres/test-database';
import { sql } from './test-rows';

const TABLES = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
  AND NOT relispartition AND relname NOT LIKE '\\_prisma%' ORDER BY relname`;

/** Copies every table of the product, at one instant. @returns what brings all of them back to it, whatever happened since */
export async function backUp(database: TestDatabase): Promise<() => Promise<void>> {
  const tables = await sql<{ name: string }>(database, TABLES);
  const copies = tables.map(({ name }) => `CREATE TABLE backup."${name}" AS TABLE public."${name}";`);
  await sql(
    database,
    `BEGIN ISOLATION LEVEL REPEATABLE READ; DROP SCHEMA IF EXISTS backup CASCADE; CREATE SCHEMA backup; ${copies.join(' ')} COMMIT;`,
  );
  const all = tables.map(({ name }) => `public."${name}"`).join(', ');
  const back = tables.map(
    ({ name }) => `INSERT INTO public."${name}" OVERRIDING SYSTEM VALUE SELECT * FROM backup."${name}";`,
  );
  return async () => {
    await sql(
      database,
      `BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE ${all} CASCADE; ${back.join(' ')} COMMIT;`,
    );
  };
}
