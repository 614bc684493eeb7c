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
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { CHAINS, type Chain } from '../chain';
import { writeExportedRow } from '../export-row';
import { auditStanding } from '../queries-standing';
import { record } from '../record';
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
    .map((name) => name.replace(/\.json$/, ''))
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
    const standing = () => auditStanding(contextOf('administrator'), 'schedule');
    const digest = (number: number) =>
      db().auditDigest.findUniqueOrThrow({ where: { chain_number: { chain: 'schedule', number } } });
    expect((await standing()).signed?.at).toEqual((await digest(2)).at);
    renameSync(`${digestFolder}-away`, digestFolder);
    expect(numbersKept()).not.toContain('schedule-00000003');
    await fiveMinutesLater();
    await signTurn();
    expect(numbersKept()).toEqual(expect.arrayContaining(['schedule-00000003', 'schedule-00000004']));
    expect((await standing()).signed?.at).toEqual((await digest(4)).at);
    expect((await verifyExport(lines(), kept(), [publicKey])).problem).toBeNull();
  });

  it('goes on after text that is no JSON to Postgres', async () => {
    const broken = '\ud800 \0 \\ud800 \\\0';
    await db().$transaction((tx) =>
      record(tx, contextOf('administrator'), {
        audit: 'activity',
        action: 'audit.export',
        subject: broken,
        reason: broken,
        details: { filter: { q: broken, [broken]: '\u{1F600}' } },
      }),
    );
    const [row] = await sql<{ subject: string; details: object }>(
      product.database,
      `SELECT subject, body::jsonb -> 'details' AS details FROM activity_audit ORDER BY seq DESC LIMIT 1`,
    );
    const stored = '\ufffd \ufffd \\ud800 \\\ufffd';
    expect(row).toEqual({ subject: stored, details: { filter: { q: stored, [stored]: '\u{1F600}' } } });
    // As it was recorded before.
    await sql(
      product.database,
      `SELECT audit_append('activity', new_id, actor_id, actor_type, action, outcome, subject, reason, request_id, NULL, NULL,
         NULL, NULL, replace(replace(body, U&'\\fffd', '\\ud800'), id::text, new_id::text), salt, "values")
       FROM (SELECT a.*, p.salt, p."values", gen_random_uuid() AS new_id FROM activity_audit a
         JOIN audit_person p ON p.audit_id = a.id ORDER BY a.seq DESC LIMIT 1) a`,
    );
    const before = await signed('activity');
    await fiveMinutesLater();
    await signTurn();
    expect(await signed('activity')).toBe(before + 1);
    expect(await checkWhole('activity')).toBeNull();
  });

  it('looks once a day at all of both', async () => {
    await wholeTurn();
    const { seq } = await headOf('schedule');
    expect(await check('schedule')).toMatchObject({ wholeSeq: BigInt(seq), problem: null });
    const read = await check('schedule');
    // It looks again whether another worker found a problem meanwhile.
    expect(await wholeTurn()).toBe(5 * MINUTE);
    expect(await check('schedule')).toEqual(read);
  });
});

