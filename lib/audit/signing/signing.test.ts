import { generateKeyPairSync } from 'node:crypto';
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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { CHAINS, type Chain } from '../chain';
import { writeExportedRow } from '../export-row';
import { type Kept, verifyExport } from '../verify';
import { headOf, storedRows } from './rows';
import { signTurn } from './sign';
import { checkWhole, wholeTurn } from './whole';

let product: TestProduct;
let teamId: string;
let setClock: (at: Date) => Promise<void>;
const MINUTE = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), 'rota-digests-'));
const keyFile = path.join(folder, 'key.pem');
const digestFolder = path.join(folder, 'digests');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');

beforeAll(async () => {
  mkdirSync(digestFolder);
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  product = await startTestProduct({
    env: { ROTA_AUDIT_KEY_FILE: keyFile, ROTA_AUDIT_DIGESTS: digestFolder },
  });
  setClock = await stopClock(product.database);
  await setClock(new Date(Date.UTC(2027, 0, 1)));
  teamId = await makeTeam();
});
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const kept = (): Kept[] =>
  readdirSync(digestFolder).map((name) => ({
    where: name,
    text: readFileSync(path.join(digestFolder, name), 'utf8'),
  }));

/** Both audits as an export has them, without the persons. */
async function* lines(): AsyncGenerator<Kept> {
  for (const chain of CHAINS)
    for await (const { fits: _, ...link } of storedRows(chain, 0, (await headOf(chain)).seq))
      yield { where: `${chain} ${link.seq}`, text: writeExportedRow({ ...link, person: null }) };
}

/** What only somebody with the superuser's password can do, behind the triggers. */
const tamper = (text: string) =>
  sql(
    product.database,
    `SET session_replication_role = replica; ${text}; SET session_replication_role = origin`,
  );

const check = (chain: Chain) => db().auditCheck.findUnique({ where: { chain } });
const signed = async (chain: Chain) => (await db().auditDigest.findMany({ where: { chain } })).length;
const numbersKept = () =>
  readdirSync(digestFolder)
    .map((name) => name.replace(/-\w+\.json$/, ''))
    .sort();

let minute = 0;
const fiveMinutesLater = async () => {
  minute += 5;
  await setClock(new Date(Date.UTC(2027, 0, 1, 0, minute)));
};

describe('signing', () => {
  it('begins with what is there, keeps it outside the database, and verifies there', async () => {
    await makeSchedule(teamId);
    expect(await signTurn()).toBe(5 * MINUTE);
    const { problem, chains } = await verifyExport(lines(), kept(), [publicKey]);
    expect(problem).toBeNull();
    for (const { chain, signedTo, last } of chains) {
      expect(last).toBeGreaterThan(0);
      expect({ chain, signedTo }).toEqual({ chain, signedTo: last });
      expect(await check(chain)).toMatchObject({ seq: BigInt(last), problem: null, wholeAt: null });
    }
  });

  it('goes on every five minutes, by one of several workers', async () => {
    expect(await signTurn()).toBe(5 * MINUTE);
    expect(numbersKept()).toEqual(['activity-00000001', 'schedule-00000001']);
    await makeSchedule(teamId);
    await fiveMinutesLater();
    await Promise.all([signTurn(), signTurn(), signTurn()]);
    expect(numbersKept()).toEqual([
      'activity-00000001',
      'activity-00000002',
      'schedule-00000001',
      'schedule-00000002',
    ]);
    expect((await verifyExport(lines(), kept(), [publicKey])).problem).toBeNull();
  });

  it('goes on without the place where digests are kept, and brings them there later', async () => {
    renameSync(digestFolder, `${digestFolder}-away`);
    await fiveMinutesLater();
    await signTurn();
    renameSync(`${digestFolder}-away`, digestFolder);
    expect(numbersKept()).not.toContain('schedule-00000003');
    await fiveMinutesLater();
    await signTurn();
    expect(numbersKept()).toEqual(expect.arrayContaining(['schedule-00000003', 'schedule-00000004']));
    expect((await verifyExport(lines(), kept(), [publicKey])).problem).toBeNull();
  });

  it('looks once a day at all of both', async () => {
    await wholeTurn();
    const { seq } = await headOf('schedule');
    expect(await check('schedule')).toMatchObject({ wholeSeq: BigInt(seq), problem: null });
    expect(await wholeTurn()).toBe(24 * 60 * MINUTE);
  });
});

