import { createPublicKey, type KeyObject } from 'node:crypto';
import { db } from '@/lib/db';
import { installationId } from '@/lib/environments/bootstrap';
import { databaseNow } from '@/lib/schedules/load';
import { CHAINS, type Chain } from '../chain';
import { digestHash, keyId, readDigest, signDigest } from '../digest';
import { checkStored } from './check';
import { keepDigests, writeDigest } from './keep';
import { signingKey } from './keys';

const EVERY_MS = 5 * 60_000;

/** A turn of the worker: what was added to each audit is checked and signed. @returns milliseconds until the next one */
export async function signTurn(): Promise<number> {
  const key = signingKey();
  if (!key) return EVERY_MS;
  const waits: number[] = [];
  for (const chain of CHAINS) waits.push(await signChain(chain, key));
  await keepDigests();
  return Math.max(1_000, Math.min(...waits));
}

/** @returns milliseconds until the next digest of this chain is due */
async function signChain(chain: Chain, key: KeyObject): Promise<number> {
  const last = await lastDigest(chain, key);
  const now = await databaseNow(db());
  const due = last ? Date.parse(last.what.at) + EVERY_MS - now.getTime() : 0;
  if (due > 0) return due;
  const { seq, hash, problem } = await checkStored(chain, last?.what, []);
  await db().auditCheck.upsert({
    where: { chain },
    create: { chain, seq, at: now, problem },
    update: problem === null ? { seq, at: now, problem } : { problem },
  });
  if (problem !== null) return EVERY_MS;
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

/** @throws DigestError where it is not what this key signed: nothing is signed on top of it */
async function lastDigest(chain: Chain, key: KeyObject): Promise<ReturnType<typeof readDigest> | null> {
  const row = await db().auditDigest.findFirst({ where: { chain }, orderBy: { number: 'desc' } });
  return row && readDigest(writeDigest(row), [createPublicKey(key)]);
}
