import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestMonths, type TestMonths } from '@/lib/local/test-months';
import { retentionTurn } from '../retention/turn';
import { exportFile } from './export-file';
import { run } from './run';

let months: TestMonths;
let exported: string;
beforeAll(async () => {
  months = await startTestMonths();
  await months.partitions('2031-01', '2031-02', '2031-03');
  await months.rows(2, '2031-01-10T00:00:00Z');
  await months.rows(2, '2031-02-10T00:00:00Z');
  await months.rows(1, '2031-03-10T00:00:00Z');
  await months.at('2031-04-01T00:00:00Z');
  await retentionTurn(months.product.database.maintenanceUrl, months.retention)();
  await months.rows(0, '2031-04-01T00:10:00Z');
  exported = months.file('audit.jsonl');
  await exportFile(exported, ['schedule', 'activity']);
});
afterAll(() => months?.stop());

/** What the command says and its exit code, of a copy of the archives in which something was changed. */
async function verify(
  change: (file: (name: string) => string) => void = () => undefined,
  ...files: string[]
) {
  const folder = months.file('copy');
  rmSync(folder, { recursive: true, force: true });
  cpSync(months.archive, folder, { recursive: true });
  change((name) => path.join(folder, name));
  const said: string[] = [];
  const sink = { write: (text: string) => said.push(text) };
  const given = ['--digests', months.digests, '--key', months.publicKeyFile, '--archive', folder];
  const code = await run(['verify', ...(files.length > 0 ? files : [exported]), ...given], sink, sink);
  return { code, said: said.join('') };
}

const ROWS = 'schedule-2031-01.rows.jsonl.gz';
const repack = (file: string, change: (lines: string[]) => string[]) =>
  writeFileSync(
    file,
    gzipSync(
      change(
        String(gunzipSync(readFileSync(file)))
          .trim()
          .split('\n'),
      )
        .map((line) => `${line}\n`)
        .join(''),
    ),
  );

describe('archives and the export after them', () => {
  it('verify together from the first row to the last digest', async () => {
    const { code, said } = await verify();
    expect(said).toMatch(/^schedule audit: 5 rows, as they were written up to row 5, signed at 2031-04-01/m);
    expect(said).not.toContain('NOT LOOKED AT');
    expect(code).toBe(0);
  });

  it('of which a file is missing: named as a gap, with an exit code of its own', async () => {
    const { code, said } = await verify((file) => rmSync(file(ROWS)));
    expect(said).toContain(`schedule audit: NOT LOOKED AT: rows 1 to 2, which are in the archive ${ROWS}.`);
    expect(said).toContain('schedule audit: 3 rows, as they were written up to row 5');
    expect(code).toBe(3);
  });

  it.each([
    [
      'a row was edited',
      (file: (name: string) => string) =>
        repack(file(ROWS), ([a = '', ...more]) => [
          a.replace('"ok', '"no').replace('\\"ok', '\\"no'),
          ...more,
        ]),
      'line 1: Row 1 of the schedule audit was changed',
    ],
    [
      'the rows were packed anew',
      (file: (name: string) => string) =>
        writeFileSync(file(ROWS), gzipSync(gunzipSync(readFileSync(file(ROWS))), { level: 1 })),
      'is not the one that was signed',
    ],
    [
      'a file was cut off',
      (file: (name: string) => string) =>
        writeFileSync(file(ROWS), readFileSync(file(ROWS)).subarray(0, -20)),
      'it was changed, or cut off',
    ],
    [
      'a person was changed',
      (file: (name: string) => string) =>
        repack(file('schedule-2031-01.people.jsonl.gz'), (lines) =>
          lines.map((line) => line.replace('The editor', 'The viewer')),
        ),
      'names another person, address or browser',
    ],
    [
      'an archive was taken away with its manifest',
      (file: (name: string) => string) => rmSync(file('schedule-2031-01.manifest.json')),
      'The manifest of rows 1 to 2 of the schedule audit is missing',
    ],
    [
      'the manifest is another one',
      (file: (name: string) => string) =>
        cpSync(file('schedule-2031-02.manifest.json'), file('schedule-2031-01.manifest.json')),
      'The manifest of rows 1 to 2 of the schedule audit is missing',
    ],
  ])('of which %s: said with the first that does not fit', async (_, change, message) => {
    const { code, said } = await verify(change);
    expect(said).toMatch(/^NOT AS IT WAS WRITTEN\. /);
    expect(said).toContain(message);
    expect(code).toBe(1);
  });

  it('of which the first row online was taken away', async () => {
    const cut = months.file('cut.jsonl');
    writeFileSync(cut, readFileSync(exported, 'utf8').split('\n').slice(1).join('\n'));
    const { code, said } = await verify(() => undefined, cut);
    expect([code, said]).toEqual([
      1,
      expect.stringContaining('Rows 5 to 5 of the schedule audit are missing at the end'),
    ]);
  });

  it('names the folder that is none', async () => {
    const sink = { write: () => undefined };
    const said: string[] = [];
    const code = await run(
      [
        'verify',
        '--digests',
        months.digests,
        '--key',
        months.publicKeyFile,
        '--archive',
        months.file('nowhere'),
      ],
      sink,
      { write: (text) => said.push(text) },
    );
    expect([code, said.join('')]).toEqual([2, expect.stringContaining("The archives can't be read: ENOENT")]);
  });
});
