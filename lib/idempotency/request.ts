import { randomUUID } from 'node:crypto';
import { db, type Tx } from '@/lib/db';
import { conflict } from '@/lib/errors';

/** The name that whoever sends a request gives it, so that it is done once however often it is sent. */
export type Name = { holder: string; key: string };

/** A request that was begun: `claim` is another one each time. */
export type NamedRequest = Name & { claim: string };

export type Answer = { status: number; text: string; version: number | null };

/** What became of it: it is new; it was answered; it is being done; it was done, and nobody knows its answer any more. */
export type Begun =
  | { is: 'new'; request: NamedRequest }
  | { is: 'other' }
  | { is: 'answered'; answer: Answer }
  | { is: 'under-way' }
  | { is: 'done' };

/** So long a name is kept. */
const KEPT = '1 day';

/** Whoever began it and wrote nothing for so long is gone; what it still does is refused. */
const GONE = '2 minutes';

type Row = {
  same: boolean;
  done: boolean;
  status: number | null;
  version: number | null;
  text: string | null;
};

/**
 * Begins a request under its name.
 * @param fingerprint of all that it asks for: the same name with another one is another request
 */
export async function beginNamed({ holder, key }: Name, fingerprint: Uint8Array): Promise<Begun> {
  const claim = randomUUID();
  await db().$executeRaw`DELETE FROM api_request WHERE begun_at < clock_timestamp() - ${KEPT}::interval`;
  const begun = await db().$executeRaw`
    INSERT INTO api_request AS r (holder, key, fingerprint, claim, begun_at)
    VALUES (${holder}, ${key}, ${fingerprint}, ${claim}, clock_timestamp())
    ON CONFLICT (holder, key) DO UPDATE SET claim = EXCLUDED.claim, begun_at = clock_timestamp()
      WHERE r.fingerprint = EXCLUDED.fingerprint AND NOT r.done AND r.begun_at < clock_timestamp() - ${GONE}::interval`;
  if (begun === 1) return { is: 'new', request: { holder, key, claim } };
  const [row] = await db().$queryRaw<Row[]>`
    SELECT fingerprint = ${fingerprint} AS same, done, status, version, answer AS text FROM api_request
    WHERE holder = ${holder} AND key = ${key}`;
  if (!row) return { is: 'under-way' };
  if (!row.same) return { is: 'other' };
  const { status, text, version } = row;
  if (status !== null && text !== null) return { is: 'answered', answer: { status, text, version } };
  return { is: row.done ? 'done' : 'under-way' };
}

/**
 * Says, in the transaction that does it, that a request is done: it is not done again, whether or not it is answered.
 * @throws RotaError conflict, where it took so long that somebody else does it now
 */
export async function markDone(tx: Tx, { holder, key, claim }: NamedRequest): Promise<void> {
  const marked = await tx.$executeRaw`
    UPDATE api_request SET done = TRUE WHERE holder = ${holder} AND key = ${key} AND claim = ${claim}`;
  if (marked === 0)
    throw conflict('This took too long, and was sent again meanwhile: nothing was done here.');
}

/** Keeps what was answered. */
export async function keepAnswer({ holder, key, claim }: NamedRequest, answer: Answer): Promise<void> {
  const { status, text, version } = answer;
  await db().$executeRaw`
    UPDATE api_request SET done = TRUE, status = ${status}, answer = ${text}, version = ${version}
    WHERE holder = ${holder} AND key = ${key} AND claim = ${claim}`;
}

/** Forgets a request of which nothing was done: it may be sent again, also put right. */
export async function forgetNamed({ holder, key, claim }: NamedRequest): Promise<void> {
  await db().$executeRaw`
    DELETE FROM api_request WHERE holder = ${holder} AND key = ${key} AND claim = ${claim} AND NOT done`;
}
