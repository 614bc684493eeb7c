import { type Database, openDatabase } from '../scheduler/database';

/** Times are epoch milliseconds; JSON is kept as text. A rule's targets stand in it in the order of their ids. */
const TABLES = `
create table if not exists local_aws.rule (
  id bigint generated always as identity primary key,
  region text not null,
  name text collate "C" not null,
  body text not null,
  state text not null,
  targets text not null default '[]',
  tags text not null default '[]',
  anchor double precision not null,
  next_slot double precision,
  unique (region, name)
);
create index if not exists rule_next_slot on local_aws.rule (next_slot) where next_slot is not null;
create table if not exists local_aws.rule_invocation (
  id bigint generated always as identity primary key,
  rule_id bigint not null references local_aws.rule on delete cascade,
  slot double precision not null,
  target_id text not null,
  target text not null,
  due_at double precision not null,
  attempts integer not null default 0,
  running boolean not null default false,
  unique (rule_id, slot, target_id)
);
create index if not exists rule_invocation_due on local_aws.rule_invocation (due_at) where not running;
`;

/** Opens the database and creates the tables of rules if they are not there. */
export async function openRules(
  url: string,
  log: (message: string, detail?: Record<string, unknown>) => void,
): Promise<Database> {
  const database = await openDatabase(url, log);
  try {
    await database.transaction(async (connection) => {
      await connection.query("select pg_advisory_xact_lock(hashtext('local_aws'))");
      await connection.query(TABLES);
    });
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
