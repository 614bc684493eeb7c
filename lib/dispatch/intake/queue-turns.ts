import { AwsError } from '@/lib/aws/errors';
import {
  LONGEST_WAIT_SECONDS,
  MOST_MESSAGES,
  openQueue,
  type Queue,
  type QueueMessage,
} from '@/lib/aws/queue';
import { db } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { log } from '@/lib/log';
import { inRecovery } from '@/lib/sync/recovery';
import type { QueueField } from '@/lib/targets/environment-queues';

/** So long where there is nothing to read, and after messages of which none was Rota’s. */
export const IDLE_MS = 10_000;
/** Nobody waits for what most queues bring: one that can't be read is tried again so much later. */
const REFUSED_MS = 60_000;

/** What is done with a batch of messages. @returns milliseconds until the next */
export type Take = (
  environment: EnvironmentRow,
  queue: Pick<Queue, 'remove'>,
  messages: readonly QueueMessage[],
) => Promise<number>;

type Reading = {
  /** So many more calls are made at once where the first brought all that it can. */
  more?: number;
  /** Milliseconds until the next try of a queue that can't be read. */
  refusedMs?: number;
};

/**
 * The turn of a loop that looks after one queue of an environment. The queue of an environment that never had a schedule
 * is not read at all: nothing in it can be Rota’s. Nor is that of one in recovery.
 * @returns reads one batch, and resolves to the milliseconds until the next
 */
export function queueTurns(
  environmentId: string,
  field: QueueField,
  stop: AbortSignal,
  take: Take,
  { more = 0, refusedMs = REFUSED_MS }: Reading = {},
): () => Promise<number> {
  return async () => {
    const environment = await db().environment.findUniqueOrThrow({ where: { id: environmentId } });
    const arn = environment[field];
    if (arn === null || (await inRecovery(db(), environmentId))) return IDLE_MS;
    if (!(await hasSchedules(environmentId))) return IDLE_MS;
    const queue = openQueue(arn, environment);
    try {
      return await take(environment, queue, await receive(queue, stop, more));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (stop.aborted) return 0;
      log.error({ err: error, environmentId, queue: arn }, 'the messages of a queue could not be taken');
      return refusedMs;
    } finally {
      queue.destroy();
    }
  };
}

/**
 * What came is taken though a call of them fails, or Rota stops: it would be hidden until its visibility time-out. If AWS
 * refuses more than these, the first call of the next turn says so.
 */
async function receive(queue: Queue, stop: AbortSignal, more: number): Promise<QueueMessage[]> {
  const first = await queue.receive(LONGEST_WAIT_SECONDS, stop);
  if (first.length < MOST_MESSAGES) return first;
  const others = await Promise.allSettled(Array.from({ length: more }, () => queue.receive(0, stop)));
  return [...first, ...others.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))];
}

/** Whether an environment has, or ever had, a schedule. */
const hasSchedules = async (environmentId: string): Promise<boolean> =>
  (await db().schedule.findFirst({ where: { environmentId }, select: { id: true } })) !== null;
