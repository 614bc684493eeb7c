import { readdirSync, renameSync } from 'node:fs';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { startTestMonths, type TestMonths } from '@/lib/local/test-months';
import { log } from '@/lib/log';
import { run } from '../tool/run';
import { wholeTurn } from './whole';

let months: TestMonths;
/** Whoever has the login of web and worker, and not the key. */
let app: pg.Client;
let minute = 0;
let exports = 0;

/** Another row, signed five minutes after the one before. */
async function row(): Promise<void> {
  minute += 5;
  await months.rows(1, new Date(Date.UTC(2031, 0, 10, 10, minute)).toISOString());
}

beforeAll(async () => {
  months = await startTestMonths();
  await months.partitions('2031-01');
  app = new pg.Client({ connectionString: months.product.database.url });
  await app.connect();
  await row();
  await row();
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(async () => {
  await app?.end();
  await months?.stop();
});

const outside = () => readdirSync(months.digests).filter((name) => name.startsWith('schedule'));

async function verify(): Promise<{ code: number; out: string }> {
  const [file, out]: [string, string[]] = [months.file(`${exports++}.jsonl`), []];
  const sink = { write: (text: string) => out.push(text) };
  await run(['export', file], sink, sink);
  const given = ['--digests', months.digests, '--key', months.publicKeyFile];
  return { code: await run(['verify', file, ...given], sink, sink), out: out.join('') };
}

it.each([
  ['that nobody signed', "statement || ' '", 'Its signature is wrong.'],
  [
    'that was signed, in the place of another',
    'statement',
    'Digest 2 of the schedule audit stands in the place of digest 3 of the schedule audit.',
  ],
])('a digest %s is brought nowhere, and nothing is signed on top of it', async (_, statement, problem) => {
  const before = outside();
  await app.query(
    `INSERT INTO audit_digest (chain, number, seq, at, statement, key_id, signature)
     SELECT chain, 3, seq, at, ${statement}, key_id, signature FROM audit_digest WHERE chain = 'schedule' AND number = 2`,
  );
  const alerts = vi.spyOn(log, 'error');
  await expect(row()).rejects.toThrow(problem);
  expect(alerts).toHaveBeenCalledWith(
    expect.objectContaining({ alert: true, chain: 'schedule', number: 3 }),
    'a digest of the audit is none that was signed, and is brought nowhere',
  );
  expect(outside()).toEqual(before);
  expect((await verify()).code).toBe(0);
  await months.tamper(`DELETE FROM audit_digest WHERE chain = 'schedule' AND number = 3`);
});

it('checks that are said to have found all in order hide no row that was changed', async () => {
  const change = (from: string, to: string) =>
    months.tamper(`UPDATE schedule_audit SET body = replace(body, '${from}', '${to}') WHERE seq = 1`);
  await change('schedule.create', 'schedule.delete');
  await wholeTurn();
  const found = () => db().auditCheck.count({ where: { wholeProblem: { not: null } } });
  expect(await found()).toBe(1);
  await app.query(
    'UPDATE audit_check SET problem = NULL, whole_problem = NULL, whole_seq = seq, whole_at = clock_timestamp()',
  );
  await wholeTurn();
  expect(await found()).toBe(0);
  const { code, out } = await verify();
  expect([code, out]).toEqual([1, expect.stringContaining('Row 1 of the schedule audit')]);
  await change('schedule.delete', 'schedule.create');
});

it('a digest that is said to be kept, and is not, is missing outside', async () => {
  const count = outside().length;
  renameSync(months.digests, `${months.digests}-away`);
  await row();
  await app.query('UPDATE audit_digest SET kept_at = at WHERE kept_at IS NULL');
  renameSync(`${months.digests}-away`, months.digests);
  await row();
  expect(outside()).toHaveLength(count + 1);
  const { code, out } = await verify();
  expect([code, out]).toEqual([1, expect.stringMatching(/Digest \d+ of the \w+ audit is missing\./)]);
});

it.each([
  ["UPDATE audit_digest SET statement = ''"],
  ['DELETE FROM audit_digest'],
  ['DELETE FROM audit_check'],
  ["UPDATE schedule_audit SET body = ''"],
  ['DELETE FROM activity_audit'],
])('nobody may %s with the login of web and worker', async (statement) => {
  await expect(app.query(statement)).rejects.toThrow('permission denied');
});
