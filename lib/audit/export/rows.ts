import { db, Prisma } from '@/lib/db';
import type { Chain } from '../chain';
import type { ExportedRow } from '../export-row';

/** Which rows: `SELECT a.* FROM {from} WHERE {where} ORDER BY {seq}`. */
export type Which = { from: Prisma.Sql; where: Prisma.Sql; seq: Prisma.Sql };

/** So many are read and kept at a time. */
const AT_ONCE = 500;

type Stored = Omit<ExportedRow, 'person'> & { salt: Uint8Array | null; values: string | null };

/** Every row of an audit. */
export const allRows = (chain: Chain): Which => ({
  from: chain === 'schedule' ? Prisma.sql`schedule_audit a` : Prisma.sql`activity_audit a`,
  where: Prisma.sql`TRUE`,
  seq: Prisma.sql`a.seq`,
});

/**
 * Rows of an audit after the row `after`, up to `last`, in order, with the personal values that are not erased. They are
 * read in parts, each in a transaction of its own, so that however many there are few are kept at a time.
 */
export async function* readRows(
  chain: Chain,
  which: Which,
  after: number,
  last: number,
): AsyncGenerator<ExportedRow[]> {
  for (let seq = after; seq < last; ) {
    const rows = await db().$queryRaw<Stored[]>`
      SELECT ${chain} AS chain, a.seq::float8 AS seq, a.body, encode(a.prev_hash, 'hex') AS "prevHash",
        encode(a.hash, 'hex') AS hash,
        to_char(a.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, p.salt, p.values
      FROM (
        SELECT a.* FROM ${which.from} WHERE ${which.where} AND ${which.seq} > ${seq} AND ${which.seq} <= ${last}
        ORDER BY ${which.seq} LIMIT ${AT_ONCE}
      ) a
      LEFT JOIN audit_person p ON p.audit_id = a.id ORDER BY a.seq`;
    const end = rows.at(-1);
    if (!end) return;
    yield rows.map(exported);
    seq = end.seq;
  }
}

function exported({ salt, values, ...link }: Stored): ExportedRow {
  return { ...link, person: salt === null || values === null ? null : { salt: Buffer.from(salt), values } };
}
