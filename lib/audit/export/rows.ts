import { db, Prisma } from '@/lib/db';
import type { Chain } from '../chain';
import type { ExportedRow } from '../export-row';

/** Columns of the personal values `p` beside a row `a`: JSON, and the salt of the commitment to it. */
export type PersonColumns = { values: Prisma.Sql; salt: Prisma.Sql };

/** All that is there: what an export must have to be verified. */
export const WHOLE_PERSON: PersonColumns = { values: Prisma.sql`p."values"`, salt: Prisma.sql`p.salt` };

/** Which rows: `SELECT a.* FROM {from} WHERE {where} ORDER BY {seq}`, and what is read of the person beside each. */
export type Which = { from: Prisma.Sql; where: Prisma.Sql; seq: Prisma.Sql; person: PersonColumns };

/** So many are read and kept at a time. */
const AT_ONCE = 1_000;

type Stored = Omit<ExportedRow, 'person'> & { salt: Uint8Array | null; values: string | null };

/** Every row of an audit. */
export const allRows = (chain: Chain): Which => ({
  from: chain === 'schedule' ? Prisma.sql`schedule_audit a` : Prisma.sql`activity_audit a`,
  where: Prisma.sql`TRUE`,
  seq: Prisma.sql`a.seq`,
  person: WHOLE_PERSON,
});

/**
 * Rows of an audit after the row `after`, up to `last`, in order, with the personal values that are not erased. They are
 * read in parts, each in a transaction of its own, the next one while a part is made use of: so that however many there
 * are few are kept at a time.
 */
export async function* readRows(
  chain: Chain,
  which: Which,
  after: number,
  last: number,
): AsyncGenerator<ExportedRow[]> {
  const read = async (seq: number): Promise<Stored[]> =>
    seq < last ? readPart(chain, which, seq, last) : [];
  let rows = await read(after);
  for (let end = rows.at(-1); end; end = rows.at(-1)) {
    const next = read(end.seq);
    // Whoever breaks off here waits for it no more; whoever goes on is told below.
    next.catch(() => undefined);
    yield rows.map(exported);
    rows = await next;
  }
}

/** The limit within is what makes the database look each person up: it would read all of them up to here, part after part. */
const readPart = (chain: Chain, which: Which, after: number, last: number): Promise<Stored[]> =>
  db().$queryRaw`
    SELECT ${chain} AS chain, a.seq::float8 AS seq, a.body, encode(a.prev_hash, 'hex') AS "prevHash",
      encode(a.hash, 'hex') AS hash,
      to_char(a.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
      ${which.person.salt} AS salt, ${which.person.values} AS values
    FROM (
      SELECT a.* FROM ${which.from} WHERE ${which.where} AND ${which.seq} > ${after} AND ${which.seq} <= ${last}
      ORDER BY ${which.seq} LIMIT ${AT_ONCE}
    ) a
    LEFT JOIN LATERAL (SELECT p.* FROM audit_person p WHERE p.audit_id = a.id LIMIT 1) p ON TRUE ORDER BY a.seq`;

function exported({ chain, seq, body, prevHash, hash, at, salt, values }: Stored): ExportedRow {
  const person = salt === null || values === null ? null : { salt: Buffer.from(salt), values };
  return { chain, seq, body, prevHash, hash, at, person };
}
