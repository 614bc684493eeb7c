import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Context } from '@/lib/context';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows } from '@/lib/local/test-rows';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import { auditFilter } from '../filter';
import { listScheduleAudit } from '../queries';
import { signTurn } from '../signing/sign';
import { exportFile } from '../tool/export-file';
import { verifyExport } from '../verify';
import { exportAudit } from './export';

let product: TestProduct;
let team: string;
let other: string;
const folder = mkdtempSync(path.join(tmpdir(), 'rota-audit-export-'));
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const boss = contextOf('administrator');

beforeAll(async () => {
  mkdirSync(path.join(folder, 'digests'));
  writeFileSync(path.join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  product = await startTestProduct({
    env: {
      ROTA_AUDIT_KEY_FILE: path.join(folder, 'key.pem'),
      ROTA_AUDIT_DIGESTS: path.join(folder, 'digests'),
    },
  });
  [team, other] = [await makeTeam(), await makeTeam()];
  for (const name of ['=1+1', 'Statements', 'A "quoted", one']) await makeSchedule(team, { name });
  const { id } = await makeSchedule(other, { name: 'Of others' });
  await pauseSchedule(contextOf('operator'), { id, reason: '@SUM(A1)\nand a second line' });
  await signTurn();
});
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const activity = async () =>
  (await auditRows(product.database, 'activity')).map(({ body }) => JSON.parse(body));
let before = 0;
beforeEach(async () => {
  before = (await activity()).length;
});
const since = async () => (await activity()).slice(before);

async function textOf(input: object, context: Context = boss): Promise<string> {
  const { parts } = await exportAudit(context, { audit: 'schedule', format: 'jsonl', filter: {}, ...input });
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

async function* linesOf(text: string) {
  for (const [i, line] of text.trim().split('\n').entries()) yield { where: `line ${i + 1}`, text: line };
}

const digests = () =>
  readdirSync(path.join(folder, 'digests')).map((where) => ({
    where,
    text: readFileSync(path.join(folder, 'digests', where), 'utf8'),
  }));

it('verifies where it has all rows, the same as those that the command writes', async () => {
  const text = await textOf({});
  const { problem, chains } = await verifyExport(linesOf(text), digests(), [publicKey], ['schedule']);
  expect(problem).toBeNull();
  expect(chains).toMatchObject([{ rows: 5, last: 5, signedTo: 5 }]);
  const file = path.join(folder, 'all.jsonl');
  await exportFile(file, ['schedule']);
  expect(text).toBe(readFileSync(file, 'utf8'));
});

it.each([{ q: 'statements' }, { outcome: 'ok' }, { action: 'schedule.pause' }, { schedule: 'others' }])(
  'has the rows that the page shows for %j, and says that it can’t be verified',
  async (filter) => {
    const page = await listScheduleAudit(boss, auditFilter.parse(filter));
    const [note, ...rows] = (await textOf({ filter }))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(note).toEqual({ partial: 'A part of the schedule audit: it can’t be verified.' });
    expect(rows.map(({ seq }) => String(seq))).toEqual(page.rows.map(({ seq }) => seq).reverse());
    expect(rows.length).toBeGreaterThan(0);
    const report = await verifyExport(
      linesOf(await textOf({ filter })),
      digests(),
      [publicKey],
      ['schedule'],
    );
    expect(report.problem).toMatchObject({
      where: 'line 1',
      message: expect.stringContaining('export everything'),
    });
  },
);

it('has cells of CSV that no spreadsheet takes for a formula', async () => {
  const text = await textOf({ format: 'csv' });
  expect(text).toMatch(/^\uFEFF"seq","at","person"/);
  expect(text).toContain(`"'=1+1"`);
  expect(text).toContain(`"'@SUM(A1)\nand a second line"`);
  expect(text).toContain(`"A ""quoted"", one"`);
  expect(text).toMatch(
    /^"5","20[^"]+Z","The operator","[^"]+","user","rota-operators","schedule.pause","ok",/m,
  );
  expect(text).toContain(`"192.0.2.7","test"`);
});

it('is recorded before the first byte with filter and count, and at its end with what was sent', async () => {
  const { parts, rows } = await exportAudit(boss, {
    audit: 'schedule',
    format: 'csv',
    filter: { q: 'statements', outcome: '' },
  });
  expect(rows).toBe(1);
  const details = { format: 'csv', filter: { q: 'statements' }, rows: 1 };
  expect(await since()).toMatchObject([
    { action: 'audit.export', outcome: 'ok', subject: 'Changes', details },
  ]);
  await parts.next();
  await parts.return(undefined);
  await textOf({ audit: 'activity', filter: { action: 'audit.export' } });
  const [first, broken, second, end] = await since();
  const ofFirst = { export: first.details.export, lines: 0 };
  expect(broken).toMatchObject({ action: 'audit.export-end', outcome: 'failed', details: ofFirst });
  expect(end).toMatchObject({
    action: 'audit.export-end',
    outcome: 'ok',
    subject: 'Activity',
    details: { export: second.details.export, lines: second.details.rows },
  });
});

it.each([
  { filter: { nonsense: 'x' } },
  { filter: { outcome: 'okay' } },
  { filter: { from: 'yesterday' } },
  { filter: { q: 'a\0b' } },
  { filter: { after: 'x' } },
  { filter: ['q'] },
  { audit: 'both' },
  { format: 'xlsx' },
  { more: 1 },
])('refuses %j rather than export something wider', async (input) => {
  await expect(textOf(input)).rejects.toMatchObject({ code: 'invalid' });
  expect(await since()).toEqual([]);
});

it('has address and browser of others, and what would let one guess them, only for who may see who has access', async () => {
  const of = (format: string) => textOf({ format }, contextOf('operator'));
  const [csv, jsonl] = [await of('csv'), await of('jsonl')];
  expect(csv).toContain('"The editor"');
  expect(csv.match(/"192\.0\.2\.7","test"/g)).toHaveLength(1);
  const [note, ...rows] = jsonl.trim().split('\n');
  expect(note).toContain('it can’t be verified');
  expect(rows.map((row) => JSON.parse(row).person.salt)).toEqual(rows.map(() => ''));
  expect(rows.map((row) => JSON.parse(JSON.parse(row).person.values))).toEqual([
    ...Array(4).fill({ name: 'The editor' }),
    { name: 'The operator', ip: '192.0.2.7', userAgent: 'test' },
  ]);
  expect(await textOf({ filter: { ip: '192.0.2.7' } }, contextOf('viewer'))).not.toContain('The editor');
});

it('has of others only what somebody may see', async () => {
  const narrow = contextOf('viewer', { teamId: team, environmentId: null });
  const own = await textOf({}, narrow);
  expect(own).not.toContain('Of others');
  expect(own.trim().split('\n')).toHaveLength(4);
  expect(own).toContain('it can’t be verified');
  const [, ...rows] = (await textOf({ audit: 'activity' }, narrow)).trim().split('\n');
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toContain('The viewer');
  await expect(textOf({}, contextOf('anonymous'))).rejects.toMatchObject({ code: 'unauthenticated' });
});
