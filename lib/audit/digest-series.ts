import type { KeyObject } from 'node:crypto';
import { CHAINS, type Chain } from './chain';
import { DigestError, digestHash, readDigest } from './digest';
import { Broken, type Placed } from './walk';

/** A line of an export or a kept digest, with where it stands, as in `audit.jsonl, line 12`. */
export type Kept = { where: string; text: string };

/**
 * The digests of each chain in their order.
 * @throws Broken where one can't be believed, is missing or is there twice
 */
export function readDigests(kept: readonly Kept[], keys: readonly KeyObject[]): Map<Chain, Placed[]> {
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
