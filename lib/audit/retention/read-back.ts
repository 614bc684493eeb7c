import { storedRows } from '../signing/rows';
import { type Placed, Walk } from '../walk';
import { openArchive } from './files';
import type { PlacedArchive } from './series';
import { walkArchive } from './walk-archive';

/**
 * Reads an archive as it stands in a folder and checks its rows, and those that follow in the database up to the first
 * digest after it.
 * @param signed the audit's digests in order
 * @param covering the number of the row that this digest was signed at
 * @throws Broken where something does not fit
 */
export async function readBack(
  folder: string,
  archive: PlacedArchive,
  signed: readonly Placed[],
  covering: number,
): Promise<void> {
  const { chain, from, to, firstPrevious } = archive;
  const met = signed.filter(({ seq }) => seq >= from - 1 && seq <= covering);
  const walk = new Walk(chain, met, { seq: from - 1, hash: firstPrevious });
  const { missing } = await walkArchive(walk, archive, await openArchive(folder, archive));
  if (missing) throw new Error(`The archive of ${archive.month} was written, but is not there.`);
  for await (const row of storedRows(chain, to, covering)) walk.step('the database', row);
  walk.end();
}
