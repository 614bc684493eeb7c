import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Chain } from '../chain';
import { writeExportedRow } from '../export-row';
import { wholeRows } from './whole-rows';

/** Writes all rows of audits, from the first on, into a new file. @returns how many */
export async function exportFile(file: string, only: readonly Chain[]): Promise<number> {
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  await once(output, 'open');
  let rows = 0;
  for (const chain of only)
    for await (const row of wholeRows(chain)) {
      rows += 1;
      if (!output.write(`${writeExportedRow(row)}\n`)) await once(output, 'drain');
    }
  output.end();
  await once(output, 'close');
  return rows;
}
