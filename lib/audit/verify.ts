import type { KeyObject } from 'node:crypto';
import { CHAINS, type Chain, commitment, genesis, hashOf } from './chain';
import { DigestError, digestHash, readDigest, type Statement } from './digest';
import { type ExportedRow, RowError, readExportedRow } from './export-row';

/** A line of an export or a kept digest, with where it stands, as in `audit.jsonl, line 12`. */
export type Kept = { where: string; text: string };

/** The first thing that is wrong. */
export type Problem = { where: string; message: string };

export type ChainReport = {
  chain: Chain;
  /** How many rows the export has, the first and the last of which have these numbers; 0 where it has none. */
  rows: number;
  last: number;
  /** Up to this row nothing can have been changed. */
  signedTo: number;
  /** When the latest digest was signed; null where there is none. */
  signedAt: string | null;
  /** Rows whose personal values were erased: that they were is in the activity audit. */
  erased: number;
};

export type Report = { problem: Problem | null; chains: ChainReport[] };

/** Why an export can't be trusted. */
class Broken extends Error {
  constructor(
    readonly where: string,
    message: string,
  ) {
    super(message);
  }
}

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
  const walks = new Map(only.map((chain) => [chain, new Walk(chain)]));
  const report = (problem: Problem | null): Report => ({
    problem,
    chains: [...walks.values()].map((walk) => walk.report()),
  });
  try {
    for (const [chain, statements] of readDigests(digests, keys)) walks.get(chain)?.expect(statements);
    for await (const { where, text } of lines) {
      const row = read(where, text);
      const walk = walks.get(row.chain);
      if (!walk) throw new Broken(where, `It is of the ${row.chain} audit, which was not asked for.`);
      walk.step(where, row);
    }
    for (const walk of walks.values()) walk.end();
    return report(null);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return report({ where: error.where, message: error.message });
  }
}

type Placed = Statement & { where: string };

/** One audit's rows, one after the other. */
class Walk {
  #rows = 0;
  #last = 0;
  #hash: string;
  #erased = 0;
  #signedTo = 0;
  #signedAt: string | null = null;
  #ahead: Placed[] = [];

  constructor(private readonly chain: Chain) {
    this.#hash = genesis(chain);
  }

  expect(statements: Placed[]): void {
    this.#ahead = statements;
    this.#settle('the beginning');
  }

  step(where: string, row: ExportedRow): void {
    const wanted = this.#last + 1;
    if (row.seq !== wanted)
      throw new Broken(
        where,
        row.seq > wanted
          ? `Row ${wanted} of the ${this.chain} audit is missing: after row ${this.#last} comes row ${row.seq}.`
          : `Row ${row.seq} of the ${this.chain} audit comes after row ${this.#last}.`,
      );
    const name = `Row ${row.seq} of the ${this.chain} audit`;
    if (row.prevHash !== this.#hash) throw new Broken(where, `${name} does not follow on the row before it.`);
    if (row.hash !== hashOf(row)) throw new Broken(where, `${name} was changed: its hash does not fit.`);
    if (row.person === null) this.#erased += 1;
    else if (!row.body.includes(`"person":"${commitment(row.person.salt, row.person.values)}"`))
      throw new Broken(where, `${name} names another person, address or browser than when it was written.`);
    this.#rows += 1;
    this.#last = row.seq;
    this.#hash = row.hash;
    this.#settle(where);
  }

  end(): void {
    const [next] = this.#ahead;
    if (next)
      throw new Broken(
        next.where,
        `Rows ${this.#last + 1} to ${next.seq} of the ${this.chain} audit are missing at the end: they were there at ${next.at}.`,
      );
  }

  report(): ChainReport {
    const { chain } = this;
    const [rows, last, erased] = [this.#rows, this.#last, this.#erased];
    return { chain, rows, last, signedTo: this.#signedTo, signedAt: this.#signedAt, erased };
  }

  /** Compares with the digests that were signed at this row. */
  #settle(where: string): void {
    for (let [next] = this.#ahead; next && next.seq === this.#last; [next] = this.#ahead) {
      if (next.hash !== this.#hash)
        throw new Broken(
          where,
          `Rows ${this.#signedTo + 1} to ${this.#last} of the ${this.chain} audit are not those that were there at ${next.at} (${next.where}): one of them was changed, added or taken away.`,
        );
      this.#signedTo = this.#last;
      this.#signedAt = next.at;
      this.#ahead.shift();
    }
  }
}

function read(where: string, text: string): ExportedRow {
  try {
    return readExportedRow(text);
  } catch (error) {
    if (error instanceof RowError) throw new Broken(where, error.message);
    throw error;
  }
}

/** The digests of each chain in their order, none missing among them. */
function readDigests(kept: readonly Kept[], keys: readonly KeyObject[]): Map<Chain, Placed[]> {
  const read = kept.map(({ where, text }) => {
    try {
      const { digest, what } = readDigest(text, keys);
      return { ...what, where, own: digestHash(digest) };
    } catch (error) {
      if (error instanceof DigestError) throw new Broken(where, error.message);
      throw error;
    }
  });
  return new Map(
    CHAINS.map((chain) => {
      const own = read.filter((one) => one.chain === chain).sort((a, b) => a.number - b.number);
      for (const [i, one] of own.entries()) follow(own[i - 1], one);
      return [chain, own];
    }),
  );
}

function follow(before: (Placed & { own: string }) | undefined, one: Placed): void {
  const wanted = (before?.number ?? 0) + 1;
  if (one.number !== wanted)
    throw new Broken(
      one.where,
      one.number > wanted
        ? `Digest ${wanted} of the ${one.chain} audit is missing.`
        : `Digest ${one.number} of the ${one.chain} audit is there twice.`,
    );
  if (one.previous !== (before?.own ?? null))
    throw new Broken(
      one.where,
      `Digest ${one.number} of the ${one.chain} audit does not follow on the one before.`,
    );
  if (before && (one.installation !== before.installation || one.seq < before.seq))
    throw new Broken(one.where, `Digest ${one.number} of the ${one.chain} audit is of another database.`);
}
