import { readFileSync } from 'node:fs';
import { env } from '@/lib/env';
import { type Place, syslogPlace } from './place';
import type { Feed } from './turn';

/** The live feed as the environment has it; null where none is configured. The environment was checked to name one. */
export function configuredFeed(): Feed | null {
  const { ROTA_AUDIT_SYSLOG: address } = env();
  const place = address === undefined ? null : syslogPlace(address);
  return place && feedTo(place);
}

/** A feed to a place, as this installation, with the authorities that the environment names. */
export function feedTo(place: Place): Feed {
  const { ROTA_AUDIT_SYSLOG_CA_FILE: file, ROTA_URL } = env();
  const host = new URL(ROTA_URL).hostname;
  return { place, host, ...(file === undefined ? {} : { ca: readFileSync(file, 'utf8') }) };
}
