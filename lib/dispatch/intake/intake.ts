import {
  LONGEST_WAIT_SECONDS,
  MOST_MESSAGES,
  openQueue,
  type Queue,
  type QueueMessage,
} from '@/lib/aws/queue';
import { db } from '@/lib/db';
import { inRecovery } from '@/lib/sync/recovery';
import { acceptSlots } from './accept';
import { readSlotMessage } from './message';
import { flagRefused, takeThenRemove } from './taking';

const IDLE_MS = 10_000;
/** So many more calls are made where one brought all that it can. */
const MORE_AT_ONCE = 8;

/** Takes what EventBridge Scheduler posted into the dispatch queue of an environment. */
export class Intake {
  #queue: { arn: string; open: Queue } | null = null;

  constructor(
    private readonly environmentId: string,
    private readonly stop: AbortSignal,
  ) {}

  /** Reads and takes one batch. @returns milliseconds until the next turn */
  async turn(): Promise<number> {
    const queue = await this.#open();
    if (!queue || (await inRecovery(db(), this.environmentId))) return IDLE_MS;
    const messages = await this.#first(queue);
    if (messages.length === MOST_MESSAGES) {
      const more = Array.from({ length: MORE_AT_ONCE }, () => queue.receive(0, this.stop));
      messages.push(...(await Promise.all(more)).flat());
    }
    if (messages.length > 0) await takeMessages(this.environmentId, queue, messages);
    return 0;
  }

  async #first(queue: Queue): Promise<QueueMessage[]> {
    try {
      return await queue.receive(LONGEST_WAIT_SECONDS, this.stop);
    } catch (error) {
      if (this.stop.aborted) return [];
      throw error;
    }
  }

  close(): void {
    this.#queue?.open.destroy();
    this.#queue = null;
  }

  async #open(): Promise<Queue | null> {
    const environment = await db().environment.findUnique({ where: { id: this.environmentId } });
    const arn = environment?.dispatchQueueArn ?? null;
    if (this.#queue && this.#queue.arn !== arn) this.close();
    if (arn !== null && environment) this.#queue ??= { arn, open: openQueue(arn, environment) };
    return this.#queue?.open ?? null;
  }
}

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
