import type { KeyObject } from 'node:crypto';
import { type Chain, genesis } from '../chain';
import { assertKeysInTurn } from '../public-keys';
import { Broken, type Kept } from '../walk';
import { type Manifest, readManifest } from './manifest';

/** An archive, and where its manifest is kept. */
export type PlacedArchive = Manifest & { where: string };

/**
 * The archives of an audit from its first row on, in their order.
 * @param kept manifests in any order, of this audit and of others
 * @param keys public keys, any of which may have signed, each up to where another one did
 * @throws Broken where one can't be believed, is missing, is there twice or does not follow on the one before
 */
export function readArchives(
  chain: Chain,
  kept: readonly Kept[],
  keys: readonly KeyObject[],
): PlacedArchive[] {
  const archives = kept
    .map((one) => ({ ...readManifest(one, keys), where: one.where }))
    .filter((one) => one.chain === chain)
    .sort((a, b) => a.from - b.from);
  for (const [i, one] of archives.entries()) follow(archives[i - 1], one);
  assertKeysInTurn(archives);
  return archives;
}

function follow(before: PlacedArchive | undefined, one: PlacedArchive): void {
  const { where, chain, from } = one;
  const wanted = (before?.to ?? 0) + 1;
  if (from > wanted)
    throw new Broken(
      where,
      `The manifest of rows ${wanted} to ${from - 1} of the ${chain} audit is missing.`,
    );
  if (from < wanted)
    throw new Broken(where, `Row ${from} of the ${chain} audit stands in two archives: this is one of them.`);
  if (one.firstPrevious !== (before?.lastHash ?? genesis(chain)))
    throw new Broken(
      where,
      `The archive from row ${from} of the ${chain} audit does not follow on what was before it.`,
    );
  if (before && one.installation !== before.installation)
    throw new Broken(where, `The archive from row ${from} of the ${chain} audit is of another database.`);
}
