import type { Client } from 'pg';
import { ADDRESSES } from './rows';

/** From 0 to below 1 for a row n: another one for each seed, the same at each run. */
const share = (seed: number) => `((hashint8extended(n, ${seed}) & 1048575) / 1048576.0)`;
/** A few people have most. */
const person = (seed: number) => `md5('person' || floor(300 * power(${share(seed)}, 2.5)))::uuid::text`;

/**
 * Rows of a year: seven in eight are sign-ins and sign-outs, one in twenty a sign-in that failed, the rest what people
 * did; one address of an office has two fifths. $1 is how many.
 */
const FILLED = `CREATE TEMPORARY TABLE filled AS
  SELECT n AS seq, ('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
    now() - interval '360 days' * (1 - n / $1::float8) AS at, kind,
    CASE kind WHEN 'failed' THEN 'anonymous' ELSE ${person(2)} END AS actor, ${person(3)} AS other,
    'team' || floor(40 * power(${share(4)}, 2)) AS team,
    CASE WHEN ${share(5)} < 0.4 THEN '${ADDRESSES.many}' ELSE
      '10.0.' || floor(8 * power(${share(6)}, 2.5)) || '.' || floor(250 * power(${share(7)}, 2.5)) END AS ip
  FROM generate_series(1, $1::bigint) n, LATERAL (SELECT ${share(1)} AS pick) p, LATERAL (SELECT CASE
    WHEN n % 5000 = 17 THEN 'freeze' WHEN pick < 0.5 THEN 'sign-in' WHEN pick < 0.87 THEN 'sign-out'
    WHEN pick < 0.92 THEN 'failed' WHEN pick < 0.95 THEN 'session.end' ELSE 'bulk.start' END AS kind) k`;

const ROWS = `INSERT INTO activity_audit
  SELECT seq, id, at, actor, CASE actor WHEN 'anonymous' THEN 'anonymous' ELSE 'user' END,
    CASE kind WHEN 'failed' THEN 'sign-in' ELSE kind END, CASE kind WHEN 'failed' THEN 'failed' ELSE 'ok' END,
    CASE kind WHEN 'session.end' THEN other WHEN 'bulk.start' THEN 'Pause 12 schedules' ELSE 'session' END,
    CASE kind WHEN 'failed' THEN 'invalid-credentials' WHEN 'session.end' THEN 'Lost a laptop'
      WHEN 'bulk.start' THEN 'Bank holiday' WHEN 'freeze' THEN 'Flood in Zanzibar' END,
    'request-' || (seq + 1) / 2,
    format('{"schemaVersion":1,"actor":{"id":"%s","groups":[]},"details":{%s}}', actor,
      CASE kind WHEN 'bulk.start' THEN format('"teamId":"%s"', team) END),
    '', ''
  FROM filled`;

const PEOPLE = `INSERT INTO audit_person
  SELECT id, '', format('{"name":"Person of %s","ip":"%s","userAgent":"bench"}', actor, ip), 'activity', seq FROM filled`;

/**
 * Fills the activity audit with so many rows as a company has them. They are no chain: only pages are measured with them.
 * @param client of the tables' owner
 */
export async function fillActivity(client: Client, rows: number): Promise<void> {
  await client.query(FILLED, [rows]);
  await client.query(ROWS);
  await client.query(PEOPLE);
  await client.query('DROP TABLE filled');
}
