import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { startTestBuckets, type TestBuckets } from '@/lib/local/test-buckets';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { lockTurn } from './s3-lock';

const root = mkdtempSync(path.join(tmpdir(), 'rota-lock-'));
const key = path.join(root, 'key.pem');
let product: TestProduct;
let buckets: TestBuckets;
beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  buckets = await startTestBuckets('audit');
  product = await startTestProduct({
    env: {
      ROTA_AUDIT_KEY_FILE: key,
      ROTA_AUDIT_DIGESTS: 's3://audit/one,s3://audit/two',
      AWS_ENDPOINT_URL_S3: buckets.url,
    },
  });
});
afterAll(async () => {
  await product?.stop();
  await buckets?.close();
  rmSync(root, { recursive: true, force: true });
});

const found = () => db().auditBucket.findMany({ select: { bucket: true, lock: true } });

it.each([
  ['none', 'none'],
  ['enabled', 'no-period'],
  ['default', 'kept'],
] as const)(
  'keeps what it found of a bucket where no retention is configured: %s',
  async (lock, expected) => {
    buckets.lock = lock;
    await lockTurn();
    expect(await found()).toEqual([{ bucket: 'audit', lock: expected }]);
  },
);

it('asks of a bucket once, however many places are in it, and forgets one that is no place any more', async () => {
  await db().auditBucket.create({ data: { bucket: 'earlier', lock: 'none', at: new Date() } });
  const before = buckets.calls.length;
  await lockTurn();
  expect(buckets.calls.length).toBe(before + 1);
  expect(await found()).toEqual([{ bucket: 'audit', lock: 'kept' }]);
});
