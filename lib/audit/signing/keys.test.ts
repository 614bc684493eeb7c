import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { installationId } from '@/lib/environments/bootstrap';
import { startTestMonths, type TestMonths } from '@/lib/local/test-months';
import { contextOf } from '@/lib/local/test-product';
import { log } from '@/lib/log';
import { CHAINS, type Chain } from '../chain';
import { digestHash, keyId, signDigest } from '../digest';
import { record } from '../record';
import { archiveMonth } from '../retention/archive-month';
import { asKeeper } from '../retention/keeper';
import { retentionTurn } from '../retention/turn';
import { run } from '../tool/run';
import { headOf } from './rows';
import { signTurn } from './sign';
import { checkWhole } from './whole';

const former = generateKeyPairSync('ed25519');
const next = generateKeyPairSync('ed25519');
const own = mkdtempSync(path.join(tmpdir(), 'rota-keys-'));
const file = (name: string) => path.join(own, name);
const pem = ({ publicKey }: { publicKey: KeyObject }) => publicKey.export({ type: 'spki', format: 'pem' });
let months: TestMonths;

beforeAll(async () => {
  writeFileSync(file('old.pub'), `The key of 2030\n${pem(former)}\nand its follower\n${pem(next)}`);
  writeFileSync(file('former.pub'), pem(former));
  months = await startTestMonths({ ROTA_AUDIT_OLD_KEYS: file('old.pub') });
  await months.partitions('2031-01', '2031-02', '2031-03', '2031-04');
});
afterAll(async () => {
  await months?.stop();
  rmSync(own, { recursive: true, force: true });
});

/** A digest by another key than the one that signs now, on top of what is signed, kept in the folder. */
async function signWith(key: KeyObject, chain: Chain, time: string): Promise<number> {
  const last = await db().auditDigest.findFirst({ where: { chain }, orderBy: { number: 'desc' } });
  const installation = await installationId();
  const number = (last?.number ?? 0) + 1;
  const head = await headOf(chain);
  const previous = last && digestHash(last);
  const signed = signDigest({ installation, chain, number, ...head, at: time, previous }, key);
  const { key: name, ...said } = signed;
  const at = new Date(time);
  await db().auditDigest.create({
    data: { chain, number, seq: head.seq, at, ...said, keyId: name, keptAt: at },
  });
  writeFileSync(path.join(months.digests, `${chain}-former-${number}.json`), JSON.stringify(signed));
  return number;
}

/** Rows of both audits at a time. */
async function rowsAt(time: string): Promise<void> {
  await months.at(time);
  await db().$transaction(async (tx) => {
    const entry = { action: 'test', subject: 'The test' } as const;
    const place = { scheduleId: 'a', environmentId: 'b', teamId: 'c', generation: 1 };
    await record(tx, contextOf('editor'), {
      ...entry,
      audit: 'schedule',
      ...place,
      before: null,
      after: null,
    });
    await record(tx, contextOf('editor'), { ...entry, audit: 'activity' });
  });
}

let exports = 0;

async function verify(...keys: string[]): Promise<{ code: number; out: string }> {
  const exported = file(`${exports++}.jsonl`);
  const out: string[] = [];
  const sink = { write: (text: string) => out.push(text) };
  await run(['export', exported], sink, sink);
  const given = ['--digests', months.digests, '--archive', months.archive];
  const code = await run(
    ['verify', exported, ...given, ...keys.flatMap((key) => ['--key', key])],
    sink,
    sink,
  );
  return { code, out: out.join('') };
}

const archived = () => db().auditArchive.count();

it('believes what a former key signed: digests and archives go on on top of it', async () => {
  await rowsAt('2031-01-10T00:00:00Z');
  for (const chain of CHAINS) await signWith(former.privateKey, chain, '2031-01-10T00:01:00.000Z');
  await months.at('2031-03-02T00:00:00Z');
  const url = months.product.database.maintenanceUrl;
  await asKeeper(url, async (keeper) => {
    for (const chain of CHAINS)
      expect(await archiveMonth(chain, keeper, former.privateKey, months.retention)).toBe('2031-01');
  });
  await rowsAt('2031-03-02T00:01:00Z');
  await signTurn();
  await rowsAt('2031-05-02T00:01:00Z');
  await signTurn();
  const alerts = vi.spyOn(log, 'error');
  await retentionTurn(url, months.retention)();
  expect(alerts.mock.calls).toEqual([]);
  expect(await archived()).toBe(4);
  for (const chain of CHAINS) expect(await checkWhole(chain)).toBeNull();
});

it('verifies with all keys, in a file each or in one, and says since when another one signed', async () => {
  const { code, out } = await verify(months.publicKeyFile, file('former.pub'));
  const now = keyId(months.publicKey);
  expect(out).toContain(`schedule audit: the key was changed: digests from 2 on are signed with ${now}.`);
  expect(code).toBe(0);
  writeFileSync(file('all.pub'), `${pem(former)}${readFileSync(months.publicKeyFile, 'utf8')}`);
  expect((await verify(file('all.pub'))).code).toBe(0);
});

it('names the key that is not given', async () => {
  expect(await verify(months.publicKeyFile)).toEqual({
    code: 1,
    out: expect.stringContaining(`signed with the key ${keyId(former.publicKey)}, which is not given`),
  });
});

it('lets a former key sign nothing after the one that replaced it', async () => {
  const number = await signWith(former.privateKey, 'schedule', '2031-05-02T00:02:00.000Z');
  expect(await checkWhole('schedule')).toContain('which another one had replaced before');
  const { code, out } = await verify(months.publicKeyFile, file('former.pub'));
  expect([code, out]).toEqual([1, expect.stringContaining(`schedule-former-${number}.json: It was signed`)]);
  await months.tamper(`DELETE FROM audit_digest WHERE chain = 'schedule' AND number = ${number}`);
  rmSync(path.join(months.digests, `schedule-former-${number}.json`));
  expect(await checkWhole('schedule')).toBeNull();
});

it('signs nothing with a key that was replaced meanwhile, as in a worker that was not started anew', async () => {
  await signWith(next.privateKey, 'schedule', '2031-05-02T00:02:00.000Z');
  const before = await db().auditDigest.count({ where: { chain: 'schedule' } });
  await months.at('2031-05-02T00:30:00Z');
  await expect(signTurn()).rejects.toThrow(`The key ${keyId(months.publicKey)} signs no more`);
  expect(await db().auditDigest.count({ where: { chain: 'schedule' } })).toBe(before);
});
