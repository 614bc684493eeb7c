import { db } from '@/lib/db';
import { endRestored, markRestored } from '@/lib/dispatch/slots/restored';
import { databaseNow } from '@/lib/schedules/load';
import { systemContext } from '@/lib/system-context';
import { CHAINS } from '../chain';
import { record } from '../record';
import { declareRestored } from '../signing/declare-restored';
import type { AuditOptions } from './options';

/**
 * Declares that the database was restored from a backup, with a row in the activity: its digests have names of their own
 * from then on, and nothing that waited in it, or was due since, is sent by itself.
 * @returns what follows, in words
 */
export async function restoredText({
  reason,
  by,
}: Extract<AuditOptions, { act: 'restored' }>): Promise<string> {
  const [environments, now] = [
    await db().environment.findMany({ select: { id: true } }),
    await databaseNow(db()),
  ];
  for (const { id } of environments) await endRestored(id, now);
  const restored = await db().$transaction(async (tx) => {
    for (const { id } of environments) await markRestored(tx, id);
    const said = await declareRestored(tx);
    const details = { by, restored: said };
    const what = { action: 'audit.restored', subject: 'Audits', reason, details };
    await record(tx, systemContext('restore'), { audit: 'activity', ...what });
    return said;
  });
  const digests = CHAINS.map(
    (chain) =>
      `${chain} audit: digests from ${restored[chain].kept + 1} on are kept under names of their own.\n`,
  );
  return `${digests.join('')}Runs that waited in the backup or were due since are unknown: none of them is sent by itself.\n`;
}
