import type { KeyObject } from 'node:crypto';
import { CHAINS, type Chain } from './chain';
import type { Line } from './digest-line';
import { readDigests } from './digest-series';
import { readExportedRow } from './export-row';
import { declarationIn } from './restored';
import { readArchives } from './retention/series';
import { type Archives, type ChainReport, type Declared, Part } from './verify-part';
import { Broken, CutOff, type Kept, reading } from './walk';

export type { Archives, ChainReport } from './verify-part';
export type { Kept } from './walk';

/** The first thing that is wrong. */
export type Problem = { where: string; message: string };

const NO_DIGESTS: Line = { line: [], forks: [] };

const NONE: Archives = {
  manifests: [],
  open: () => Promise.reject(new Error('There are no archives.')),
};

/** `cutOff`, where all that is wrong is that digests cover later rows, too. */
export type Report = { problem: Problem | null; cutOff: boolean; chains: ChainReport[] };

/**
 * Checks a whole export of the audits against the digests that were signed while they grew. Rows after the last digest
 * are checked among themselves, but whoever could write to the database could have made them anew.
 * @param lines rows from the first on that is not archived, in order, of one or both chains
 * @param digests in any order
 * @param only of these chains; digests and archives of others are left aside
 * @param archives what was archived of these chains, from the first row on; what the export has too is left aside
 * @param restoredAfter instants in UTC: backups of these times were restored, so that digests signed since may be given up
 * @returns the first problem, naming the row, or null; and what is covered
 */
export async function verifyExport(
  lines: AsyncIterable<Kept>,
  digests: readonly Kept[],
  keys: readonly KeyObject[],
  only: readonly Chain[] = CHAINS,
  archives: Archives = NONE,
  restoredAfter: readonly string[] = [],
): Promise<Report> {
  const parts = only.map((chain) => new Part(chain));
  const declared: Declared[] = [];
  try {
    const series = readDigests(digests, keys, restoredAfter);
    for (const part of parts)
      part.begin(series.get(part.chain) ?? NO_DIGESTS, readArchives(part.chain, archives.manifests, keys));
    for await (const kept of lines) {
      const row = reading(kept, readExportedRow);
      const part = parts.find(({ chain }) => chain === row.chain);
      if (!part) throw new Broken(kept.where, `It is of the ${row.chain} audit, which was not asked for.`);
      await part.walkArchivesBefore(row.seq, archives);
      part.step(kept.where, row);
      const said = row.chain === 'activity' ? declarationIn(row.body) : null;
      if (said) declared.push({ seq: row.seq, said });
    }
    for (const part of parts) {
      await part.walkArchivesBefore(Number.POSITIVE_INFINITY, archives);
      part.walk.end();
    }
    return { problem: null, cutOff: false, chains: parts.map((part) => part.report(declared)) };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    const problem = { where: error.where, message: error.message };
    return { problem, cutOff: error instanceof CutOff, chains: parts.map((part) => part.report(declared)) };
  }
}
