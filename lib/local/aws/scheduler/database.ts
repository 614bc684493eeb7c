import { Pool, type PoolClient } from 'pg';
import { messageOf } from '../errors';

/** Times are epoch milliseconds; JSON is kept as text, because jsonb refuses the character U+0000. */
const TABLES = `
create schema if not exists local_aws;
create table if not exists local_aws.schedule_group (
  region text not null,
  name text collate "C" not null,
  created_at double precision not null,
  modified_at double precision not null,
  tags text not null,
  primary key (region, name)
);
create table if not exists local_aws.schedule (
  id bigint generated always as identity primary key,
  region text not null,
  group_name text collate "C" not null,
  name text collate "C" not null,
  body text not null,
  state text not null,
  delete_after boolean not null,
  created_at double precision not null,
  modified_at double precision not null,
  anchor double precision not null,
  last_slot double precision,
  next_slot double precision,
  unique (region, group_name, name),
  foreign key (region, group_name) references local_aws.schedule_group on delete cascade
);
create index if not exists schedule_next_slot on local_aws.schedule (next_slot) where next_slot is not null;
create table if not exists local_aws.invocation (
  id bigint generated always as identity primary key,
  schedule_id bigint not null references local_aws.schedule on delete cascade,
  slot double precision not null,
  target text not null,
  begins_at double precision not null,
  due_at double precision not null,
  attempts integer not null default 0,
  running boolean not null default false,
  unique (schedule_id, slot)
);
create index if not exists invocation_due on local_aws.invocation (due_at) where not running;
create table if not exists local_aws.client_token (
  region text not null,
  operation text not null,
  token text not null,
  request text not null,
  response text not null,
  created_at double precision not null,
  primary key (region, operation, token)
);
create index if not exists client_token_age on local_aws.client_token (created_at);
`;

export type Connection = Pick<PoolClient, 'query'>;

export interface Database extends Connection {
  pool: Pool;
  /** Runs `work` in one transaction; rolls back and throws on whatever it throws. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the database and creates the schema `local_aws` if it is not there. */
export async function openDatabase(
  url: string,
  log: (message: string, detail?: Record<string, unknown>) => void,
): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: 8 });
  pool.on('error', (error) => log('database connection lost', { error: messageOf(error) }));
  const transaction: Database['transaction'] = async (work) => {
    const client = await pool.connect();
    let lost: Error | undefined;
    const onLost = (error: Error) => {
      lost = error;
    };
    client.on('error', onLost);
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      if (!lost) await client.query('rollback').catch(onLost);
      throw error;
    } finally {
      client.off('error', onLost);
      client.release(lost);
    }
  };
  try {
    await transaction(async (connection) => {
      await connection.query("select pg_advisory_xact_lock(hashtext('local_aws'))");
      await connection.query(TABLES);
    });
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { pool, query: pool.query.bind(pool), transaction, close: () => pool.end() };
}
