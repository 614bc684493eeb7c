import { db } from '@/lib/db';
import { newId } from '@/lib/id';
import type { Chain } from '../chain';
import { allRows } from '../export/rows';

/** Longer than the delivery of a batch may take. */
const LEASE_SECONDS = 120;

/** The right to send what follows in an audit, until it ends. */
export type FeedLease = { chain: Chain; token: string; seq: number; attempts: number };

/** Takes the lease of an audit's feed; null where it is not due, or another worker has it. */
export async function takeFeed(chain: Chain): Promise<FeedLease | null> {
  const [lease] = await db().$queryRaw<FeedLease[]>`
    UPDATE audit_feed SET lease_token = ${newId()}, lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    WHERE chain = ${chain} AND due_at <= clock_timestamp() AND (lease_until IS NULL OR lease_until < clock_timestamp())
    RETURNING chain, lease_token AS token, seq::float8 AS seq, attempts`;
  return lease ?? null;
}

/** All up to `seq` was received. @returns false where another worker has the lease by now: nothing is written */
export async function advance({ chain, token }: FeedLease, seq: number): Promise<boolean> {
  const written = await db().$executeRaw`
    UPDATE audit_feed SET seq = ${seq}, attempts = 0,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    WHERE chain = ${chain} AND lease_token = ${token}`;
  return written > 0;
}

/** Gives the lease back. @param failed how many attempts failed in a row by now, and after how long the next one is due */
export async function giveBack(
  { chain, token }: FeedLease,
  failed: { attempts: number; afterMs: number } = { attempts: 0, afterMs: 0 },
): Promise<void> {
  await db().$executeRaw`
    UPDATE audit_feed SET lease_token = NULL, lease_until = NULL, attempts = ${failed.attempts},
      due_at = clock_timestamp() + make_interval(secs => ${failed.afterMs / 1000})
    WHERE chain = ${chain} AND lease_token = ${token}`;
}

/** For how long the first row that was not yet received has been waiting, in milliseconds; 0 where there is none. */
export async function lagOf(chain: Chain): Promise<number> {
  const [row] = await db().$queryRaw<{ lag: number }[]>`
    SELECT (EXTRACT(EPOCH FROM clock_timestamp() - a.occurred_at) * 1000)::float8 AS lag FROM ${allRows(chain).from}
    WHERE a.seq > (SELECT seq FROM audit_feed WHERE chain = ${chain}) ORDER BY a.seq LIMIT 1`;
  return row?.lag ?? 0;
}
