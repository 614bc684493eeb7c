import { readFileSync } from 'node:fs';
import { env } from '@/lib/env';
import { type AllowedPrivate, NOTHING_PRIVATE, parseAllowedPrivate } from './allowed';

/** What the environment says of calls to addresses that people entered. It was checked to be readable. */
export function outbound(): { allowed: AllowedPrivate; ca: string | undefined } {
  const { ROTA_ALLOWED_PRIVATE_HOSTS: list, ROTA_WEBHOOK_CA_FILE: file } = env();
  return {
    allowed: (list === undefined ? null : parseAllowedPrivate(list)) ?? NOTHING_PRIVATE,
    ca: file === undefined ? undefined : readFileSync(file, 'utf8'),
  };
}
