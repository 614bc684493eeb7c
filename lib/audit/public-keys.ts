import { createPublicKey, type KeyObject } from 'node:crypto';
import { Broken } from './walk';

const KEY = /-----BEGIN ((?:[A-Z]+ )?KEY)-----[\s\S]+?-----END \1-----/g;

/**
 * The public keys in a PEM text, in their order; of a private key, the public one that belongs to it.
 * @throws Error where it has none, or one that is no Ed25519 key
 */
export function publicKeysIn(pem: string): KeyObject[] {
  const keys = Array.from(pem.matchAll(KEY), ([block]) => createPublicKey(block));
  if (keys.length === 0) throw new Error('It has no key as PEM.');
  if (keys.some(({ asymmetricKeyType }) => asymmetricKeyType !== 'ed25519'))
    throw new Error('It has a key that is no Ed25519 key.');
  return keys;
}

/**
 * A key ends where the next one begins, so that whoever comes by a former one can sign nothing after it.
 * @param signed what was signed, in its order, each with its key as `keyId` has it
 * @throws Broken at the first one that was signed with a key after another one had replaced it
 */
export function assertKeysInTurn(signed: readonly { where: string; key: string }[]): void {
  const former = new Set<string>();
  for (const [i, { where, key }] of signed.entries()) {
    const before = signed[i - 1]?.key;
    if (before !== undefined && before !== key) former.add(before);
    if (former.has(key))
      throw new Broken(
        where,
        `It was signed with the key ${key}, which another one had replaced before: a former key signs no more.`,
      );
  }
}
