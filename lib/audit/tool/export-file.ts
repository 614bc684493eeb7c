import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Chain } from '../chain';
import { allRows, readRows } from '../export/rows';
import { writeExportedRow } from '../export-row';
import { boundaryOf } from '../retention/boundary';
import { headOf } from '../signing/rows';

/** Writes all rows of audits, from the first one that is not archived on, into a new file. @returns how many */
export async function exportFile(file: string, only: readonly Chain[]): Promise<number> {
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  await once(output, 'open');
  let rows = 0;
  for (const chain of only)
    for await (const part of readRows(
      chain,
      allRows(chain),
      (await boundaryOf(chain)).seq,
      (await headOf(chain)).seq,
    )) {
      rows += part.length;
      const lines = part.map((row) => `${writeExportedRow(row)}\n`).join('');
      if (!output.write(lines)) await once(output, 'drain');
    }
  output.end();
  await once(output, 'close');
  return rows;
}
