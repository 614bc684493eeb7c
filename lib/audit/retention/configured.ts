import { env } from '@/lib/env';
import type { Retention } from './archive-month';

/** How long the audits stay online, and where they go then; null where all is kept online. */
export function configuredRetention(): Retention | null {
  const { ROTA_AUDIT_MONTHS_ONLINE: monthsOnline, ROTA_AUDIT_ARCHIVE: folder } = env();
  return monthsOnline !== undefined && folder !== undefined ? { folder, monthsOnline } : null;
}
