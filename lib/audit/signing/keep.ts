import { db } from '@/lib/db';
import { env } from '@/lib/env';
import type { AuditDigest } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';
import { databaseNow } from '@/lib/schedules/load';
import { digestHash, type SignedDigest } from '../digest';
import { keepInFolder } from './folder';

const AT_ONCE = 100;

/** A digest as it is kept: one line of JSON. */
export const writeDigest = ({ statement, keyId: key, signature }: AuditDigest): string =>
  JSON.stringify({ statement, key, signature } satisfies SignedDigest);

/**
 * Brings digests to where they are kept, outside the database, in their order. What can't be kept now is tried again at
 * the next turn; a name is never written over.
 */
export async function keepDigests(): Promise<void> {
  const { ROTA_AUDIT_DIGESTS: place } = env();
  if (!place) return;
  const rows = await db().auditDigest.findMany({
    where: { keptAt: null },
    orderBy: [{ at: 'asc' }, { chain: 'asc' }],
    take: AT_ONCE,
  });
  for (const row of rows) {
    const { chain, number } = row;
    const name = `${chain}-${String(number).padStart(8, '0')}-${digestHash(row).slice(0, 16)}.json`;
    try {
      await keepInFolder(place, name, `${writeDigest(row)}\n`);
    } catch (error) {
      log.error({ alert: true, err: error, name }, 'a digest of the audit could not be kept');
      return;
    }
    const keptAt = await databaseNow(db());
    await db().auditDigest.update({ where: { chain_number: { chain, number } }, data: { keptAt } });
  }
}
