import type { Queue, QueueMessage } from '@/lib/aws/queue';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { log } from '@/lib/log';
import { databaseNow } from '@/lib/schedules/load';
import { takeMessages } from '../intake/intake';
import { readSlotMessage } from '../intake/message';
import { IDLE_MS, queueTurns } from '../intake/queue-turns';
import { flagRefused, takeThenRemove } from '../intake/taking';
import { type Letter, readLetter } from './letter';
import { recordLetters } from './record';

/**
 * Looks after the dead-letter queue of an environment. What EventBridge Scheduler gave up becomes a run that failed; a slot
 * that it could not post to the dispatch queue is taken as if it had come through. Messages are removed once that is
 * committed. Those of others are left: they come again after their visibility time-out.
 * @returns the turn of a loop
 */
export function deadLetterTurns(environmentId: string, stop: AbortSignal): () => Promise<number> {
  const foreign = new ForeignLetters(environmentId);
  return queueTurns(environmentId, 'deadLetterQueueArn', stop, async (environment, queue, messages) => {
    const left = await takeLetters(environment, queue, messages);
    foreign.warn(left);
    return messages.length > 0 && left.length === messages.length ? IDLE_MS : 0;
  });
}

type Read = { message: QueueMessage; letter: Letter };

/** @returns the messages that are not Rota’s */
async function takeLetters(
  environment: EnvironmentRow,
  queue: Pick<Queue, 'remove'>,
  messages: readonly QueueMessage[],
): Promise<QueueMessage[]> {
  const slots: QueueMessage[] = [];
  const letters: Read[] = [];
  const left: QueueMessage[] = [];
  for (const message of messages) {
    const letter = readLetter(message.attributes, environment);
    if (letter === null) left.push(message);
    else if (isSlotOf(letter, message)) slots.push(message);
    else letters.push({ message, letter });
  }
  if (slots.length > 0) await takeMessages(environment.id, queue, slots);
  if (letters.length > 0)
    await takeThenRemove(environment.id, queue, async (tx) => {
      const all = letters.map(({ letter }) => letter);
      const verdicts = await recordLetters(tx, environment.id, all, await databaseNow(tx));
      const those = (verdict: string) => letters.filter((_, i) => verdicts[i] === verdict);
      await flagRefused(tx, environment.id, those('refused').map(refusalOf));
      left.push(...those('unknown').map(({ message }) => message));
      return [...those('recorded'), ...those('refused')].map(({ message }) => message);
    });
  return left;
}

/** The body is what the target was sent, and may hold secrets. */
const refusalOf = ({ message: { id, attributes }, letter: { scheduleId } }: Read) => ({
  messageId: id,
  scheduleId,
  reason: 'It is a dead letter, and its instant is too long ago, or in the future.',
  body: JSON.stringify({ SCHEDULE_ARN: attributes.SCHEDULE_ARN, SCHEDULED_TIME: attributes.SCHEDULED_TIME }),
});

/** Whether it was to be posted to the dispatch queue: whichever that was, its body says so. */
const isSlotOf = ({ scheduleId }: Letter, { body }: QueueMessage): boolean =>
  readSlotMessage(body)?.scheduleId === scheduleId;

/** Says once of whom there are letters that are not Rota's. */
class ForeignLetters {
  readonly #told = new Set<string>();

  constructor(private readonly environmentId: string) {}

  warn(messages: readonly QueueMessage[]): void {
    for (const { attributes } of messages) {
      const from = attributes.SCHEDULE_ARN ?? attributes.RULE_ARN ?? 'nobody that is named';
      if (this.#told.has(from)) continue;
      this.#told.add(from);
      log.warn(
        { environmentId: this.environmentId, from },
        'the dead-letter queue has messages that are not Rota’s: they are left there',
      );
    }
  }
}
