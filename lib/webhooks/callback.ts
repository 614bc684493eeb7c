import { z } from 'zod';
import { db } from '@/lib/db';
import { wakeDeliveries } from '@/lib/dispatch/wake';
import { countCallback } from '@/lib/gates/circuit';
import { storable } from '@/lib/storable';
import type { CallbackToken } from './callback-token';

/** What a receiver says of its work once that is over. */
export const callbackInput = z.strictObject({
  state: z.enum(['succeeded', 'failed'], 'Say succeeded or failed.'),
  message: z
    .string('The message is text.')
    .max(2_000, 'The message may have at most 2,000 characters.')
    .optional(),
});

export type Callback = z.output<typeof callbackInput>;

/**
 * Ends a run as its receiver says: one that waits for that, is being sent just now (the receiver may be faster than its
 * own answer), or waits for another attempt. It is said of the last attempt that was sent, which one that waits in hand for
 * its gate was not; of two call-backs only one counts, and none of before the run was sent again. Then it counts for the circuit of the run's gate.
 * @returns whether there was such a run
 */
export async function endByCallback(which: Which, callback: Callback): Promise<boolean> {
  const ended = await end(which, callback);
  if (!ended) return false;
  await countCallback({ runId: which.runId, ...ended }, callback.state);
  return true;
}

type Which = Pick<CallbackToken, 'runId' | 'attemptsBefore'>;

type Ended = {
  environmentId: string;
  gateId: string | null;
  /** Whether the answer to the attempt said already that it was taken. */
  counted: boolean;
};

const end = ({ runId, attemptsBefore }: Which, { state, message }: Callback): Promise<Ended | null> =>
  db().$transaction(async (tx) => {
    const said = message?.trim() ? `It called back: ${storable(message.trim())}` : 'It called back.';
    const reason = state === 'failed' ? said : null;
    const [ended] = await tx.$queryRaw<Ended[]>`
      WITH gone AS (
        DELETE FROM run_queue q WHERE q.run_id = ${runId} AND q.attempts_before = ${attemptsBefore}
          AND q.attempts - q.in_hand::int > q.attempts_before
        RETURNING q.*, q.attempts - q.in_hand::int AS sent),
      attempts AS (
        INSERT INTO run_attempt AS a (run_id, slot_at, attempt, worker, started_at, ended_at, outcome, reason, links)
        SELECT run_id, slot_at, sent, COALESCE(worker, ''), attempt_at, clock_timestamp(), ${state}, ${said}, '[]'
        FROM gone
        ON CONFLICT (run_id, slot_at, attempt) DO UPDATE SET ended_at = EXCLUDED.ended_at, outcome = EXCLUDED.outcome,
          reason = EXCLUDED.reason)
      UPDATE run r SET state = ${state}, reason = ${reason}, attempts = gone.sent,
        started_at = COALESCE(r.started_at, gone.attempt_at), ended_at = clock_timestamp()
      FROM gone WHERE r.id = gone.run_id AND r.slot_at = gone.slot_at
      RETURNING r.environment_id AS "environmentId", gone.gate_id AS "gateId",
        EXISTS (SELECT FROM run_attempt a WHERE a.run_id = gone.run_id AND a.slot_at = gone.slot_at
          AND a.attempt = gone.sent AND a.outcome = 'running') AS counted`;
    if (!ended) return null;
    await wakeDeliveries(tx, ended.environmentId);
    return ended;
  });
