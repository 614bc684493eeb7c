import { db, Prisma } from '@/lib/db';
import type { Chain, Link } from '../chain';

/**
 * A row as stored, and whether the columns by which it is found and the personal values beside it, where they were not
 * erased, are what its hashed text says.
 */
export type StoredLink = Link & { fits: boolean };

const AT_ONCE = 2_000;

const COLUMNS = {
  schedule: Prisma.sql`b ->> 'scheduleId' = a.schedule_id AND b ->> 'environmentId' = a.environment_id
    AND b ->> 'teamId' = a.team_id AND (b ->> 'generation')::int = a.generation`,
  activity: Prisma.sql`TRUE`,
};

/** As record() makes it now: earlier rows may say in their text what Postgres does not take as JSON. */
const AS_JSON = Prisma.sql`CASE WHEN strpos(a.body, '\\u') = 0 THEN a.body ELSE regexp_replace(a.body,
  '(?<!\\\\)((?:\\\\\\\\)*)\\\\u(?:0000|d[89a-f][0-9a-f]{2})', '\\1\\\\ufffd', 'g') END::jsonb`;

/** Where the rows of each audit stand. */
export const TABLES = { schedule: Prisma.sql`schedule_audit`, activity: Prisma.sql`activity_audit` };

/**
 * The rows of an audit after `after`, up to `last`, in order, read in parts. OFFSET 0 has each text read as JSON once and
 * not for each value of it: that takes a seventh of the time.
 */
export async function* storedRows(chain: Chain, after: number, last: number): AsyncGenerator<StoredLink> {
  for (let seq = after, at = 'infinity'; ; ) {
    const rows = await db().$queryRaw<StoredLink[]>`
      SELECT ${chain} AS chain, a.seq::float8 AS seq, a.body, encode(a.prev_hash, 'hex') AS "prevHash",
        encode(a.hash, 'hex') AS hash,
        to_char(a.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
        COALESCE(b ->> 'id' = a.id::text AND b #>> '{actor,id}' = a.actor_id AND b #>> '{actor,type}' = a.actor_type
          AND b ->> 'action' = a.action AND b ->> 'outcome' = a.outcome AND b ->> 'subject' = a.subject
          AND b ->> 'requestId' = a.request_id AND ${COLUMNS[chain]}, FALSE)
          AND b ->> 'reason' IS NOT DISTINCT FROM a.reason
          AND (p.audit_id IS NULL OR (p.chain = ${chain} AND p.seq = a.seq
            AND encode(sha256(p.salt || convert_to(p."values", 'UTF8')), 'hex') IS NOT DISTINCT FROM b ->> 'person')) AS fits
      FROM ${TABLES[chain]} a LEFT JOIN audit_person p ON p.audit_id = a.id, LATERAL (SELECT ${AS_JSON} AS b OFFSET 0) x
      WHERE (a.seq, a.occurred_at) > (${seq}, ${at}::timestamptz) AND a.seq <= ${last}
      ORDER BY a.seq, a.occurred_at LIMIT ${AT_ONCE}`;
    yield* rows;
    const end = rows.at(-1);
    if (!end || rows.length < AT_ONCE) return;
    ({ seq, at } = end);
  }
}

/**
 * A row that stands in the database and belongs to no audit: it comes after the last one, or before those that are online.
 * Rows that a clock that was set back left in a later month than their archive's leave only with that one.
 * @returns its number; null where there is none
 */
export async function strayRow(chain: Chain): Promise<number | null> {
  // One statement sees one state: rows are appended and archived meanwhile.
  const [stray] = await db().$queryRaw<{ seq: number | null }[]>`
    SELECT COALESCE(
      (SELECT min(a.seq) FROM ${TABLES[chain]} a WHERE a.seq > h.seq),
      (SELECT min(a.seq) FROM ${TABLES[chain]} a WHERE a.seq <= COALESCE(e.seq, 0)
        AND a.occurred_at < COALESCE(e.ends, 'infinity'))
    )::float8 AS seq
    FROM audit_head h LEFT JOIN LATERAL (
      SELECT to_seq AS seq, ((month || '-01')::timestamp + interval '1 month') AT TIME ZONE 'UTC' AS ends
      FROM audit_archive WHERE chain = h.chain ORDER BY to_seq DESC LIMIT 1
    ) e ON TRUE WHERE h.chain = ${chain}`;
  return stray?.seq ?? null;
}

/** The last row of an audit and its hash, in hex; all rows up to it are there to be read. */
export async function headOf(chain: Chain): Promise<{ seq: number; hash: string }> {
  const [head] = await db().$queryRaw<{ seq: number; hash: string }[]>`
    SELECT seq::float8 AS seq, encode(hash, 'hex') AS hash FROM audit_head WHERE chain = ${chain}`;
  if (!head) throw new Error(`The ${chain} audit has no head.`);
  return head;
}
