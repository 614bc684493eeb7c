import { readFileSync } from 'node:fs';
import { env } from '@/lib/env';
import { syslogPlace } from './place';
import type { Feed } from './turn';

/** The live feed as the environment has it; null where none is configured. The environment was checked to name one. */
export function configuredFeed(): Feed | null {
  const { ROTA_AUDIT_SYSLOG: address, ROTA_AUDIT_SYSLOG_CA_FILE: file, ROTA_URL } = env();
  const place = address === undefined ? null : syslogPlace(address);
  if (!place) return null;
  const host = new URL(ROTA_URL).hostname;
  return { place, host, ...(file === undefined ? {} : { ca: readFileSync(file, 'utf8') }) };
}
