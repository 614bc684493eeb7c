import { Broken, type Placed } from './walk';

/** A digest, and its hash, by which the next one names it. */
export type Linked = Placed & { own: string };

/**
 * Digests that are given up because a backup from before them was restored, and another digest stands in the place of the
 * first one. Times are those of signing, in UTC; `rows` are those that they were signed over.
 */
export type Fork = {
  /** The last digest that both have, 0 where there is none, and the last row that it covers. */
  after: { number: number; seq: number };
  digests: { from: number; to: number };
  rows: { from: number; to: number };
  at: { from: string; to: string };
};

/** Digests of an audit that lead from the first one to the last one, and those that are given up beside them. */
export type Line = { line: Linked[]; forks: Fork[] };

/**
 * Follows the digests of one audit from the first one on, each to the one that names it. Where two name the same one, the
 * database was restored from a backup: the one that was signed later goes on.
 * @param own of one audit, in any order
 * @param restoredAfter instants in UTC: backups of these times were restored
 * @throws Broken where one is missing, is there twice or does not follow, or where no such backup explains that others were
 *   given up
 */
export function lineOf(own: readonly Linked[], restoredAfter: readonly string[]): Line {
  assertOnce(own);
  const following = new Map<string | null, Linked[]>();
  for (const one of own) following.set(one.previous, [...(following.get(one.previous) ?? []), one]);
  const line: Linked[] = [];
  const forks: Fork[] = [];
  const unmet = new Set(own);
  for (let next = following.get(null); next; next = following.get(line.at(-1)?.own ?? null)) {
    const before = line.at(-1);
    const found = next.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
    const one = found.pop() as Linked;
    for (const first of found) {
      const branch = withAllAfter(first, following);
      for (const each of branch) unmet.delete(each);
      forks.push(forkOf(branch, before, one, restoredAfter));
    }
    assertFollows(before, one);
    line.push(one);
    unmet.delete(one);
  }
  const [lost] = [...unmet].sort((a, b) => a.number - b.number);
  if (lost) throw detached(lost, line);
  return { line, forks };
}

function assertOnce(own: readonly Linked[]): void {
  const seen = new Set<string>();
  for (const { own: hash, where, chain, number } of own) {
    if (seen.has(hash)) throw new Broken(where, `Digest ${number} of the ${chain} audit is there twice.`);
    seen.add(hash);
  }
}

function withAllAfter(first: Linked, following: ReadonlyMap<string | null, Linked[]>): Linked[] {
  const all = [first];
  for (const one of all) all.push(...(following.get(one.own) ?? []));
  return all;
}

function forkOf(
  branch: readonly Linked[],
  before: Linked | undefined,
  one: Linked,
  restoredAfter: readonly string[],
): Fork {
  const [first = one] = branch;
  const { chain, where, at: from } = first;
  const to = branch.reduce((last, { at }) => (Date.parse(at) > Date.parse(last) ? at : last), from);
  const largest = (of: (one: Linked) => number) => branch.reduce((most, one) => Math.max(most, of(one)), 0);
  const last = largest(({ number }) => number);
  const after = { number: before?.number ?? 0, seq: before?.seq ?? 0 };
  const name = `Digests ${first.number} to ${last} of the ${chain} audit, signed from ${from} to ${to},`;
  if (Date.parse(to) >= Date.parse(one.at))
    throw new Broken(
      one.where,
      `${name} stand beside digest ${one.number}, signed at ${one.at}: two databases signed at the same time.`,
    );
  const since = before?.at ?? '1970-01-01T00:00:00.000Z';
  const between = (at: string) => Date.parse(since) <= Date.parse(at) && Date.parse(at) < Date.parse(from);
  if (!restoredAfter.some(between))
    throw new Broken(
      where,
      `${name} are given up: digest ${one.number} (${one.where}) took the place of the first one. Where a backup from between ${since} and ${from} was restored, say so: --restored-after ${since}.`,
    );
  const rows = { from: after.seq + 1, to: largest(({ seq }) => seq) };
  return { after, digests: { from: first.number, to: last }, rows, at: { from, to } };
}

function assertFollows(before: Linked | undefined, one: Linked): void {
  if (one.number !== (before?.number ?? 0) + 1) throw doesNotFollow(one);
  if (before && (one.installation !== before.installation || one.seq < before.seq))
    throw new Broken(one.where, `Digest ${one.number} of the ${one.chain} audit is of another database.`);
}

/** Why a digest can't be reached from the first one. */
function detached(one: Linked, line: readonly Linked[]): Broken {
  const wanted = (line.at(-1)?.number ?? 0) + 1;
  return one.number > wanted
    ? new Broken(one.where, `Digest ${wanted} of the ${one.chain} audit is missing.`)
    : doesNotFollow(one);
}

const doesNotFollow = ({ where, number, chain }: Linked): Broken =>
  new Broken(where, `Digest ${number} of the ${chain} audit does not follow on the one before.`);
