import { db } from '@/lib/db';
import { log } from '@/lib/log';
import type { Chain } from '../chain';
import { type Boundary, boundaryOf } from '../retention/boundary';
import { leftBehind } from '../retention/left-behind';
import { Broken, type Placed, Walk } from '../walk';
import { headOf, storedRows, strayRow } from './rows';

/** An audit as it was found: its last row, or what does not fit. */
export type Found = { seq: number; hash: string; problem: string | null };

/**
 * Reads an audit in the database from a row on, or from the first one that is not archived, and checks that each row follows on the one before it, says what its hash
 * and its columns say, and is what the digests say.
 */
export async function checkStored(
  chain: Chain,
  from: { seq: number; hash: string } | undefined,
  digests: Placed[],
): Promise<Found> {
  const head = await headOf(chain);
  const archived = await archivedTo(chain);
  try {
    await walkStored(chain, from ?? (await boundaryOf(chain)), digests, head);
    return { ...head, problem: null };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    // Rows that were archived meanwhile were missed: what is left is looked at.
    if ((await archivedTo(chain)) > archived) return checkStored(chain, from, digests);
    log.error({ alert: true, chain, where: error.where, problem: error.message }, 'the audit does not fit');
    return { ...head, problem: error.message };
  }
}

async function walkStored(
  chain: Chain,
  from: Boundary,
  digests: readonly Placed[],
  head: { seq: number; hash: string },
): Promise<void> {
  const walk = new Walk(
    chain,
    digests.filter(({ seq }) => seq >= from.seq),
    from,
  );
  for await (const { fits, ...row } of storedRows(chain, walk.last, head.seq)) {
    walk.step('the database', row);
    if (!fits)
      throw new Broken(
        'the database',
        `Row ${row.seq} of the ${chain} audit is listed as something else than what it is.`,
      );
  }
  walk.end();
  walk.assertEndsWith(head);
  const stray = await strayRow(chain);
  if (stray !== null)
    throw new Broken(
      'the database',
      `Row ${stray} stands in the ${chain} audit, but was never written to it: its last row is another, or it is archived.`,
    );
  const { archive } = from;
  if (archive && (await leftBehind(chain, archive)) !== archive.left)
    throw new Broken(
      'the database',
      `Rows up to ${archive.to} of the ${chain} audit, which are archived, stand in the database, but are not those that stayed there as ${archive.month} was archived.`,
    );
}

async function archivedTo(chain: Chain): Promise<bigint> {
  const last = await db().auditArchive.findFirst({ where: { chain }, orderBy: { toSeq: 'desc' } });
  return last?.toSeq ?? 0n;
}
