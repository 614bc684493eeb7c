import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { startTestBuckets, type TestBuckets } from '@/lib/local/test-buckets';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { log } from '@/lib/log';
import { readDigests } from '../digest-series';
import { parseFrames, type Receiver, startReceiver } from '../feed/test-receiver';
import { writeDigest } from './keep';
import { ownBuckets } from './s3';
import { lockTurn } from './s3-lock';
import { signTurn } from './sign';
import { digestsOfLines } from './syslog-lines';

const START = Date.UTC(2027, 0, 1);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const root = mkdtempSync(path.join(tmpdir(), 'rota-places-'));
const folder = path.join(root, 'digests');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
let product: TestProduct;
let buckets: TestBuckets;
let receiver: Receiver;
let accepts = true;
let setClock: (at: Date) => Promise<void>;

beforeAll(async () => {
  mkdirSync(folder);
  writeFileSync(path.join(root, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  buckets = await startTestBuckets('audit');
  receiver = await startReceiver(() => (accepts ? null : 1));
  const syslog = `tcp://127.0.0.1:${receiver.port}`;
  product = await startTestProduct({
    env: {
      ROTA_AUDIT_KEY_FILE: path.join(root, 'key.pem'),
      ROTA_AUDIT_SYSLOG: syslog,
      ROTA_AUDIT_DIGESTS: `syslog:,s3://audit/rota/test,${folder}`,
      ROTA_AUDIT_DIGESTS_LOCK: 'compliance:10',
      AWS_ENDPOINT_URL_S3: buckets.url,
    },
  });
  setClock = await stopClock(product.database);
  await setClock(new Date(START));
  const teamId = await makeTeam();
  await makeSchedule(teamId);
  await signTurn();
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(async () => {
  await product?.stop();
  await receiver?.close();
  await buckets?.close();
  rmSync(root, { recursive: true, force: true });
});

const stored = () => db().auditDigest.findMany({ orderBy: [{ at: 'asc' }, { chain: 'asc' }] });
const waiting = async () => (await stored()).filter(({ keptAt }) => keptAt === null).length;
const puts = () => buckets.calls.filter(({ method }) => method === 'PUT');

/** The whole lines that a SIEM got. */
const lines = () =>
  receiver.connections.flatMap((bytes) =>
    parseFrames(bytes).messages.map(({ kind, row }) => ({ kind, row })),
  );

let minute = 0;
const fiveMinutesLater = async () => {
  minute += 5;
  await setClock(new Date(START + minute * MINUTE));
  await signTurn();
};

it('brings each digest to every place, and each place alone is enough to verify with', async () => {
  const digests = await stored();
  expect(digests).toHaveLength(2);
  expect(await waiting()).toBe(0);
  const names = readdirSync(folder).sort();
  const texts = names.map((name) => readFileSync(path.join(folder, name), 'utf8'));
  expect(texts.sort()).toEqual(digests.map((digest) => `${writeDigest(digest)}\n`).sort());
  const objects = await Promise.all(names.map((name) => ownBuckets().read('audit', `rota/test/${name}`)));
  expect(objects.sort()).toEqual(texts);
  const messages = lines();
  expect(messages.map(({ kind }) => kind)).toEqual(['digest', 'digest']);
  const file = messages.map(({ row }) => JSON.stringify(row)).join('\n');
  const read = readDigests(digestsOfLines('siem.jsonl', file), [publicKey]);
  expect([...read.values()].map(({ line }) => line.length)).toEqual([1, 1]);
});

it('asks S3 to write no object over another, and to keep each for as long as is configured', async () => {
  expect(puts()).toHaveLength(2);
  for (const { path: address, headers, body } of puts()) {
    expect(address).toMatch(/^\/audit\/rota\/test\/(activity|schedule)-00000001\.json(\?|$)/);
    expect(headers).toMatchObject({
      'if-none-match': '*',
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-sdk-checksum-algorithm': 'SHA256',
      'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64'),
    });
    const until = Date.parse(String(headers['x-amz-object-lock-retain-until-date']));
    expect(until).toBe(START + 10 * DAY);
  }
});

it('takes an object that is there for kept where it says the same', async () => {
  await db().auditDigest.updateMany({ data: { keptAt: null } });
  const before = puts().length;
  await fiveMinutesLater();
  expect(await waiting()).toBe(0);
  expect(puts().length).toBe(before + 4);
});

it('says so where an object says something else, and leaves it as it is', async () => {
  const [first] = puts();
  const key = decodeURI(first?.path ?? '').replace(/^\/audit\/|\?.*$/g, '');
  const original = first?.body.toString() ?? '';
  const overwrite = (body: string) => fetch(`${buckets.url}/audit/${key}`, { method: 'PUT', body });
  await overwrite('forged');
  await db().auditDigest.updateMany({ data: { keptAt: null } });
  const alerts = vi.spyOn(log, 'error');
  await fiveMinutesLater();
  expect(await ownBuckets().read('audit', key)).toBe('forged');
  expect(alerts).toHaveBeenCalledWith(
    expect.objectContaining({
      alert: true,
      place: { kind: 's3', bucket: 'audit', prefix: 'rota/test/' },
      err: expect.objectContaining({ message: expect.stringContaining('says something else') }),
    }),
    'a digest of the audit could not be kept',
  );
  expect(await waiting()).toBeGreaterThan(0);
  await overwrite(original);
  await fiveMinutesLater();
  expect(await waiting()).toBe(0);
});

const away = {
  s3: (gone: boolean) => {
    buckets.refuses = gone ? 'AccessDenied' : null;
  },
  syslog: (gone: boolean) => {
    accepts = !gone;
  },
  folder: (gone: boolean) => (gone ? renameSync(folder, `${folder}-x`) : renameSync(`${folder}-x`, folder)),
};

it.each(['s3', 'syslog', 'folder'] as const)(
  'waits while %s is away, tries the others, and goes on later',
  async (kind) => {
    const before = { puts: puts().length, files: readdirSync(folder).length };
    away[kind](true);
    const alerts = vi.spyOn(log, 'error');
    await fiveMinutesLater();
    away[kind](false);
    expect(await waiting()).toBe(2);
    expect(alerts.mock.calls.map(([what]) => what)).toEqual([
      expect.objectContaining({ alert: true, place: expect.objectContaining({ kind }) }),
    ]);
    expect(puts().length).toBe(before.puts + 1);
    if (kind !== 'folder') expect(readdirSync(folder).length).toBe(before.files + 1);
    await fiveMinutesLater();
    expect(await waiting()).toBe(0);
  },
);

it('finds each digest once among those that a SIEM got more than once', async () => {
  const messages = lines().filter(({ kind }) => kind === 'digest');
  const digests = await stored();
  expect(messages.length).toBeGreaterThan(digests.length);
  const whole = messages.map(
    ({ row }) => `<110>1 2027-01-01T00:00:00Z a rota - digest - ${JSON.stringify(row)}`,
  );
  const read = readDigests(digestsOfLines('siem.log', `${whole.join('\r\n')}\r\n`), [publicKey]);
  expect([...read.values()].flatMap(({ line }) => line)).toHaveLength(digests.length);
});

const found = () => db().auditBucket.findMany({ select: { bucket: true, lock: true } });

it.each(['none', 'enabled', 'default'] as const)(
  'looks at the Object Lock of the bucket: %s',
  async (lock) => {
    buckets.lock = lock;
    const warnings = vi.spyOn(log, 'warn');
    expect(await lockTurn()).toBe(DAY);
    const said = [
      { alert: true, bucket: 'audit', objectLock: false },
      'digests can be removed by whoever may delete objects',
    ];
    expect(warnings.mock.calls).toEqual(lock === 'none' ? [said] : []);
    expect(await found()).toEqual([{ bucket: 'audit', lock: lock === 'none' ? 'none' : 'kept' }]);
  },
);

it('says that it does not know of the Object Lock where it may not ask, and asks again soon', async () => {
  buckets.refuses = 'AccessDenied';
  const warnings = vi.spyOn(log, 'warn');
  expect(await lockTurn()).toBe(10 * MINUTE);
  buckets.refuses = null;
  expect(warnings).toHaveBeenCalledWith(
    expect.objectContaining({ alert: true, bucket: 'audit' }),
    'it is not known whether digests can be removed',
  );
  expect(await found()).toEqual([{ bucket: 'audit', lock: 'unknown' }]);
});
