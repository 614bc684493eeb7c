import pg from 'pg';
import { migrateDatabase } from '@/lib/local/postgres/migrate';
import { provisionDatabase } from '@/lib/local/postgres/provision';
import type { Options } from '../benchmark';
import type { BenchDatabase } from '../list/database';
import { fillActivity } from './activity-rows';
import { type FilledRow, filledRows } from './rows';

const AT_ONCE = 5_000;
const MONTHS = 13;

/** What is filled besides the audits: forty teams, people, and schedules with names. */
const OTHERS = `
  INSERT INTO team (id, name) SELECT 'team' || n, 'Team ' || to_char(n, 'FM00') FROM generate_series(0, 39) n;
  INSERT INTO environment (id, name, account_id, region, group_name)
    SELECT e, e, '000000000000', 'eu-central-1', 'rota-' || e FROM unnest(ARRAY['production', 'staging', 'sandbox']) e;
  INSERT INTO "user" (id, account_name, display_name)
    SELECT md5('person' || n)::uuid, 'person' || n, 'Person ' || to_char(n, 'FM000') FROM generate_series(0, 299) n;
  INSERT INTO schedule (id, environment_id, team_id, name, owner, description, expression, time_zone, created_by, updated_by)
    SELECT substr(md5('schedule' || n), 1, 16), 'production', 'team' || floor(40 * power(n / 20000.0, 2)),
      'statements-' || to_char(n, 'FM00000'), 'owner', '', 'cron(0 9 * * ? *)', 'UTC', 'bench', 'bench'
    FROM generate_series(0, 19999) n`;

/** A migrated database with so many rows in each audit, spread over a year. */
export async function makeDatabase(superuserUrl: string, { rows, say }: Options): Promise<BenchDatabase> {
  const addresses = await provisionDatabase({ superuserUrl, database: 'rota_bench_audit' });
  await migrateDatabase(addresses.migrationUrl);
  say(`Making ${rows} rows of each audit …`);
  const client = new pg.Client({ connectionString: addresses.migrationUrl });
  await client.connect();
  try {
    await client.query(OTHERS);
    await makeMonths(client);
    const indexes = await dropIndexes(client);
    await fill(client, rows);
    await fillActivity(client, rows);
    say('Indexing them …');
    for (const text of indexes) await client.query(text);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
  return addresses;
}

/** Months that are past get no partition by themselves. */
async function makeMonths(client: pg.Client): Promise<void> {
  for (const parent of ['schedule_audit', 'activity_audit'])
    for (let back = 1; back <= MONTHS; back += 1)
      await client.query(`DO $$
        DECLARE month timestamptz := date_trunc('month', now(), 'UTC') - make_interval(months => ${back});
        BEGIN
          EXECUTE format('CREATE TABLE %I PARTITION OF ${parent} FOR VALUES FROM (%L) TO (%L)',
            '${parent}_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM'), month, month + interval '1 month');
        END $$`);
}

/** Rows are filled in faster without them. @returns the statements that make them again */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; text: string }>(
    `SELECT indexname AS name, replace(indexdef, ' ON ONLY ', ' ON ') AS text FROM pg_indexes
     WHERE tablename IN ('schedule_audit', 'activity_audit', 'audit_person') AND indexname NOT LIKE '%_pkey'`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX "${name}"`);
  return rows.map(({ text }) => text);
}

async function fill(client: pg.Client, rows: number): Promise<void> {
  const schedules = await client.query<{ id: string; name: string; team: string }>(
    'SELECT id, name, team_id AS team FROM schedule ORDER BY name',
  );
  const people = await client.query<{ id: string }>('SELECT id::text FROM "user" ORDER BY display_name');
  const names = { schedules: schedules.rows, people: people.rows.map(({ id }) => id) };
  const part: FilledRow[] = [];
  let last: FilledRow | undefined;
  for (const row of filledRows(rows, Date.now(), names)) {
    last = row;
    part.push(row);
    if (part.length === AT_ONCE) await insert(client, part.splice(0));
  }
  await insert(client, part);
  await client.query(`UPDATE audit_head SET seq = $1, hash = decode($2, 'hex') WHERE chain = 'schedule'`, [
    last?.seq,
    last?.hash,
  ]);
}

async function insert(client: pg.Client, rows: readonly FilledRow[]): Promise<void> {
  const text = JSON.stringify(rows);
  await client.query(
    `INSERT INTO schedule_audit SELECT seq, id, at, actor, CASE WHEN actor LIKE 'system:%' THEN 'system' ELSE 'user' END,
       action, outcome, schedule, environment, team, generation, subject, reason, request, body,
       decode("prevHash", 'hex'), decode(hash, 'hex')
     FROM json_to_recordset($1) AS r(seq bigint, id uuid, at timestamptz, actor text, action text, outcome text,
       schedule text, environment text, team text, generation int, subject text, reason text, request text, body text,
       "prevHash" text, hash text)`,
    [text],
  );
  await client.query(
    `INSERT INTO audit_person SELECT id, decode(salt, 'hex'), person, 'schedule', seq
     FROM json_to_recordset($1) AS r(id uuid, salt text, person text, seq bigint)`,
    [text],
  );
}
