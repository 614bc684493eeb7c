import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/local/postgres/test-database';
import { sql } from '@/lib/local/test-rows';
import { csvLine, harmless } from './csv';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'rota-csv-'));
});
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', "=cmd|' /C calc'!A0"])(
  'has no spreadsheet evaluate %j',
  (text) => {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`);
  },
);

it.each([
  ['a;=1+1', "a;'=1+1"],
  ['a\n+1', "a\n'+1"],
  ['a\r\n-1', "a\r\n'-1"],
  ['a;"@SUM(A1)"', `a;'"@SUM(A1)"`],
  ['\n=1', "'\n'=1"],
])('has none evaluate %j where the semicolon separates', (text, safe) => {
  expect(harmless(text)).toBe(safe);
});

it.each(['a; b', 'a;b=1', 'a\nb', '', 'a=1', 'Zoë Müller', "O'Brien (ops)*", ' =1', '1-2'])(
  'leaves %j as it is',
  (text) => {
    expect(harmless(text)).toBe(text);
  },
);

it('is read by Postgres as it was meant, whatever stands in it', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc
      .array(fc.constantFrom('"', ',', ';', '\r\n', '\n', "'", '=', '@', '\t', 'ä', '😀', 'x'))
      .map((all) => all.join('')),
  );
  const rows = fc
    .sample(fc.tuple(cell, cell, cell), 2_000)
    // What Postgres keeps for itself: it can't store NUL, and takes a line of \. for the end.
    .filter((row) => row.every((text) => !text.includes('\0') && !text.includes('\\.')));
  expect(rows.length).toBeGreaterThan(1_000);
  const file = path.join(folder, 'rows.csv');
  await writeFile(file, rows.map((row) => csvLine(row)).join(''), { mode: 0o644 });
  await chmod(folder, 0o755);
  await sql(database, 'CREATE TABLE csv (n serial, a text, b text, c text)');
  await sql(database, `COPY csv (a, b, c) FROM '${file}' WITH (FORMAT csv, NULL 'no null')`);
  const read = await sql<{ a: string; b: string; c: string }>(database, 'SELECT a, b, c FROM csv ORDER BY n');
  expect(read.map(({ a, b, c }) => [a, b, c])).toEqual(rows.map((row) => row.map(harmless)));
});
