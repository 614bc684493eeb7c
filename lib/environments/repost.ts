import type { Tx } from '@/lib/db';
import { wakeWorkers } from '@/lib/wake-workers';
import type { EnvironmentRow } from './bootstrap';

type Dispatch = Pick<EnvironmentRow, 'dispatchQueueArn' | 'dispatchRoleArn' | 'deadLetterQueueArn'>;

/**
 * Asks that what Rota delivers in an environment posts where the environment now says, where that has changed: AWS would
 * go on posting to the queue of before.
 */
export async function repost(
  tx: Tx,
  environmentId: string,
  before: Dispatch,
  after: Dispatch,
  requestId: string,
): Promise<void> {
  const fields = ['dispatchQueueArn', 'dispatchRoleArn', 'deadLetterQueueArn'] as const;
  if (fields.every((field) => before[field] === after[field])) return;
  await tx.$executeRaw`
    UPDATE schedule_sync y SET status = 'pending', attempts = 0, error = NULL, error_code = NULL,
      request_id = ${requestId}, due_at = clock_timestamp()
    FROM (
      SELECT s.id FROM schedule s JOIN schedule_sync k ON k.schedule_id = s.id
      WHERE s.environment_id = ${environmentId} AND s.delivery = 'through' AND s.expression NOT LIKE 'after(%'
        AND s.state NOT IN ('deleted', 'completed')
      ORDER BY s.id FOR UPDATE OF k
    ) posting
    WHERE y.schedule_id = posting.id`;
  await wakeWorkers(tx);
}

/**
 * How many schedules of an environment post into its dispatch queue, and need the role that posts: all that Rota delivers,
 * but for what runs after its previous run, of which AWS has nothing.
 */
export const countPosting = (tx: Tx, environmentId: string): Promise<number> =>
  tx.schedule.count({
    where: {
      environmentId,
      delivery: 'through',
      state: { notIn: ['deleted', 'completed'] },
      NOT: { expression: { startsWith: 'after(' } },
    },
  });
