import type { Access } from '@/lib/aws/credentials';
import { AwsError } from '@/lib/aws/errors';
import type { Queue, QueueMessage } from '@/lib/aws/queue';
import { problemOfTask } from '@/lib/aws/send/tasks';
import { db, type Tx } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { log } from '@/lib/log';
import { databaseNow } from '@/lib/schedules/load';
import { withoutSecrets } from '../dead-letters/without-secrets';
import { queueTurns } from '../intake/queue-turns';
import { flagRefused, takeThenRemove } from '../intake/taking';
import { readTaskEvent, type TaskEnd } from './event';
import { judgeTasks, type Told, type Verdict } from './judge';
import { type Ending, recordTasks } from './record';

/**
 * Looks after the queue of task events of an environment: tasks that EventBridge Scheduler started itself become runs with
 * their exit codes. What is no task event, or does not fit the schedule that it names, is refused and flagged. Events of
 * tasks that others started say nothing to Rota. All of them are removed.
 * @returns the turn of a loop
 */
export const taskEventTurns = (environmentId: string, stop: AbortSignal): (() => Promise<number>) =>
  queueTurns(environmentId, 'taskEventQueueArn', stop, async (environment, queue, messages) => {
    if (messages.length > 0) await takeEvents(environment, queue, messages);
    return 0;
  });

type Ended = { message: QueueMessage; end: TaskEnd };

/** Takes messages of a queue of task events. */
export async function takeEvents(
  environment: EnvironmentRow,
  queue: Pick<Queue, 'remove'>,
  messages: readonly QueueMessage[],
): Promise<void> {
  const read = messages.map((message) => ({ message, found: readTaskEvent(message.body, environment) }));
  const ended = read.flatMap(({ message, found }): Ended[] =>
    typeof found === 'string' ? [] : [{ message, end: found }],
  );
  const verdicts = await judgeTasks(
    environment.id,
    ended.map(({ end }) => end),
  );
  const told = verdicts.filter((verdict): verdict is Told => verdict !== 'foreign' && 'slot' in verdict);
  const endings = await Promise.all(told.map((one) => endingOf(one, environment)));
  const waits = new Set(told.filter((_, i) => endings[i] === null).map(({ end }) => end));
  await takeThenRemove(environment.id, queue, async (tx) => {
    await flagRefused(tx, environment.id, [
      ...read.flatMap(({ message: { id }, found }) => (found === 'none' ? noEvent(id) : [])),
      ...ended.flatMap((one, i) => refusalOf(one, verdicts[i])),
    ]);
    await recordTasks(
      tx,
      environment.id,
      endings.filter((ending) => ending !== null),
    );
    if (read.some(({ found }) => found !== 'none')) await markSeen(tx, environment.id);
    return read.flatMap(({ message, found }) =>
      typeof found !== 'string' && waits.has(found) ? [] : message,
    );
  });
}

/** The overrides of a task may hold secrets: nothing is kept of what can't be read. */
const noEvent = (messageId: string) => ({
  messageId,
  scheduleId: null,
  reason: 'It is no event of an ECS task of this account and Region.',
  body: 'Not kept: it may hold secrets.',
});

function refusalOf({ message: { id: messageId }, end }: Ended, verdict: Verdict | undefined) {
  if (!verdict || verdict === 'foreign' || !('refused' in verdict)) return [];
  const { taskArn, taskDefinitionArn, createdAt, stoppedAt } = end;
  const body = JSON.stringify({ taskArn, taskDefinitionArn, createdAt, stoppedAt });
  return [{ messageId, scheduleId: verdict.scheduleId, reason: verdict.refused, body }];
}

/** A failure of AWS that passes is waited out, but not for ever. */
const PATIENCE_MS = 60 * 60_000;

/** How a task ended; null where AWS does not say just now which of its containers count, so that it is asked again. */
async function endingOf(told: Told, access: Access): Promise<Ending | null> {
  try {
    const problem = await problemOfTask(told.end, access);
    if (problem === null) return { ...told, outcome: 'succeeded', reason: null };
    return { ...told, outcome: 'failed', reason: shown(problem.reason, told) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const ago = (await databaseNow(db())).getTime() - told.end.stoppedAt.getTime();
    if (error.kind !== 'denied' && ago < PATIENCE_MS) {
      log.warn(
        { err: error, task: told.end.taskArn },
        'ECS did not say which containers of a task are essential',
      );
      return null;
    }
    const reason = `Rota could not see which of its containers are essential: ${error.message}`;
    return { ...told, outcome: 'unknown', reason: shown(reason, told) };
  }
}

/** A reason without the secrets of the target's input, which is what the task was started with. */
function shown(reason: string, { schedule, end }: Told): string {
  const target = schedule.targets.find(({ id }) => id === end.targetId);
  const masked = target && withoutSecrets(reason, target);
  return masked ?? 'ECS said why, but Rota can no longer tell what of it is secret.';
}

/** So often is it written down that events come through. */
const MARK = '10 seconds';

async function markSeen(tx: Tx, environmentId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO environment_sync AS sync (environment_id, task_event_at) VALUES (${environmentId}, clock_timestamp())
    ON CONFLICT (environment_id) DO UPDATE SET task_event_at = clock_timestamp()
    WHERE sync.task_event_at IS NULL OR sync.task_event_at < clock_timestamp() - ${MARK}::interval`;
}
