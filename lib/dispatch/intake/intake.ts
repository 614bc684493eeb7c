import type { Queue, QueueMessage } from '@/lib/aws/queue';
import { acceptSlots } from './accept';
import { readSlotMessage } from './message';
import { queueTurns } from './queue-turns';
import { flagRefused, takeThenRemove } from './taking';

/** So many more calls are made where one brought all that it can. */
const MORE_AT_ONCE = 8;
/** A run may wait for what it brings: a queue that can't be read is tried again so soon. */
const REFUSED_MS = 2_000;

/**
 * Looks after the dispatch queue of an environment: takes what EventBridge Scheduler posted.
 * @returns the turn of a loop
 */
export const intakeTurns = (environmentId: string, stop: AbortSignal): (() => Promise<number>) =>
  queueTurns(
    environmentId,
    'dispatchQueueArn',
    stop,
    async ({ id }, queue, messages) => {
      if (messages.length > 0) await takeMessages(id, queue, messages);
      return 0;
    },
    { more: MORE_AT_ONCE, refusedMs: REFUSED_MS },
  );

const NO_SLOT = 'It is no message that EventBridge Scheduler posts for Rota.';

/** Takes messages of slots, and removes them once what they made is committed. */
export function takeMessages(
  environmentId: string,
  queue: Pick<Queue, 'remove'>,
  messages: readonly QueueMessage[],
): Promise<void> {
  return takeThenRemove(environmentId, queue, async (tx) => {
    const read = messages.map(({ id, body }) => ({ id, body, slot: readSlotMessage(body) }));
    const slots = read.flatMap(({ slot }) => slot ?? []);
    const verdicts = (await acceptSlots(tx, environmentId, slots)).values();
    const refused = read.flatMap(({ id: messageId, body, slot }) => {
      const reason = slot ? verdicts.next().value : NO_SLOT;
      return reason ? { messageId, scheduleId: slot?.scheduleId ?? null, reason, body } : [];
    });
    await flagRefused(tx, environmentId, refused);
    return messages;
  });
}
