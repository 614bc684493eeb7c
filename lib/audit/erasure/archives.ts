import path from 'node:path';
import { writePersonLine } from '../export-row';
import { archivesIn, openArchive } from '../retention/files';
import { writeGzip } from '../retention/gzip-lines';
import { archiveNames, type Manifest } from '../retention/manifest';
import { type PlacedRow, withPeople } from '../retention/people';
import { type Erased, isOf } from './whose';

type Which = Pick<Manifest, 'chain' | 'month'>;

/** A file of an archive that has somebody's values, and beside how many rows. */
export type Held = Which & { file: string; rows: number };

/** @returns the files in a folder of archives that have somebody's personal values */
export async function heldIn(folder: string, who: Erased): Promise<Held[]> {
  const held: Held[] = [];
  for (const which of await archivesIn(folder)) {
    let rows = 0;
    for await (const { row } of rowsOf(folder, which)) if (isOf(who, row)) rows += 1;
    if (rows > 0) held.push({ ...which, file: archiveNames(which).people, rows });
  }
  return held;
}

/**
 * Writes the people of an archive anew without somebody's; the rows, which were signed, stay as they are.
 * @param pass called right before the file takes the place of the one before: what it throws is thrown, and that stays
 */
export async function eraseIn(
  folder: string,
  which: Which,
  who: Erased,
  pass: () => Promise<void>,
): Promise<void> {
  const output = await writeGzip(path.join(folder, archiveNames(which).people));
  try {
    for await (const { row } of rowsOf(folder, which))
      if (row.person && !isOf(who, row)) await output.write(`${writePersonLine(row.seq, row.person)}\n`);
    await pass();
    await output.end();
  } catch (error) {
    await output.discard();
    throw error;
  }
}

/** Nothing where the rows or the people are not there: then nobody's values are. */
async function* rowsOf(folder: string, which: Which): AsyncGenerator<PlacedRow> {
  const { rows, people } = await openArchive(folder, which);
  if (rows && people) yield* withPeople(rows.lines, people);
}
