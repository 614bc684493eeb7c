import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { signTurn } from '../signing/sign';
import { exportFile } from './export-file';
import { run } from './run';

let product: TestProduct;
let teamId: string;
const folder = mkdtempSync(path.join(tmpdir(), 'rota-audit-tool-'));
const file = (name: string) => path.join(folder, name);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const written = file('audit.jsonl');

beforeAll(async () => {
  mkdirSync(file('digests'));
  writeFileSync(file('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(file('key.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  product = await startTestProduct({
    env: { ROTA_AUDIT_KEY_FILE: file('key.pem'), ROTA_AUDIT_DIGESTS: file('digests') },
  });
  teamId = await makeTeam();
  for (let i = 0; i < 3; i += 1) await makeSchedule(teamId);
  await signTurn();
  await makeSchedule(teamId);
  await exportFile(written, ['schedule', 'activity']);
});
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const audit = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(args, { write: (text) => out.push(text) }, { write: (text) => err.push(text) });
  return { code, out: out.join(''), err: err.join('') };
};
const given = ['--digests', file('digests'), '--key', file('key.pub')];

it('says how far an export is as it was written, and what no digest covers', async () => {
  const { code, out, err } = await audit('verify', written, ...given);
  expect(err).toBe('');
  expect(out).toMatch(/^schedule audit: 4 rows, as they were written up to row 3, signed at 20.*Z\.$/m);
  expect(out).toContain('schedule audit: rows 4 to 4 came after the last digest: they are unprotected.');
  expect(out).toMatch(/^activity audit: \d+ rows, as they were written up to row \d+/m);
  expect(code).toBe(0);
});

it('takes digests as a SIEM gives them back: one a line, some more than once', async () => {
  const lines = readdirSync(file('digests')).map((name) =>
    readFileSync(path.join(file('digests'), name), 'utf8'),
  );
  writeFileSync(file('siem.jsonl'), [...lines, ...lines].join(''));
  const { code, out } = await audit(
    'verify',
    written,
    '--digests',
    file('siem.jsonl'),
    '--key',
    file('key.pub'),
  );
  expect([code, out]).toEqual([0, expect.stringContaining('schedule audit: 4 rows')]);
  writeFileSync(file('siem.jsonl'), `${lines.join('')}{}\n`);
  const wrong = await audit('verify', written, '--digests', file('siem.jsonl'), '--key', file('key.pub'));
  expect([wrong.code, wrong.out]).toEqual([
    1,
    expect.stringContaining('siem.jsonl, line 3: It is not a digest.'),
  ]);
});

it('names the row that was changed, and ends with 1', async () => {
  const lines = readFileSync(written, 'utf8').split('\n');
  writeFileSync(
    file('changed.jsonl'),
    lines.with(1, (lines[1] ?? '').replace('The editor', 'The viewer')).join('\n'),
  );
  const { code, out } = await audit('verify', file('changed.jsonl'), ...given);
  expect(out).toContain(
    `changed.jsonl, line 2: Row 2 of the schedule audit names another person, address or browser than when it was written.`,
  );
  expect(code).toBe(1);
  writeFileSync(file('cut.jsonl'), lines.slice(0, 2).join('\n'));
  expect((await audit('verify', file('cut.jsonl'), ...given, '--only', 'schedule')).out).toMatch(
    /Rows 3 to 3 of the schedule audit are missing at the end: they were there at/,
  );
});

it('takes files of one audit, and of both in parts', async () => {
  const lines = readFileSync(written, 'utf8').trim().split('\n');
  const parts = [lines.slice(0, 3), lines.slice(3)].map((part, i) => {
    writeFileSync(file(`part-${i}.jsonl`), `${part.join('\n')}\n`);
    return file(`part-${i}.jsonl`);
  });
  expect((await audit('verify', ...parts, ...given)).code).toBe(0);
  const { code, out } = await audit('verify', parts[1] ?? '', ...given);
  expect([code, out]).toEqual([1, expect.stringContaining('Row 1 of the schedule audit is missing')]);
});

it.each([
  [[], 'Say what to do: verify, export, erase or restored.'],
  [['verify'], 'Name the exported files'],
  [['verify', 'nowhere.jsonl', ...given], "nowhere.jsonl can't be read"],
  [['verify', written, '--key', file('key.pub')], 'Name the folder with the digests: --digests DIR.'],
  [['verify', written, '--digests', file('digests')], 'Name the public key: --key FILE.'],
  [['verify', written, '--digests', file('digests'), '--key', written], 'is no key'],
  [['verify', written, ...given, '--only', 'both'], '--only is one of schedule and activity, not both.'],
  [['verify', written, ...given, '--fast'], 'fast'],
  [
    ['verify', written, ...given, '--restored-after', 'yesterday'],
    '--restored-after is a time in UTC, as in 2031-05-02T10:00:00Z, not yesterday.',
  ],
  [['restored', '--by', 'Dora Klein'], 'Say why: --reason TEXT.'],
  [['restored', 'file', '--by', 'D', '--reason', 'R'], 'restored takes no file, such as file.'],
])('%j is refused with what would be right, and ends with 2', async (args, message) => {
  const { code, out, err } = await audit(...args);
  expect(err).toContain(message);
  expect([code, out]).toEqual([2, '']);
});

it('is a command that needs nothing of the product’s environment', () => {
  const env = { PATH: process.env.PATH ?? '', NODE_ENV: 'production' as const };
  const command = ['--import', 'tsx', 'lib/audit/tool/main.ts', 'verify', written, ...given];
  const { status, stdout } = spawnSync(process.execPath, command, { env, encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, expect.stringContaining('schedule audit: 4 rows')]);
});

it('writes no export over another', async () => {
  const { code, err } = await audit('export', written);
  expect([code, err]).toEqual([
    2,
    `${written} is there already, and is not written over: name another file.\n`,
  ]);
  expect(await db().auditDigest.count()).toBe(2);
});

/** The command, with nothing in its environment but what is given. */
function alone(env: Record<string, string>, ...args: string[]) {
  const command = ['--import', 'tsx', 'lib/audit/tool/main.ts', ...args];
  const bare = { PATH: process.env.PATH ?? '', NODE_ENV: 'production' as const, ...env };
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { env: bare, encoding: 'utf8' });
  return { status, stdout, stderr };
}

