import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { link, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Chain } from '../chain';
import { allRows, readRows } from '../export/rows';
import { writeExportedRow } from '../export-row';
import { boundaryOf } from '../retention/boundary';
import { headOf } from '../signing/rows';
import { UsageError } from './options';

/**
 * Writes all rows of audits, from the first one that is not archived on, into a new file, which has its name once it is
 * whole. @returns how many
 * @throws UsageError where there is a file of this name
 */
export async function exportFile(file: string, only: readonly Chain[]): Promise<number> {
  if (existsSync(file))
    throw new UsageError(`${file} is there already, and is not written over: name another file.`);
  const part = `${file}.${randomUUID()}.part`;
  let rows = 0;
  async function* lines() {
    for (const chain of only)
      for await (const found of readRows(
        chain,
        allRows(chain),
        (await boundaryOf(chain)).seq,
        (await headOf(chain)).seq,
      )) {
        rows += found.length;
        yield found.map((row) => `${writeExportedRow(row)}\n`).join('');
      }
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(part, { flags: 'wx', mode: 0o600 }));
    // Unlike to rename, a file that came meanwhile is not written over.
    await link(part, file);
  } finally {
    await rm(part, { force: true });
  }
  return rows;
}
