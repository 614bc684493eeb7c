import type { Chain } from './chain';
import type { Fork, Line } from './digest-line';
import type { ExportedRow } from './export-row';
import { assertPerson } from './person';
import { declares, type Restored } from './restored';
import type { PlacedArchive } from './retention/series';
import { type ArchiveFiles, walkArchive } from './retention/walk-archive';
import { Broken, type Kept, Walk } from './walk';

export type ChainReport = {
  chain: Chain;
  /** How many rows were read, and the number of the last one; 0 where there is none. */
  rows: number;
  last: number;
  /** Up to this row nothing can have been changed; 0 where nothing was signed. */
  signedTo: number;
  /** When the latest digest was signed; null where there is none. */
  signedAt: string | null;
  /** The keys that signed, in turn, as `keyId` has them, and the number of the first digest of each. */
  keys: { key: string; from: number }[];
  /** What restored backups gave up; and the row of the activity that declares the restore, null where none that was read does. */
  forks: (Fork & { declaredIn: number | null })[];
  /** Rows whose personal values are not there: that they were erased is in the activity audit. */
  erased: number;
  /** Rows that a signed manifest tells of, but that are not at hand, and the file that has them. */
  gaps: { from: number; to: number; file: string }[];
  /** Archives from this row on were not looked at, as the export has their rows; null where there are none. */
  leftAside: number | null;
};

/** Archives that stand before an export: their manifests in any order, and how to read the files of one. */
export type Archives = {
  manifests: readonly Kept[];
  /** @returns what is there of an archive, and the name of its file with the rows */
  open(archive: PlacedArchive): Promise<ArchiveFiles & { name: string }>;
};

/** A row of the activity that declares that a backup was restored. */
export type Declared = { seq: number; said: Restored };

/** One audit on the way: its archives, then its rows of the export. */
export class Part {
  walk: Walk;
  #erased = 0;
  #gaps: ChainReport['gaps'] = [];
  #leftAside: number | null = null;
  #keys: ChainReport['keys'] = [];
  #forks: Fork[] = [];
  /** Not walked yet. */
  #archives: PlacedArchive[] = [];

  constructor(readonly chain: Chain) {
    this.walk = new Walk(chain);
  }

  begin({ line: signed, forks }: Line, archives: PlacedArchive[]): void {
    const [first] = signed;
    const foreign = archives.find(({ installation }) => first && installation !== first.installation);
    if (foreign) throw new Broken(foreign.where, 'The archive is of another database than the digests.');
    this.#keys = signed
      .filter(({ key }, i) => key !== signed[i - 1]?.key)
      .map(({ key, number }) => ({ key, from: number }));
    this.walk = new Walk(this.chain, signed);
    this.#forks = forks;
    this.#archives = archives;
  }

  /** Goes through the archives that begin before a row, the first of the export: later ones have what the export has too. */
  async walkArchivesBefore(row: number, { open }: Archives): Promise<void> {
    const archives = this.#archives;
    this.#archives = [];
    for (const archive of archives.filter(({ from }) => from < row)) {
      const { name, ...files } = await open(archive);
      const { missing, withoutPerson } = await walkArchive(this.walk, archive, files);
      if (missing) this.#gaps.push({ from: archive.from, to: archive.to, file: name });
      this.#erased += withoutPerson;
    }
    this.#leftAside ??= archives.find(({ from }) => from >= row)?.from ?? null;
  }

  step(where: string, row: ExportedRow): void {
    this.walk.step(where, row);
    if (row.person) assertPerson(where, row, row.person);
    else this.#erased += 1;
  }

  report(declared: readonly Declared[]): ChainReport {
    const { rows, last, signedTo, signedAt } = this.walk;
    const { chain } = this;
    const forks = this.#forks.map((fork) => ({
      ...fork,
      declaredIn: declared.findLast(({ said }) => declares(said, chain, fork))?.seq ?? null,
    }));
    const own = {
      keys: this.#keys,
      forks,
      erased: this.#erased,
      gaps: this.#gaps,
      leftAside: this.#leftAside,
    };
    return { chain, rows, last, signedTo: signedTo ?? 0, signedAt, ...own };
  }
}
