import { assertPerson } from '../person';
import { Broken, type Kept, type Walk } from '../walk';
import { withPeople } from './people';
import type { PlacedArchive } from './series';

/** Lines of a file, and its SHA-256 in hex once they were all read. */
export type Hashed = { lines: AsyncIterable<Kept>; sha256(): string };

/** An archive's files; null where one is not there. */
export type ArchiveFiles = { rows: Hashed | null; people: AsyncIterable<Kept> | null };

/** What was met in an archive: in how many rows there are no personal values, and whether the rows were there at all. */
export type Met = { missing: boolean; withoutPerson: number };

/**
 * Goes on through the rows of an archive; the walk stands at the row before it. Where the file with them is missing, the signed manifest tells how they ended,
 * so that what follows can be checked.
 * @throws Broken at the first row that does not fit, or where the file is not the one that was signed
 */
export async function walkArchive(
  walk: Walk,
  archive: PlacedArchive,
  { rows, people }: ArchiveFiles,
): Promise<Met> {
  const { where, chain, from, to, lastHash, sha256 } = archive;
  const end = { seq: to, hash: lastHash };
  if (!rows) {
    walk.skipTo(where, end);
    return { missing: true, withoutPerson: 0 };
  }
  let withoutPerson = 0;
  for await (const { where: line, row } of withPeople(rows.lines, people ?? nothing())) {
    if (row.chain !== chain)
      throw new Broken(line, `It is of the ${row.chain} audit, in an archive of the ${chain} one.`);
    walk.step(line, row);
    if (row.person) assertPerson(line, row, row.person);
    else withoutPerson += 1;
  }
  walk.assertEndsWith(end, where);
  if (rows.sha256() !== sha256)
    throw new Broken(where, `The file with rows ${from} to ${to} is not the one that was signed.`);
  return { missing: false, withoutPerson };
}

async function* nothing(): AsyncGenerator<Kept> {}
