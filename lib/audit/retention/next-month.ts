import { db } from '@/lib/db';
import type { Chain } from '../chain';
import { TABLES } from '../signing/rows';
import type { Boundary } from './boundary';

/** Rows of an audit that are to be archived together: all from the first one that is not, to the last of its month. */
export type Month = {
  chain: Chain;
  /** As in 2026-01, by UTC. */
  month: string;
  from: number;
  to: number;
  firstPrevious: string;
  lastHash: string;
};

/**
 * The oldest month whose rows were all online for as long as they should be; null where there is none. Rows are taken by
 * number: where the database's clock was set back at the end of a month, the first rows of the next one may be among them.
 * @param monthsOnline so many months after its end a month stays online
 */
export async function nextMonth(chain: Chain, after: Boundary, monthsOnline: number): Promise<Month | null> {
  const table = TABLES[chain];
  const [found] = await db().$queryRaw<{ month: string; to: number; lastHash: string }[]>`
    SELECT first.month, last.seq::float8 AS to, encode(last.hash, 'hex') AS "lastHash"
    FROM (
      SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
        date_trunc('month', occurred_at, 'UTC') + interval '1 month' AS ends
      FROM ${table} WHERE seq = ${after.seq + 1}
    ) first, LATERAL (
      SELECT seq, hash FROM ${table} WHERE occurred_at < first.ends AND seq > ${after.seq} ORDER BY seq DESC LIMIT 1
    ) last
    WHERE first.ends + make_interval(months => ${monthsOnline}::int) <= now()`;
  return found ? { chain, from: after.seq + 1, firstPrevious: after.hash, ...found } : null;
}
