import { createHash } from 'node:crypto';
import { db } from '@/lib/db';
import type { Chain } from '../chain';
import { TABLES } from '../signing/rows';
import type { Manifest } from './manifest';

/**
 * Rows that are archived and stand in the database still, in the partition of a later month: the clock was set back over
 * the end of theirs. They leave with that partition; until then a manifest vouches for them.
 * @param archive the last one
 * @returns the SHA-256 of their hashes in their order, in hex; undefined where there are none
 */
export async function leftBehind(
  chain: Chain,
  { month, to }: Pick<Manifest, 'month' | 'to'>,
): Promise<string | undefined> {
  const rows = await db().$queryRaw<{ hash: Uint8Array }[]>`
    SELECT hash FROM ${TABLES[chain]} WHERE seq <= ${to}
      AND occurred_at >= ((${month} || '-01')::timestamp + interval '1 month') AT TIME ZONE 'UTC' ORDER BY seq, hash`;
  if (rows.length === 0) return undefined;
  const all = createHash('sha256');
  for (const { hash } of rows) all.update(hash);
  return all.digest('hex');
}