it('exports and declares a restore with DATABASE_URL alone', () => {
  const { DATABASE_URL = '' } = process.env;
  expect(alone({ DATABASE_URL }, 'export', file('alone.jsonl'))).toEqual({
    status: 0,
    stdout: expect.stringContaining('rows written to'),
    stderr: '',
  });
  expect(readFileSync(file('alone.jsonl'), 'utf8')).toContain(readFileSync(written, 'utf8').split('\n')[0]);
  const restored = alone({ DATABASE_URL }, 'restored', '--reason', 'A try', '--by', 'Dora Klein');
  expect(restored).toMatchObject({ status: 0, stderr: '' });
});

it.each([
  [{}, 'DATABASE_URL is not set'],
  [{ DATABASE_URL: 'postgresql://rota:x@127.0.0.1:1/rota' }, '127.0.0.1:1'],
])('says without a stack what keeps it from exporting, and leaves no file: %j', (env, message) => {
  const { status, stdout, stderr } = alone(env, 'export', file('never.jsonl'));
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
});

it('names an export that is empty, and one that is a folder', async () => {
  writeFileSync(file('empty.jsonl'), '');
  expect(await audit('verify', file('empty.jsonl'), ...given)).toEqual({
    code: 2,
    out: '',
    err: expect.stringContaining('empty.jsonl is empty'),
  });
  expect(await audit('verify', folder, ...given)).toEqual({
    code: 2,
    out: '',
    err: `${folder} is a folder: name the exported files in it.\n`,
  });
});

it('ends with 4 where an audit has no digest at all', async () => {
  mkdirSync(file('none'));
  const { code, out } = await audit('verify', written, '--digests', file('none'), '--key', file('key.pub'));
  expect(out).toContain('schedule audit: 4 rows follow on each other, but no digest covers any of them');
  expect(code).toBe(4);
});

it('says that a digest that was signed after the export can be why rows are missing', async () => {
  writeFileSync(file('before.jsonl'), readFileSync(written, 'utf8').split('\n').slice(0, 2).join('\n'));
  const { code, out } = await audit('verify', file('before.jsonl'), ...given, '--only', 'schedule');
  expect([code, out]).toEqual([
    1,
    expect.stringContaining('the digest is only newer than it: copy the digests first'),
  ]);
  const changed = await audit('verify', file('changed.jsonl'), ...given);
  expect(changed.out).not.toContain('newer');
});
