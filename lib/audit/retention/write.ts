import path from 'node:path';
import { allRows, readRows } from '../export/rows';
import { type ExportedRow, writeExportedRow, writePersonLine } from '../export-row';
import { type GzipFile, writeGzip } from './gzip-lines';
import { archiveNames } from './manifest';
import type { Month } from './next-month';

/** What was written: the SHA-256 of the file with the rows, in hex, and how many people the other one has. */
export type Written = { sha256: string; people: number };

/**
 * Writes the rows of a month as an export has them, and the personal values into a file of their own beside them, so that
 * these can be erased without touching what was signed.
 * @param pass called once all is written, before the files have their names: what it throws is thrown, and they go
 * @throws Error where the folder can't be written
 */
export async function writeMonth(folder: string, month: Month, pass: () => Promise<void>): Promise<Written> {
  const names = archiveNames(month);
  const rows = await writeGzip(path.join(folder, names.rows));
  try {
    const people = await writeGzip(path.join(folder, names.people));
    try {
      const count = await writeBoth(month, rows, people);
      await pass();
      await people.end();
      return { sha256: await rows.end(), people: count };
    } catch (error) {
      await people.discard();
      throw error;
    }
  } catch (error) {
    await rows.discard();
    throw error;
  }
}

/** @returns how many people there are */
async function writeBoth({ chain, from, to }: Month, rows: GzipFile, people: GzipFile): Promise<number> {
  let count = 0;
  for await (const part of readRows(chain, allRows(chain), from - 1, to)) {
    const named = part.flatMap(({ seq, person }) => (person ? [writePersonLine(seq, person)] : []));
    count += named.length;
    await rows.write(text(part.map((row: ExportedRow) => writeExportedRow({ ...row, person: null }))));
    await people.write(text(named));
  }
  return count;
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
