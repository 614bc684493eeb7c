import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { env } from '@/lib/env';

let read: KeyObject | undefined;

/** The key that digests are signed with; null where none is configured. The environment was checked to name one. */
export function signingKey(): KeyObject | null {
  const { ROTA_AUDIT_KEY_FILE: file } = env();
  if (!file) return null;
  read ??= createPrivateKey(readFileSync(file));
  return read;
}
