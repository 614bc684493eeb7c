import { db } from '@/lib/db';
import { log } from '@/lib/log';

const KEPT_DAYS = 90;
const EVERY_MS = 24 * 3_600_000;
/** So many are removed at once: the first time there may be those of years. */
const AT_ONCE = 10_000;

/**
 * A turn of the worker, at its start and once a day: removes sessions that could last be used 90 days ago. One that was
 * ended stays as long as if it had not been. @returns milliseconds until the next one
 */
export async function sessionRemovalTurn(): Promise<number> {
  const removed = await db().$executeRaw`
    DELETE FROM session WHERE id IN (
      SELECT id FROM session WHERE expires_at < now() - make_interval(days => ${KEPT_DAYS})
      ORDER BY expires_at LIMIT ${AT_ONCE})`;
  if (removed > 0) log.info({ removed }, 'sessions that ended long ago were removed');
  return removed < AT_ONCE ? EVERY_MS : 0;
}
