import { access, rm } from 'node:fs/promises';
import path from 'node:path';
import { db } from '@/lib/db';
import { systemContext } from '@/lib/system-context';
import { record } from '../record';
import type { Keeper } from './keeper';
import { archiveNames, type Manifest } from './manifest';

type Due = Pick<Manifest, 'chain' | 'month'>;

/**
 * Removes archives that were kept for long enough, each in one transaction with its row in the activity. The manifest
 * stays: it tells how the removed rows ended, so that what follows can be verified.
 * @param monthsArchived so many months after an archive was made
 * @returns the names of the files that are gone
 * @throws Error where the folder does not have the manifest of one of them: it may not be mounted; and where the keeper is alone no more
 */
export async function removeExpired(
  keeper: Keeper,
  folder: string,
  monthsArchived: number,
): Promise<string[]> {
  const due = await db().$queryRaw<Due[]>`
    SELECT chain, month FROM audit_archive
    WHERE removed_at IS NULL AND archived_at + make_interval(months => ${monthsArchived}::int) <= now() ORDER BY chain, month`;
  const removed: string[] = [];
  for (const archive of due) removed.push(...(await remove(keeper, folder, archive)));
  return removed;
}

async function remove(keeper: Keeper, folder: string, { chain, month }: Due): Promise<string[]> {
  const { rows, people, manifest } = archiveNames({ chain, month });
  // A mount that is away looks like a folder from which all is gone.
  await access(path.join(folder, manifest));
  await keeper.alone();
  await keeper.client.$transaction(async (tx) => {
    await tx.$executeRaw`UPDATE audit_archive SET removed_at = now() WHERE chain = ${chain} AND month = ${month}`;
    const details = { chain, month };
    await record(tx, systemContext('retention'), {
      audit: 'activity',
      action: 'audit.archive-remove',
      subject: rows,
      details,
    });
    // Within the transaction: what was recorded is gone, and a repeat finds nothing left to remove.
    for (const name of [people, rows]) await rm(path.join(folder, name), { force: true });
  });
  return [people, rows];
}
