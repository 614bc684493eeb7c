import { randomUUID } from 'node:crypto';
import { db } from '@/lib/db';
import { RotaError } from '@/lib/errors';
import { completeSchedule } from '@/lib/schedules/state-commands';

/** A minute in which EventBridge Scheduler may still start the last slot. */
const PRECISION_SECONDS = 60;

/**
 * Completes schedules that are on but will never run again, once the last slot's flexible window and retries are
 * over: AWS may use all of that time.
 * @returns the ids that were completed
 */
export async function completeFinished(limit = 100): Promise<string[]> {
  const finished = await db().$queryRaw<{ id: string }[]>`
    SELECT s.id FROM schedule_clock c JOIN schedule s ON s.id = c.schedule_id
    WHERE COALESCE(c.next_run_at, 'infinity'::timestamptz) = 'infinity' AND s.state = 'on'
      AND c.last_slot_at + make_interval(mins => s.flexible_minutes, secs => ${PRECISION_SECONDS} + (
        SELECT COALESCE(max(CASE WHEN t.retry_attempts > 0 THEN t.max_age_seconds ELSE 0 END), 0)
        FROM target t WHERE t.schedule_id = s.id)) < now()
    LIMIT ${limit}`;
  const completed: string[] = [];
  for (const { id } of finished) if (await complete(id)) completed.push(id);
  return completed;
}

/** False where somebody changed the schedule meanwhile: it is theirs now. */
async function complete(id: string): Promise<boolean> {
  try {
    await completeSchedule(
      { actor: { type: 'system', job: 'completion' }, requestId: randomUUID(), ip: null, userAgent: null },
      { id, reason: 'Its last run has passed.' },
    );
    return true;
  } catch (error) {
    if (error instanceof RotaError && (error.code === 'conflict' || error.code === 'not-found')) return false;
    throw error;
  }
}
