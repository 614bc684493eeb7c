import { readFileSync } from 'node:fs';
import { env } from '@/lib/env';
import { type AllowedPrivate, NOTHING_PRIVATE, parseAllowedPrivate } from './allowed';

/** What was read, and of which file. */
let read: { file: string; pem: string } | null = null;

/** Once: what is sent later does not depend on a file that may be gone, or half written, by then. */
function contentOf(file: string): string {
  if (read?.file !== file) read = { file, pem: readFileSync(file, 'utf8') };
  return read.pem;
}

/**
 * What the environment says of calls to addresses that people entered. The file of authorities is read at the first.
 * @throws the error of the file system
 */
export function outbound(): { allowed: AllowedPrivate; ca: string | undefined } {
  const { ROTA_ALLOWED_PRIVATE_HOSTS: list, ROTA_WEBHOOK_CA_FILE: file } = env();
  return {
    allowed: (list === undefined ? null : parseAllowedPrivate(list)) ?? NOTHING_PRIVATE,
    ca: file === undefined ? undefined : contentOf(file),
  };
}
