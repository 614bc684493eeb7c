import type { KeyObject } from 'node:crypto';
import { CHAINS, type Chain } from './chain';
import { DigestError, digestHash, readDigest } from './digest';
import { type Line, lineOf } from './digest-line';
import { assertKeysInTurn } from './public-keys';
import { Broken, type Kept } from './walk';

/**
 * The digests of each chain in their order, and those that a restored backup gave up.
 * @param keys public keys, any of which may have signed, each up to where another one did
 * @param restoredAfter instants in UTC: backups of these times were restored
 * @throws Broken where one can't be believed, is missing or is there twice, was signed with a key that was replaced, or was
 *   given up though no such backup was restored
 */
export function readDigests(
  kept: readonly Kept[],
  keys: readonly KeyObject[],
  restoredAfter: readonly string[] = [],
): Map<Chain, Line> {
  const read = kept.map(({ where, text }) => {
    try {
      const { digest, what } = readDigest(text, keys);
      return { ...what, where, key: digest.key, own: digestHash(digest) };
    } catch (error) {
      if (error instanceof DigestError) throw new Broken(where, error.message);
      throw error;
    }
  });
  return new Map(
    CHAINS.map((chain) => {
      const found = lineOf(
        read.filter((one) => one.chain === chain),
        restoredAfter,
      );
      assertKeysInTurn(found.line);
      return [chain, found];
    }),
  );
}
