import { db, Prisma } from '@/lib/db';
import type { Chain, Link } from '../chain';

/** A row as stored, and whether the columns by which it is found say what its hashed text says. */
export type StoredLink = Link & { fits: boolean };

const AT_ONCE = 2_000;

const COLUMNS = {
  schedule: Prisma.sql`b ->> 'scheduleId' = a.schedule_id AND b ->> 'environmentId' = a.environment_id
    AND b ->> 'teamId' = a.team_id AND (b ->> 'generation')::int = a.generation`,
  activity: Prisma.sql`TRUE`,
};

const TABLES = { schedule: Prisma.sql`schedule_audit`, activity: Prisma.sql`activity_audit` };

/**
 * The rows of an audit after `after`, up to `last`, in order, read in parts. OFFSET 0 has each text read as JSON once and
 * not for each value of it: that takes a seventh of the time.
 */
export async function* storedRows(chain: Chain, after: number, last: number): AsyncGenerator<StoredLink> {
  for (let seq = after; seq < last; ) {
    const rows = await db().$queryRaw<StoredLink[]>`
      SELECT ${chain} AS chain, a.seq::float8 AS seq, a.body, encode(a.prev_hash, 'hex') AS "prevHash",
        encode(a.hash, 'hex') AS hash,
        to_char(a.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
        COALESCE(b ->> 'id' = a.id::text AND b #>> '{actor,id}' = a.actor_id AND b #>> '{actor,type}' = a.actor_type
          AND b ->> 'action' = a.action AND b ->> 'outcome' = a.outcome AND b ->> 'subject' = a.subject
          AND b ->> 'requestId' = a.request_id AND ${COLUMNS[chain]}, FALSE)
          AND b ->> 'reason' IS NOT DISTINCT FROM a.reason AS fits
      FROM ${TABLES[chain]} a, LATERAL (SELECT a.body::jsonb AS b OFFSET 0) x
      WHERE a.seq > ${seq} AND a.seq <= ${last} ORDER BY a.seq LIMIT ${AT_ONCE}`;
    yield* rows;
    const end = rows.at(-1);
    if (!end) return;
    seq = end.seq;
  }
}

/** The last row of an audit and its hash, in hex; all rows up to it are there to be read. */
export async function headOf(chain: Chain): Promise<{ seq: number; hash: string }> {
  const [head] = await db().$queryRaw<{ seq: number; hash: string }[]>`
    SELECT seq::float8 AS seq, encode(hash, 'hex') AS hash FROM audit_head WHERE chain = ${chain}`;
  if (!head) throw new Error(`The ${chain} audit has no head.`);
  return head;
}