it('looks at one audit also where the other one can’t be read', async () => {
  minute += 24 * 60;
  await fiveMinutesLater();
  await tamper(`UPDATE audit_head SET chain = 'away' WHERE chain = 'schedule'`);
  await expect(wholeTurn()).rejects.toThrow('The schedule audit has no head.');
  const today = new Date(Date.UTC(2027, 0, 1, 0, minute));
  expect((await check('activity'))?.wholeAt).toEqual(today);
  expect((await check('schedule'))?.wholeAt).not.toEqual(today);
  await tamper(`UPDATE audit_head SET chain = 'schedule' WHERE chain = 'away'`);
  expect(await wholeTurn()).toBe(24 * 60 * MINUTE);
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

  it.each([
    ['the name beside it', `"values" = replace("values", 'name', 'nom')`],
    ['the salt beside it', `salt = 'salt'`],
    ['the number by which its address is found', 'seq = seq + 1000'],
  ])('%s: nothing is signed on top of it, and it is said', async (_, change) => {
    await makeSchedule(teamId);
    const before = await signed('schedule');
    const { seq } = await headOf('schedule');
    const where = `audit_id = (SELECT id FROM schedule_audit WHERE seq = ${seq})`;
    await expect(sql(product.database, `UPDATE audit_person SET ${change} WHERE ${where}`)).rejects.toThrow(
      'audit rows cannot be changed',
    );
    await sql(product.database, `CREATE TABLE person AS SELECT * FROM audit_person WHERE ${where}`);
    await tamper(`UPDATE audit_person SET ${change} WHERE ${where}`);
    await fiveMinutesLater();
    await signTurn();
    expect(await signed('schedule')).toBe(before);
    expect((await check('schedule'))?.problem).toContain(`Row ${seq} of the schedule audit is listed as`);
    await tamper(`DELETE FROM audit_person WHERE ${where}`);
    await fiveMinutesLater();
    await signTurn();
    expect(await signed('schedule')).toBe(before + 1);
    await sql(product.database, 'INSERT INTO audit_person SELECT * FROM person; DROP TABLE person');
    expect(await checkWhole('schedule')).toBeNull();
  });

  it.each([
    ['after the last row', 'seq + 1', 'stands in the schedule audit'],
    ['before the first row', '0', 'stands in the schedule audit'],
    ['beside the last row, with its number', 'seq', 'comes after row'],
  ])('or adds %s: it is said', async (_, seq, said) => {
    const last = (await headOf('schedule')).seq;
    await tamper(`CREATE TABLE added AS SELECT * FROM schedule_audit WHERE seq = ${last};
      UPDATE added SET seq = ${seq}, id = gen_random_uuid(), occurred_at = occurred_at + interval '1 second';
      INSERT INTO schedule_audit SELECT * FROM added`);
    expect(await checkWhole('schedule')).toContain(said);
    await tamper(`DELETE FROM schedule_audit WHERE id = (SELECT id FROM added); DROP TABLE added`);
    expect(await checkWhole('schedule')).toBeNull();
  });

  it('of old, that was signed long ago: the daily look finds it', async () => {
    await whileTampered(1, `reason = 'another'`, async () => {
      await fiveMinutesLater();
      await signTurn();
      expect((await check('schedule'))?.problem).toBeNull();
      const found = 'Row 1 of the schedule audit is listed as something else than what it is.';
      expect(await checkWhole('schedule')).toBe(found);
      const before = await signed('schedule');
      await makeSchedule(teamId);
      await fiveMinutesLater();
      await signTurn();
      expect(await signed('schedule')).toBe(before);
      expect(await auditStanding(contextOf('administrator'), 'schedule')).toMatchObject({ problem: found });
      expect(await wholeTurn()).toBe(5 * MINUTE);
    });
    expect(await wholeTurn()).toBe(24 * 60 * MINUTE);
    expect(await auditStanding(contextOf('administrator'), 'schedule')).toMatchObject({ problem: null });
    const before = await signed('schedule');
    await fiveMinutesLater();
    await signTurn();
    expect(await signed('schedule')).toBe(before + 1);
  });

  it('and a digest with it, that this key never signed: nothing is signed on top of it', async () => {
    const before = await signed('schedule');
    const others = await signed('activity');
    const change = (from: string, to: string) =>
      tamper(
        `UPDATE audit_digest SET statement = replace(statement, '${from}', '${to}') WHERE chain = 'schedule'`,
      );
    await change('"seq":', '"seq": ');
    await fiveMinutesLater();
    await expect(signTurn()).rejects.toThrow('Its signature is wrong.');
    expect(await signed('schedule')).toBe(before);
    expect(await signed('activity')).toBe(others + 1);
    expect(await db().auditDigest.count({ where: { keptAt: null } })).toBe(0);
    expect(await checkWhole('schedule')).toBe('Its signature is wrong.');
    await change('"seq": ', '"seq":');
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
