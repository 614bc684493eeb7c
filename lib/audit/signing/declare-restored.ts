import type { Tx } from '@/lib/db';
import { newId } from '@/lib/id';
import { databaseNow } from '@/lib/schedules/load';
import type { Chain } from '../chain';
import type { Restored } from '../restored';

/**
 * Notes that a backup was restored: what is not kept outside the database by now has other names there from now on, as
 * those of before may belong to digests that were signed since the backup.
 * @returns what the audit row of whoever declares it has to say, in its details under `restored`
 */
export async function declareRestored(tx: Tx): Promise<Restored> {
  const [name, at] = [newId(), await databaseNow(tx)];
  const ofChain = async (chain: Chain) => {
    const last = await tx.auditDigest.findFirst({ where: { chain }, orderBy: { number: 'desc' } });
    const waiting = await tx.auditDigest.findFirst({
      where: { chain, keptAt: null },
      orderBy: { number: 'asc' },
    });
    const said = { kept: (waiting?.number ?? (last?.number ?? 0) + 1) - 1, last: last?.number ?? 0 };
    await tx.auditRestore.create({ data: { chain, name, fromNumber: said.kept + 1, at } });
    return said;
  };
  return { schedule: await ofChain('schedule'), activity: await ofChain('activity') };
}

/**
 * The name of a digest outside the database: without an ending, as in `schedule-00000012`. Another digest of its number
 * finds its name taken, unless a restore was declared before it.
 */
export async function nameOutside(
  tx: Pick<Tx, 'auditRestore'>,
  { chain, number }: { chain: string; number: number },
): Promise<string> {
  const restore = await tx.auditRestore.findFirst({
    where: { chain, fromNumber: { lte: number } },
    orderBy: { at: 'desc' },
  });
  return [chain, String(number).padStart(8, '0'), ...(restore ? [restore.name] : [])].join('-');
}
