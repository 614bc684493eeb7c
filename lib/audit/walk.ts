import { type Chain, genesis, hashOf, type Link } from './chain';
import type { Statement } from './digest';
import { RowError } from './export-row';

/** Why an audit can't be trusted: what does not fit, and where. */
export class Broken extends Error {
  constructor(
    readonly where: string,
    message: string,
  ) {
    super(message);
  }
}

/** Rows that a digest covers are not there, after all that are: they were taken away, or the digest is newer than what was read. */
export class CutOff extends Broken {}

/** A line of an export, a kept digest or a manifest, with where it stands, as in `audit.jsonl, line 12`. */
export type Kept = { where: string; text: string };

/**
 * Reads a line.
 * @throws Broken with where it stands, where `read` throws a RowError
 */
export function reading<R>({ where, text }: Kept, read: (text: string) => R): R {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof RowError) throw new Broken(where, error.message);
    throw error;
  }
}

/** A digest's statement, where it is kept, and the key that signed it, as `keyId` has it. */
export type Placed = Statement & { where: string; key: string };

/**
 * Goes through one audit's rows, one after the other, and compares with the digests on the way.
 * @throws Broken at the first row that does not fit
 */
export class Walk {
  rows = 0;
  last: number;
  /** Up to this row nothing can have been changed; null before the first digest. */
  signedTo: number | null = null;
  signedAt: string | null = null;
  #hash: string;

  /**
   * @param ahead the digests that are met on the way, in order
   * @param from the row before the first one; the beginning of the audit where none is given
   */
  constructor(
    private readonly chain: Chain,
    private readonly ahead: Placed[] = [],
    from = { seq: 0, hash: genesis(chain) },
  ) {
    this.last = from.seq;
    this.#hash = from.hash;
    this.#settle('the beginning');
  }

  step(where: string, row: Link): void {
    const wanted = this.last + 1;
    if (row.seq !== wanted)
      throw new Broken(
        where,
        row.seq > wanted
          ? `Row ${wanted} of the ${this.chain} audit is missing: after row ${this.last} comes row ${row.seq}.`
          : `Row ${row.seq} of the ${this.chain} audit comes after row ${this.last}.`,
      );
    const name = `Row ${row.seq} of the ${this.chain} audit`;
    if (row.prevHash !== this.#hash) throw new Broken(where, `${name} does not follow on the row before it.`);
    if (row.hash !== hashOf(row)) throw new Broken(where, `${name} was changed: its hash does not fit.`);
    this.rows += 1;
    this.last = row.seq;
    this.#hash = row.hash;
    this.#settle(where);
  }

  /** There are no more rows. */
  end(): void {
    const [next] = this.ahead;
    if (next)
      throw new CutOff(
        next.where,
        `Rows ${this.last + 1} to ${next.seq} of the ${this.chain} audit are missing at the end: they were there at ${next.at}.`,
      );
  }

  /** Goes past rows that are not at hand: a signed statement tells how they ended. Digests among them stay uncompared. */
  skipTo(where: string, { seq, hash }: { seq: number; hash: string }): void {
    while (this.ahead[0] && this.ahead[0].seq < seq) this.ahead.shift();
    this.last = seq;
    this.#hash = hash;
    this.#settle(where);
  }

  /** What was read must be all that there is, up to here. */
  assertEndsWith({ seq, hash }: { seq: number; hash: string }, where = 'the end'): void {
    if (this.last === seq && this.#hash === hash) return;
    throw new Broken(
      where,
      `The ${this.chain} audit ends with row ${this.last}, but should end with row ${seq} of hash ${hash}.`,
    );
  }

  /** Compares with the digests that were signed at this row. */
  #settle(where: string): void {
    for (let [next] = this.ahead; next && next.seq === this.last; [next] = this.ahead) {
      if (next.hash !== this.#hash)
        throw new Broken(
          where,
          `Rows ${(this.signedTo ?? 0) + 1} to ${this.last} of the ${this.chain} audit are not those that were there at ${next.at} (${next.where}): one of them was changed, added or taken away.`,
        );
      this.signedTo = this.last;
      this.signedAt = next.at;
      this.ahead.shift();
    }
  }
}