/** Changes a row of the schedule audit for as long as `work` takes. */
async function whileTampered(seq: number, change: string, work: () => Promise<void>): Promise<void> {
  await sql(product.database, `CREATE TABLE original AS SELECT * FROM schedule_audit WHERE seq = ${seq}`);
  await tamper(`UPDATE schedule_audit SET ${change} WHERE seq = ${seq}`);
  await work();
  await tamper(`DELETE FROM schedule_audit WHERE seq = ${seq};
    INSERT INTO schedule_audit SELECT * FROM original; DROP TABLE original`);
}

describe('a row that somebody changes behind the triggers', () => {
  it.each([
    ['what it is listed as', `subject = subject || '!'`, 'listed as something else'],
    ['whose it is listed as', `actor_id = 'nobody'`, 'listed as something else'],
    ['which team it is listed under', `team_id = 'another'`, 'listed as something else'],
    ['its text', `body = replace(body, '"ok"', '"no"')`, 'was changed'],
    ['its time', `occurred_at = occurred_at + interval '1 millisecond'`, 'was changed'],
  ])('%s: nothing is signed on top of it, and it is said', async (_, change, said) => {
    await makeSchedule(teamId);
    const before = await signed('schedule');
    await whileTampered((await headOf('schedule')).seq, change, async () => {
      await fiveMinutesLater();
      await signTurn();
      expect(await signed('schedule')).toBe(before);
      expect((await check('schedule'))?.problem).toContain(said);
    });
    await fiveMinutesLater();
    await signTurn();
    expect(await signed('schedule')).toBe(before + 1);
    expect((await check('schedule'))?.problem).toBeNull();
  });

  it('of old, that was signed long ago: the daily look finds it', async () => {
    await whileTampered(1, `reason = 'another'`, async () => {
      await fiveMinutesLater();
      await signTurn();
      expect((await check('schedule'))?.problem).toBeNull();
      const found = 'Row 1 of the schedule audit is listed as something else than what it is.';
      expect(await checkWhole('schedule')).toBe(found);
      expect((await check('schedule'))?.problem).toBe(found);
    });
    expect(await checkWhole('schedule')).toBeNull();
  });

  it('and a digest with it, that this key never signed: nothing is signed on top of it', async () => {
    const before = await signed('schedule');
    await tamper(`UPDATE audit_digest SET statement = replace(statement, '"seq":', '"seq": ')`);
    await fiveMinutesLater();
    await expect(signTurn()).rejects.toThrow('Its signature is wrong.');
    expect(await signed('schedule')).toBe(before);
    expect(await checkWhole('schedule')).toBe('Its signature is wrong.');
    await tamper(`UPDATE audit_digest SET statement = replace(statement, '"seq": ', '"seq":')`);
  });

  it('away with the head: what was kept shows that it was there', async () => {
    const { seq } = await headOf('schedule');
    await tamper(`DELETE FROM schedule_audit WHERE seq = ${seq};
      UPDATE audit_head SET seq = ${seq - 1}, hash = (SELECT hash FROM schedule_audit WHERE seq = ${seq - 1})
      WHERE chain = 'schedule'`);
    const missing = `Rows ${seq} to ${seq} of the schedule audit are missing at the end`;
    expect(await checkWhole('schedule')).toContain(missing);
    expect((await verifyExport(lines(), kept(), [publicKey])).problem?.message).toContain(missing);
  });
});
