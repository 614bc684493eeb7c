import { createPublicKey, type KeyObject } from 'node:crypto';
import { db } from '@/lib/db';
import { installationId } from '@/lib/environments/bootstrap';
import { log } from '@/lib/log';
import { databaseNow } from '@/lib/schedules/load';
import { CHAINS, type Chain } from '../chain';
import { DigestError, digestHash, keyId, type readDigest, signDigest } from '../digest';
import { checkStored } from './check';
import { keepDigests, readStored } from './keep';
import { signingKey } from './keys';

const EVERY_MS = 5 * 60_000;

/**
 * A turn of the worker: what was added to each audit is checked and signed. What keeps one audit from it keeps neither the
 * other one nor the digests that are there. @returns milliseconds until the next one
 * @throws what kept an audit from being checked and signed, after all else was done
 */
export async function signTurn(): Promise<number> {
  const key = signingKey();
  if (!key) return EVERY_MS;
  const waits: number[] = [];
  const errors: unknown[] = [];
  for (const chain of CHAINS)
    try {
      waits.push(await signChain(chain, key));
    } catch (error) {
      log.error({ alert: true, err: error, chain }, 'the audit could not be signed');
      errors.push(error);
    }
  await keepDigests();
  if (errors.length > 0) throw errors[0];
  return Math.max(1_000, Math.min(...waits));
}

/** @returns milliseconds until the next digest of this chain is due */
async function signChain(chain: Chain, key: KeyObject): Promise<number> {
  const last = await lastDigest(chain, key);
  const now = await databaseNow(db());
  const due = last ? Date.parse(last.what.at) + EVERY_MS - now.getTime() : 0;
  if (due > 0) return due;
  const { seq, hash, problem } = await checkStored(chain, last?.what, []);
  const { wholeProblem } = await db().auditCheck.upsert({
    where: { chain },
    create: { chain, seq, at: now, problem },
    update: problem === null ? { seq, at: now, problem } : { problem },
  });
  if (wholeProblem !== null)
    log.error(
      { alert: true, chain, problem: wholeProblem },
      'the audit is not signed until it is whole again',
    );
  if (problem !== null || wholeProblem !== null) return EVERY_MS;
  const number = (last?.what.number ?? 0) + 1;
  const installation = await installationId();
  const previous = last ? digestHash(last.digest) : null;
  const what = { installation, chain, number, seq, hash, at: now.toISOString(), previous };
  const { statement, signature } = signDigest(what, key);
  // Another worker may have been quicker: then its digest counts.
  await db().auditDigest.createMany({
    data: { chain, number, seq, at: now, statement, keyId: keyId(createPublicKey(key)), signature },
    skipDuplicates: true,
  });
  return EVERY_MS;
}

/**
 * @throws DigestError where nothing is signed on top of it: it is not what this key or a former one signed, or this key is
 * itself a former one, as in a worker that was not started anew since the key was changed
 */
async function lastDigest(chain: Chain, key: KeyObject): Promise<ReturnType<typeof readDigest> | null> {
  const row = await db().auditDigest.findFirst({ where: { chain }, orderBy: { number: 'desc' } });
  if (!row) return null;
  const last = readStored(row);
  const own = keyId(createPublicKey(key));
  if (last.digest.key !== own && (await db().auditDigest.findFirst({ where: { chain, keyId: own } })))
    throw new DigestError(
      `The key ${own} signs no more: digest ${row.number} of the ${chain} audit was signed with ${last.digest.key}, which replaced it.`,
    );
  return last;
}
