import type { Queue, QueueMessage } from '@/lib/aws/queue';
import { db, type Tx } from '@/lib/db';
import { log } from '@/lib/log';
import { storable } from '@/lib/storable';
import { inRecovery } from '@/lib/sync/recovery';

/**
 * Takes messages in one transaction, and removes what `take` is done with once that is committed: one that is lost on the
 * way comes again. In an environment in recovery nothing is taken and all of them come again.
 * @param take @returns the messages that it is done with
 */
export async function takeThenRemove(
  environmentId: string,
  queue: Pick<Queue, 'remove'>,
  take: (tx: Tx) => Promise<readonly QueueMessage[]>,
): Promise<void> {
  const done = await db().$transaction(async (tx) => ((await inRecovery(tx, environmentId)) ? [] : take(tx)));
  const left = await queue.remove(done);
  if (left.length > 0)
    log.warn({ environmentId, messages: left }, 'messages could not be removed: they come again');
}

/** SQS keeps a message for 14 days; a flexible window and the retries before take one at most each. */
const OLDEST_MS = 16 * 24 * 3_600_000;
/** EventBridge Scheduler posts nothing before its minute; clocks differ. */
const EARLIEST_MS = 2 * 60_000;

/** Whether a message that is read now can tell of an instant. */
export function canTellOf(at: Date, now: Date): boolean {
  const age = now.getTime() - at.getTime();
  return age <= OLDEST_MS && age >= -EARLIEST_MS;
}

/** A message that says something else than it may. `body` holds no secrets. */
export type Refused = { messageId: string; scheduleId: string | null; reason: string; body: string };

/** Flags messages, for the administrators of their environment. */
export async function flagRefused(tx: Tx, environmentId: string, refused: readonly Refused[]): Promise<void> {
  if (refused.length === 0) return;
  for (const { messageId, reason } of refused)
    log.warn({ alert: true, environmentId, messageId, reason }, 'a message was refused');
  await tx.refusedMessage.createMany({
    data: refused.map((one) => ({ environmentId, ...one, body: storable(one.body.slice(0, 2_000)) })),
    skipDuplicates: true,
  });
}
