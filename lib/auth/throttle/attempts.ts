import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { db, type Tx } from '@/lib/db';
import { env } from '@/lib/env';
import { databaseNow } from '@/lib/schedules/load';
import { type Limits, limitsFor, refusedUntil } from './budget';

/** For so long does an address stay known after the last sign-in from it. */
const KNOWN_DAYS = 30;
/** An attempt whose process died does not count for its address for longer. */
const LONGEST_ATTEMPT_MS = 60_000;

/** One attempt, taken from the budget of its address, and of the account that it aims at. */
export type Attempt = { id: bigint; address: string; account: string | null };

/** One more attempt would be too many. */
export class ThrottledError extends Error {
  override name = 'ThrottledError';

  /** @param again whether the address was told the same before: that is not worth another row of the audit */
  constructor(
    readonly until: Date,
    readonly again = false,
  ) {
    super(`No attempt before ${until.toISOString()}.`);
  }

  /** Seconds until then, as the header Retry-After has them. */
  get retryAfter(): string {
    return String(Math.max(1, Math.ceil((this.until.getTime() - Date.now()) / 1000)));
  }
}

/** The limits of the process's environment. */
export function theLimits(): Limits {
  const { LDAP_LOCKOUT_THRESHOLD, LDAP_LOCKOUT_MINUTES, ROTA_SIGN_IN_FAILURES_PER_ADDRESS } = env();
  return limitsFor(LDAP_LOCKOUT_THRESHOLD, LDAP_LOCKOUT_MINUTES, ROTA_SIGN_IN_FAILURES_PER_ADDRESS);
}

/** Signing in, using tokens, calling back and acting without a session have budgets of their own: a program with an old token keeps nobody from signing in. */
export type Kind = 'address' | 'token' | 'callback' | 'nobody' | 'api';

/** What an address is kept as: nobody can read it out of that. One IPv6 network is one address. */
export const addressKey = (ip: string | null, kind: Kind): string => keyed(`${kind} ${network(ip)}`);

/** So many addresses are known to have been told until when to wait. */
const TOLD_MAX = 10_000;
const told = new Map<string, number>();

/** Whether this process told an address before to wait until then. */
function wasTold(address: string, until: Date): boolean {
  const again = told.get(address) === until.getTime();
  told.delete(address);
  const [oldest] = told.keys();
  if (oldest !== undefined && told.size >= TOLD_MAX) told.delete(oldest);
  told.set(address, until.getTime());
  return again;
}

/**
 * Takes one attempt from the budget of an address, before the directory is asked anything; whoever comes from there at
 * the same moment waits. Give it back with `settle`.
 * @throws ThrottledError
 */
export async function begin(ip: string | null, limits = theLimits()): Promise<Attempt> {
  const address = addressKey(ip, 'address');
  return locked(address, async (tx, now) => {
    const rows = await tx.signInAttempt.findMany({
      where: { addressKey: address, ...failedOrOpen(limits, now) },
    });
    const until = refusedUntil({ account: [], address: rows.map(({ at }) => at) }, false, limits, now);
    if (until) throw new ThrottledError(until, wasTold(address, until));
    await forgetOld(tx, limits, now);
    const data = { accountKey: NOBODY, addressKey: address, known: false, at: now };
    const { id } = await tx.signInAttempt.create({ data });
    return { id, address, account: null };
  });
}

/**
 * Takes an attempt from the budget of an account as well, before a password is tried.
 * @param account what the directory knows it by, or the name where it knows none: both are told the same
 * @throws ThrottledError; the attempt stays counted for its address
 */
export async function aim(attempt: Attempt, account: string, limits = theLimits()): Promise<Attempt> {
  const key = keyed(`account ${account}`);
  return locked(key, async (tx, now) => {
    const known = await isKnown(tx, key, attempt.address, now);
    const rows = await tx.signInAttempt.findMany({ where: { accountKey: key, ...within(limits, now) } });
    const until = refusedUntil({ account: rows, address: [] }, known, limits, now);
    if (until) throw new ThrottledError(until);
    await tx.signInAttempt.update({ where: { id: attempt.id }, data: { accountKey: key, known } });
    return { ...attempt, account: key };
  });
}

