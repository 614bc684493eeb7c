import type { KeyObject } from 'node:crypto';
import { CHAINS, type Chain, commitment } from './chain';
import { type Kept, readDigests } from './digest-series';
import { type ExportedRow, RowError, readExportedRow } from './export-row';
import { Broken, Walk } from './walk';

export type { Kept } from './digest-series';

/** The first thing that is wrong. */
export type Problem = { where: string; message: string };

export type ChainReport = {
  chain: Chain;
  /** How many rows the export has, the first and the last of which have these numbers; 0 where it has none. */
  rows: number;
  last: number;
  /** Up to this row nothing can have been changed; 0 where nothing was signed. */
  signedTo: number;
  /** When the latest digest was signed; null where there is none. */
  signedAt: string | null;
  /** Rows whose personal values were erased: that they were is in the activity audit. */
  erased: number;
};

export type Report = { problem: Problem | null; chains: ChainReport[] };

/**
 * Checks a whole export of the audits against the digests that were signed while they grew. Rows after the last digest
 * are checked among themselves, but whoever could write to the database could have made them anew.
 * @param lines rows from the first on, in order, of one or both chains
 * @param digests in any order
 * @param only of these chains; digests of others are left aside
 * @returns the first problem, naming the row, or null; and what is covered
 */
export async function verifyExport(
  lines: AsyncIterable<Kept>,
  digests: readonly Kept[],
  keys: readonly KeyObject[],
  only: readonly Chain[] = CHAINS,
): Promise<Report> {
  const walks = new Map<Chain, Walk>();
  const erased = new Map<Chain, number>();
  const report = (problem: Problem | null): Report => ({
    problem,
    chains: only.map((chain) => {
      const { rows = 0, last = 0, signedTo = 0, signedAt = null } = walks.get(chain) ?? {};
      return { chain, rows, last, signedTo: signedTo ?? 0, signedAt, erased: erased.get(chain) ?? 0 };
    }),
  });
  try {
    const series = readDigests(digests, keys);
    for (const chain of only) walks.set(chain, new Walk(chain, series.get(chain)));
    for await (const { where, text } of lines) {
      const row = read(where, text);
      const walk = walks.get(row.chain);
      if (!walk) throw new Broken(where, `It is of the ${row.chain} audit, which was not asked for.`);
      walk.step(where, row);
      if (row.person === null) erased.set(row.chain, (erased.get(row.chain) ?? 0) + 1);
      else assertPerson(where, row, row.person);
    }
    for (const walk of walks.values()) walk.end();
    return report(null);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return report({ where: error.where, message: error.message });
  }
}

function assertPerson(
  where: string,
  { seq, chain, body }: ExportedRow,
  { salt, values }: NonNullable<ExportedRow['person']>,
): void {
  if (body.includes(`"person":"${commitment(salt, values)}"`)) return;
  throw new Broken(
    where,
    `Row ${seq} of the ${chain} audit names another person, address or browser than when it was written.`,
  );
}

function read(where: string, text: string): ExportedRow {
  try {
    return readExportedRow(text);
  } catch (error) {
    if (error instanceof RowError) throw new Broken(where, error.message);
    throw error;
  }
}
