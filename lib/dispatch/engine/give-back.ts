import { db, Prisma } from '@/lib/db';
import { NotSentError } from '@/lib/gates/pass';
import { log } from '@/lib/log';
import type { Claimed } from './claim';
import { insist } from './insist';

/** What makes of a run that was claimed and not sent one that waits, as if it had not been taken: run_queue is q. */
export const UNSENT = Prisma.sql`worker = NULL, in_hand = false, attempts = q.attempts - 1, visible_at = q.since`;

/**
 * Gives a run back to its gate where it was not sent, also once the database answers again; every other error stays one.
 * @param work the delivery of a run that a gate let pass
 */
export async function orGiveBack(
  claimed: Claimed,
  { worker, stop }: { worker: string; stop?: AbortSignal | undefined },
  work: Promise<void>,
): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof NotSentError)) throw error;
    const { runId } = claimed;
    if (error.cause) log.warn({ err: error.cause, run: runId }, 'a gate could not be asked for a run');
    const write = () => giveBack(claimed, worker, error.unused);
    await insist([runId], 'a run could not be given back', write, stop);
  }
}

/** Its token is lost: it is only taken off those that passed, in the minute of which it is. */
async function giveBack({ runId, fence, gateId }: Claimed, worker: string, unused: 0 | 1): Promise<void> {
  await db().$executeRaw`
    WITH back AS (
      UPDATE run_queue q SET ${UNSENT}
      WHERE q.run_id = ${runId} AND q.fence = ${fence} AND q.worker = ${worker} AND q.step = 'send'
      RETURNING q.gate_id, q.attempt_at)
    SELECT gate_count(gate_id, -1, attempt_at) FROM back WHERE gate_id = ${gateId} AND ${unused}::int = 1`;
}
