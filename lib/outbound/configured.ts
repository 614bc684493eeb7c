import { readFileSync } from 'node:fs';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { type AllowedPrivate, NOTHING_PRIVATE, parseAllowedPrivate } from './allowed';

/** What was read, and of which file. */
let read: { file: string; pem: string } | null = null;

/** Once: what is sent later does not depend on a file that may be gone, or half written, by then. */
function contentOf(file: string): string {
  if (read?.file !== file) read = { file, pem: readFileSync(file, 'utf8') };
  return read.pem;
}

/** What an administrator lets Rota call though it is not public. */
export function allowedPrivate(): AllowedPrivate {
  const { ROTA_ALLOWED_PRIVATE_HOSTS: list } = env();
  return (list === undefined ? null : parseAllowedPrivate(list)) ?? NOTHING_PRIVATE;
}

/**
 * What the environment says of calls to addresses that people entered. The file of authorities is read at the first.
 * @throws the error of the file system
 */
export function outbound(): { allowed: AllowedPrivate; ca: string | undefined } {
  const { ROTA_WEBHOOK_CA_FILE: file } = env();
  return { allowed: allowedPrivate(), ca: file === undefined ? undefined : contentOf(file) };
}

/** The same; null where the file can not be read just now, of which the log says why. */
export function tryOutbound(): ReturnType<typeof outbound> | null {
  try {
    return outbound();
  } catch (error) {
    log.error({ err: error }, 'the authorities that webhooks are checked by could not be read');
    return null;
  }
}

/** What people read then: the path is the administrators' alone. */
export const NO_AUTHORITIES =
  'Rota could not read the file that ROTA_WEBHOOK_CA_FILE names, so nothing was sent.';
