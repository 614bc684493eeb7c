import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { databaseNow } from '@/lib/schedules/load';
import { CHAINS, type Chain } from '../chain';
import { readDigests } from '../digest-series';
import { Broken, type Placed } from '../walk';
import { checkStored } from './check';
import { writeDigest } from './keep';
import { readingKeys } from './keys';

const EVERY_MS = 24 * 3_600_000;
const AGAIN_MS = 5 * 60_000;

/**
 * A turn of the worker: once a day all of both audits is read and checked against all that was signed, so that a change
 * of what is old shows too; where something does not fit, every five minutes. @returns milliseconds until the next one
 * @throws what kept one audit from being checked, after the other one was
 */
export async function wholeTurn(): Promise<number> {
  const now = await databaseNow(db());
  const [last] = await db().$queryRaw<{ at: Date | null }[]>`
    SELECT CASE WHEN count(whole_at) = ${CHAINS.length} THEN min(whole_at) END AS at
    FROM audit_check WHERE whole_problem IS NULL`;
  const due = last?.at ? last.at.getTime() + EVERY_MS - now.getTime() : 0;
  // Another worker may find a problem, and be gone: then this one looks again.
  if (due > 0) return Math.min(due, AGAIN_MS);
  const problems: (string | null)[] = [];
  const errors: unknown[] = [];
  for (const chain of CHAINS)
    try {
      problems.push(await checkWhole(chain));
    } catch (error) {
      log.error({ alert: true, err: error, chain }, 'all of the audit could not be checked');
      errors.push(error);
    }
  if (errors.length > 0) throw errors[0];
  return problems.every((problem) => problem === null) ? EVERY_MS : AGAIN_MS;
}

/**
 * Reads all of an audit, and keeps how it was found: while something does not fit, nothing is signed.
 * @returns what does not fit; null where it is whole
 */
export async function checkWhole(chain: Chain): Promise<string | null> {
  const { seq, problem } = await found(chain);
  const at = await databaseNow(db());
  const whole = problem === null ? { wholeSeq: seq, wholeAt: at } : {};
  await db().auditCheck.upsert({
    where: { chain },
    create: { chain, seq, at, wholeProblem: problem, ...whole },
    update: { wholeProblem: problem, ...whole },
  });
  return problem;
}

async function found(chain: Chain) {
  try {
    return await checkStored(chain, undefined, await signedOf(chain));
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    log.error({ alert: true, chain, problem: error.message }, 'the digests of the audit do not fit');
    return { seq: 0, problem: error.message };
  }
}

/**
 * The digests of an audit in their order; none where no key is set.
 * @throws Broken where one is missing, or was signed neither with the key that signs now nor with a former one
 */
export async function signedOf(chain: Chain): Promise<Placed[]> {
  const keys = readingKeys();
  if (keys.length === 0) return [];
  const rows = await db().auditDigest.findMany({ where: { chain }, orderBy: { number: 'asc' } });
  const kept = rows.map((row) => ({ where: `digest ${row.number}`, text: writeDigest(row) }));
  return readDigests(kept, keys).get(chain)?.line ?? [];
}
