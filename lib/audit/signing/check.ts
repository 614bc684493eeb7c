import { log } from '@/lib/log';
import type { Chain } from '../chain';
import { Broken, type Placed, Walk } from '../walk';
import { headOf, storedRows } from './rows';

/** An audit as it was found: its last row, or what does not fit. */
export type Found = { seq: number; hash: string; problem: string | null };

/**
 * Reads an audit in the database from a row on and checks that each row follows on the one before it, says what its hash
 * and its columns say, and is what the digests say.
 */
export async function checkStored(
  chain: Chain,
  from: { seq: number; hash: string } | undefined,
  digests: Placed[],
): Promise<Found> {
  const head = await headOf(chain);
  try {
    const walk = new Walk(chain, digests, from);
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
    return { ...head, problem: null };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    log.error({ alert: true, chain, where: error.where, problem: error.message }, 'the audit does not fit');
    return { ...head, problem: error.message };
  }
}
