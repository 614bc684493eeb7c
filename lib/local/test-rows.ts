import pg from 'pg';
import type { TestDatabase } from './postgres/test-database';

type Row = Record<string, unknown>;

/** Runs SQL on a test database as its superuser. */
export async function sql<R extends Row = Row>(
  database: TestDatabase,
  text: string,
  values: unknown[] = [],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * A digest of every table of the product but the audits, and the count of what was refused to an address: equal before and
 * after means that nothing was written.
 */
export async function stateOf(database: TestDatabase): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }>(
    database,
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT relispartition AND relname NOT LIKE '%audit%' AND relname <> 'sign_in_attempt'
       AND relname NOT LIKE '\\_prisma%' ORDER BY relname`,
  );
  const parts = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS digest FROM "${name}" t`,
  );
  const rows = await sql<{ name: string; digest: string }>(database, parts.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

export type AuditRow = {
  seq: string;
  action: string;
  outcome: string;
  actor_id: string;
  subject: string;
  reason: string | null;
  request_id: string;
  body: string;
  schedule_id?: string;
  generation?: number;
};

/** The rows of an audit, the oldest first. */
export const auditRows = (database: TestDatabase, audit: 'schedule' | 'activity') =>
  sql<AuditRow>(database, `SELECT * FROM ${audit}_audit ORDER BY seq`);
