import { db } from '@/lib/db';
import { AtOnce } from './at-once';
import { addressKey, type Kind, ThrottledError, theLimits } from './attempts';

/** Of the connections to the database, refusals have no more than this: everything else goes on in a flood of them. */
const AT_ONCE = 2;
/** So many more wait in memory. */
const WAITING = 50;
const BUSY_MS = 1_000;
/** So many addresses are known to have spent their budget. */
const KNOWN_MAX = 10_000;

const atOnce = new AtOnce(AT_ONCE, WAITING);
/** Until when by the clock of this process each address has spent its budget: it is told so from memory. */
const spentUntil = new Map<string, number>();

/**
 * Counts a refused token or call-back, or what nobody known asked for, for its address, within the budget of sign-ins that fail, and apart from them. What
 * is beyond that, or too much at once from wherever, is told from memory: nothing is written, and nobody waits in the
 * database. Several processes that count at the same moment may let a few more pass.
 * @param written what else is written of a refusal that is within the budget
 * @throws ThrottledError
 */
export async function countRefusal(
  ip: string | null,
  kind: Exclude<Kind, 'address'>,
  written: () => Promise<void> = async () => {},
): Promise<void> {
  const key = addressKey(ip, kind);
  const known = spentUntil.get(key);
  if (known !== undefined && known > Date.now()) throw new ThrottledError(new Date(known));
  const done = await atOnce.run(async () => {
    const spentMs = await take(key);
    if (spentMs === null) return written();
    const until = Date.now() + spentMs;
    spentUntil.delete(key);
    const [oldest] = spentUntil.keys();
    if (oldest !== undefined && spentUntil.size >= KNOWN_MAX) spentUntil.delete(oldest);
    spentUntil.set(key, until);
    throw new ThrottledError(new Date(until));
  });
  if (done === null) throw new ThrottledError(new Date(Date.now() + BUSY_MS));
}

/** Writes what nobody known has caused as long as the budget of their address lasts; after that it is left out. */
export async function withinBudget(ip: string | null, written: () => Promise<void>): Promise<void> {
  try {
    await countRefusal(ip, 'nobody', written);
  } catch (error) {
    if (!(error instanceof ThrottledError)) throw error;
  }
}

/** Takes one from the budget of an address. @returns null; milliseconds until there is one again, where it is spent */
async function take(key: string): Promise<number | null> {
  const { perAddress, windowMinutes } = theLimits();
  const [row] = await db().$queryRaw<{ taken: boolean; spentMs: number | null }[]>`
    WITH recent AS (
      SELECT at FROM sign_in_attempt
      WHERE address_key = ${key} AND failed AND at > clock_timestamp() - make_interval(mins => ${windowMinutes}::int)
      ORDER BY at DESC LIMIT ${perAddress}),
    taken AS (
      INSERT INTO sign_in_attempt (account_key, address_key, known, failed, at)
      SELECT '', ${key}, false, true, clock_timestamp() WHERE (SELECT count(*) FROM recent) < ${perAddress} RETURNING id),
    old AS (
      DELETE FROM sign_in_attempt WHERE id IN (
        SELECT id FROM sign_in_attempt WHERE at < clock_timestamp() - make_interval(mins => ${windowMinutes}::int)
        ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED))
    SELECT EXISTS (SELECT FROM taken) AS taken,
      (SELECT EXTRACT(EPOCH FROM min(at) + make_interval(mins => ${windowMinutes}::int) - clock_timestamp()) * 1000 FROM recent)::float8 AS "spentMs"`;
  if (!row) throw new Error('A refusal was not counted.');
  return row.taken ? null : Math.max(1, row.spentMs ?? BUSY_MS);
}