/** The key of an attempt that is no account's: it aims at none yet, or a right password came since. */
const NOBODY = '';
/** The key of an attempt that is no address's. */
const NOWHERE = '';

/** Runs under a lock of its own in a transaction: nobody else counts the same at the same moment. */
const locked = <R>(key: string, run: (tx: Tx, now: Date) => Promise<R>): Promise<R> =>
  db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
    return run(tx, await databaseNow(tx));
  });

/** What lies within the window: failed, under way, or broken off, when nobody knows what the directory was asked. */
const within = ({ windowMinutes }: Limits, now: Date) => ({
  at: { gt: new Date(now.getTime() - windowMinutes * 60_000) },
});

/** What failed within the window, or is under way. */
const failedOrOpen = (limits: Limits, now: Date) => ({
  ...within(limits, now),
  OR: [{ failed: true }, { failed: null, at: { gt: new Date(now.getTime() - LONGEST_ATTEMPT_MS) } }],
});

async function forgetOld(tx: Tx, { windowMinutes }: Limits, now: Date): Promise<void> {
  const since = new Date(now.getTime() - windowMinutes * 60_000);
  await tx.$executeRaw`
    DELETE FROM sign_in_attempt WHERE id IN (
      SELECT id FROM sign_in_attempt WHERE at < ${since}::timestamptz ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED)`;
}

async function isKnown(tx: Tx, accountKey: string, addressKey: string, now: Date): Promise<boolean> {
  const row = await tx.signInAddress.findUnique({
    where: { accountKey_addressKey: { accountKey, addressKey } },
  });
  return row !== null && row.lastAt.getTime() > now.getTime() - KNOWN_DAYS * 86_400_000;
}

/**
 * How an attempt ended: with a wrong password, or a right one; with a password that was sent and not answered, which the
 * directory may have counted; or with nothing that says anything of a password.
 */
export type Outcome = 'wrong' | 'right' | 'unanswered' | 'neither';

/**
 * Says how an attempt ended. A wrong password stays counted, one without an answer for its account alone: an address is
 * not to blame for the directory. A right one makes the address known and forgets what this account failed before, as
 * the directory does; other addresses keep what they failed.
 */
export async function settle({ id, account, address }: Attempt, outcome: Outcome): Promise<void> {
  await db().$transaction(async (tx) => {
    if (outcome === 'wrong' || outcome === 'unanswered') {
      const data = { failed: true, ...(outcome === 'unanswered' && { addressKey: NOWHERE }) };
      await tx.signInAttempt.updateMany({ where: { id }, data });
      return;
    }
    await tx.signInAttempt.deleteMany({ where: { id } });
    if (outcome === 'neither' || account === null) return;
    const failed = { accountKey: account, failed: true };
    await tx.signInAttempt.deleteMany({ where: { ...failed, addressKey: { in: [address, NOWHERE] } } });
    await tx.signInAttempt.updateMany({ where: failed, data: { accountKey: NOBODY } });
    await tx.$executeRaw`
      INSERT INTO sign_in_address (account_key, address_key, last_at) VALUES (${account}, ${address}, clock_timestamp())
      ON CONFLICT (account_key, address_key) DO UPDATE SET last_at = clock_timestamp()`;
  });
}

const keyed = (text: string) => createHmac('sha256', env().ROTA_SECRET).update(text).digest('base64url');

/** Whoever has one IPv6 address has its /64 (RFC 6177). */
function network(ip: string | null): string {
  if (ip === null || !isIPv6(ip)) return ip ?? 'unknown';
  const [head = '', tail = ''] = ip.toLowerCase().split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const zeros = ip.includes('::') ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0') : [];
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16))
    .join(':');
}
