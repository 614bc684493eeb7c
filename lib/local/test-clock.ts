import pg from 'pg';
import type { TestDatabase } from './postgres/test-database';
import { sql } from './test-rows';

/**
 * Stops the clock of a test database: from then on `now()` and `clock_timestamp()` tell what it was set to. Call it
 * before anything else connects: a connection learns as it begins which clock it goes by.
 */
export async function stopClock(database: TestDatabase): Promise<(at: Date) => Promise<void>> {
  const name = pg.escapeIdentifier(new URL(database.superuserUrl).pathname.slice(1));
  await sql(
    database,
    `CREATE SCHEMA clock; GRANT USAGE ON SCHEMA clock TO PUBLIC;
     CREATE TABLE clock.stopped (at timestamptz NOT NULL); INSERT INTO clock.stopped VALUES (pg_catalog.now());
     GRANT SELECT ON clock.stopped TO PUBLIC;
     CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM clock.stopped';
     CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM clock.stopped';
     ALTER DATABASE ${name} SET search_path = clock, pg_catalog, public`,
  );
  return async (at) => {
    await sql(database, 'UPDATE clock.stopped SET at = $1', [at]);
  };
}
