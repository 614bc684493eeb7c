import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { env } from '@/lib/env';
import { publicKeysIn } from '../public-keys';

let signing: KeyObject | undefined;
let former: KeyObject[] | undefined;

/** The key that digests are signed with; null where none is configured. The environment was checked to name one. */
export function signingKey(): KeyObject | null {
  const { ROTA_AUDIT_KEY_FILE: file } = env();
  if (!file) return null;
  signing ??= createPrivateKey(readFileSync(file));
  return signing;
}

/**
 * The public keys by which digests and manifests are believed: that of the key that signs, and those that signed before it.
 * None where nothing is signed.
 */
export function readingKeys(): readonly KeyObject[] {
  const key = signingKey();
  if (!key) return [];
  former ??= env().ROTA_AUDIT_OLD_KEYS.flatMap((file) => publicKeysIn(readFileSync(file, 'utf8')));
  return [createPublicKey(key), ...former];
}
