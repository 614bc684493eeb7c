import { db } from '@/lib/db';
import { log } from '@/lib/log';

const KEPT_DAYS = 90;
const EVERY_MS = 24 * 3_600_000;
/** So many are removed at once: somebody may have posted a great many. */
const AT_ONCE = 10_000;

/**
 * A turn of the worker, at its start and once a day: removes what was kept of messages 90 days ago, those that were refused
 * and the tasks that ECS told of. It tells of none again so late.
 * @returns milliseconds until the next one
 */
export async function messageRemovalTurn(): Promise<number> {
  const refused = await db().$executeRaw`
    DELETE FROM refused_message WHERE (environment_id, message_id) IN (
      SELECT environment_id, message_id FROM refused_message WHERE at < now() - make_interval(days => ${KEPT_DAYS})
      ORDER BY at LIMIT ${AT_ONCE})`;
  const tasks = await db().$executeRaw`
    DELETE FROM direct_task WHERE (environment_id, task_arn) IN (
      SELECT environment_id, task_arn FROM direct_task WHERE recorded_at < now() - make_interval(days => ${KEPT_DAYS})
      ORDER BY recorded_at LIMIT ${AT_ONCE})`;
  if (refused + tasks > 0) log.info({ refused, tasks }, 'what was kept of messages of long ago was removed');
  return Math.max(refused, tasks) < AT_ONCE ? EVERY_MS : 0;
}
