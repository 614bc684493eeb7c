import pg from 'pg';
import { migrateDatabase } from '@/lib/local/postgres/migrate';
import { provisionDatabase } from '@/lib/local/postgres/provision';

export type Place = {
  appUrl: string;
  maintenanceUrl: string;
  /** For the peers: a database of their own in the same server, and the login that owns it. */
  peersUrl: string;
  superuserUrl: string;
};

export const ENVIRONMENT = 'bench00000000000';
export const SCHEDULES = 100;

/** The id of a schedule, from 0. */
export const scheduleOf = (n: number): string => `sched${String(n).padStart(11, '0')}`;

/** A migrated database with schedules of one target each that Rota delivers, and an empty one for the peers. */
export async function makeDatabase(superuserUrl: string): Promise<Place> {
  const { appUrl, maintenanceUrl, migrationUrl } = await provisionDatabase({
    superuserUrl,
    database: 'rota_bench_runs',
  });
  await migrateDatabase(migrationUrl);
  const peers = new URL(superuserUrl);
  peers.pathname = '/peers';
  const own = new URL(superuserUrl);
  own.pathname = '/rota_bench_runs';
  await withClient(superuserUrl, (client) => client.query('CREATE DATABASE peers'));
  await withClient(own.href, (client) => client.query(CONTENT));
  return { appUrl, maintenanceUrl, peersUrl: peers.href, superuserUrl: own.href };
}

const CONTENT = `
  INSERT INTO team (id, name) VALUES ('team', 'Team');
  INSERT INTO environment (id, name, account_id, region, group_name)
    VALUES ('${ENVIRONMENT}', 'bench', '000000000000', 'eu-central-1', 'rota');
  INSERT INTO schedule (id, environment_id, team_id, name, owner, description, expression, time_zone, delivery, created_by, updated_by)
    SELECT 'sched' || to_char(n, 'FM00000000000'), '${ENVIRONMENT}', 'team', 'Schedule ' || n, 'owner', '', 'cron(0 9 1 1 ? *)',
      'UTC', 'through', 'bench', 'bench' FROM generate_series(0, ${SCHEDULES - 1}) n;
  INSERT INTO target (id, schedule_id, position, kind, arn, role_arn, settings, retry_attempts, max_age_seconds)
    SELECT replace(id, 'sched', 'targt'), id, 0, 'sqs', 'arn:aws:sqs:eu-central-1:000000000000:q',
      'arn:aws:iam::000000000000:role/r', '{}', 3, 3600 FROM schedule`;

/** Makes runs that are due, or that come later, in one statement. */
export const makeRuns = (url: string, count: number, due = 'now()') =>
  withClient(url, async (client) => {
    await client.query('TRUNCATE run, run_attempt, run_queue');
    await client.query(`
      WITH made AS (
        INSERT INTO run (id, slot_at, environment_id, schedule_id, target_id, origin, nominal_at, generation)
        SELECT 'run' || to_char(n, 'FM0000000000000'), at, '${ENVIRONMENT}', 'sched' || to_char(n % ${SCHEDULES}, 'FM00000000000'),
          'targt' || to_char(n % ${SCHEDULES}, 'FM00000000000'), 'clock', at, 1
        FROM (SELECT n, now() - n * interval '1 millisecond' AS at FROM generate_series(1, ${count}) n) AS slots
        RETURNING id, slot_at, schedule_id, target_id)
      INSERT INTO run_queue (run_id, slot_at, environment_id, schedule_id, target_id, priority, visible_at, since, nominal_at)
      SELECT id, slot_at, '${ENVIRONMENT}', schedule_id, target_id, 1, ${due}, ${due}, slot_at FROM made`);
    await client.query('VACUUM ANALYZE run, run_queue, run_attempt');
  });

export async function withClient<R>(url: string, work: (client: pg.Client) => Promise<R>): Promise<R> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
