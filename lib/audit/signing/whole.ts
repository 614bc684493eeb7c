import { createPublicKey } from 'node:crypto';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { databaseNow } from '@/lib/schedules/load';
import { CHAINS, type Chain } from '../chain';
import { readDigests } from '../digest-series';
import { Broken, type Placed } from '../walk';
import { checkStored } from './check';
import { writeDigest } from './keep';
import { signingKey } from './keys';

const EVERY_MS = 24 * 3_600_000;

/**
 * A turn of the worker: once a day all of both audits is read and checked against all that was signed, so that a change
 * of what is old shows too. @returns milliseconds until the next one
 */
export async function wholeTurn(): Promise<number> {
  const now = await databaseNow(db());
  const [last] = await db().$queryRaw<{ at: Date | null }[]>`
    SELECT CASE WHEN count(whole_at) = ${CHAINS.length} THEN min(whole_at) END AS at FROM audit_check`;
  const due = last?.at ? last.at.getTime() + EVERY_MS - now.getTime() : 0;
  if (due > 0) return due;
  for (const chain of CHAINS) await checkWhole(chain);
  return EVERY_MS;
}

/** Reads all of an audit, and keeps how it was found. @returns what does not fit; null where it is whole */
export async function checkWhole(chain: Chain): Promise<string | null> {
  const { seq, problem } = await found(chain);
  const at = await databaseNow(db());
  const whole = problem === null ? { wholeSeq: seq, wholeAt: at } : {};
  await db().auditCheck.upsert({
    where: { chain },
    create: { chain, seq, at, problem, ...whole },
    update: { problem, ...whole },
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

/** @throws Broken where one is missing, or was not signed by the key that signs now */
async function signedOf(chain: Chain): Promise<Placed[]> {
  const key = signingKey();
  if (!key) return [];
  const rows = await db().auditDigest.findMany({ where: { chain }, orderBy: { number: 'asc' } });
  const kept = rows.map((row) => ({ where: `digest ${row.number}`, text: writeDigest(row) }));
  return readDigests(kept, [createPublicKey(key)]).get(chain) ?? [];
}
