import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { signDigest } from '@/lib/audit/digest';
import { headOf } from '@/lib/audit/signing/rows';
import { exportFile } from '@/lib/audit/tool/export-file';
import { verifyFiles } from '@/lib/audit/tool/verify-files';
import type { Measurement, Options } from '../benchmark';

const GOAL = { atLeast: 0.5 };
const AT_ONCE = 2_000;

/** Export and verify, each in rows a second as a share of a bare read and hash of the same rows from the database. */
export async function measureProof(
  folder: string,
  url: string,
  { rows, say }: Options,
): Promise<Measurement[]> {
  const place = path.join(folder, 'proof');
  mkdirSync(place, { recursive: true });
  const file = path.join(place, 'audit.jsonl');
  try {
    say('  a bare read and hash');
    await time(() => readAndHash(url));
    const bare = await time(() => readAndHash(url));
    say('  an export');
    const exported = await time(() => exportFile(file, ['schedule']));
    say('  a verification');
    const { digests, keys } = await sign(place);
    const verified = await time(async () => {
      const { problem } = await verifyFiles({ files: [file], digests, keys, only: ['schedule'] });
      if (problem) throw new Error(`The export does not verify: ${JSON.stringify(problem)}`);
    });
    const against = (name: string, took: number): Measurement => ({
      name,
      ratio: bare / took,
      goal: GOAL,
      figures: { 'rows/s': (rows * 1000) / took, 'bare rows/s': (rows * 1000) / bare },
    });
    return [against('export', exported), against('verify', verified)];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** All texts that the chain is made of, in their order, in one hash. */
async function readAndHash(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const hash = createHash('sha256');
    for (let seq = '0'; ; ) {
      const { rows } = await client.query<{ seq: string; body: string; hash: Buffer; values: string }>(
        `SELECT a.seq, a.body, a.prev_hash, a.hash, p.salt, p.values FROM schedule_audit a
         LEFT JOIN audit_person p ON p.audit_id = a.id WHERE a.seq > $1 ORDER BY a.seq LIMIT ${AT_ONCE}`,
        [seq],
      );
      for (const row of rows) hash.update(row.hash).update(row.body).update(row.values);
      const last = rows.at(-1);
      if (!last) break;
      seq = last.seq;
    }
    hash.digest();
  } finally {
    await client.end();
  }
}

async function sign(place: string): Promise<{ digests: string; keys: string[] }> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const digests = path.join(place, 'digests');
  const key = path.join(place, 'key.pem');
  mkdirSync(digests);
  const head = await headOf('schedule');
  const at = new Date().toISOString();
  const what = { installation: 'bench', chain: 'schedule', number: 1, ...head, at, previous: null } as const;
  writeFileSync(path.join(digests, 'schedule-00000001.json'), JSON.stringify(signDigest(what, privateKey)));
  writeFileSync(key, createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }));
  return { digests, keys: [key] };
}
