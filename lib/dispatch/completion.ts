import { randomUUID } from 'node:crypto';
import { excludedText } from '@/lib/calendars/excluded-text';
import { exclusionsOf } from '@/lib/calendars/exclusions';
import { db } from '@/lib/db';
import { RotaError } from '@/lib/errors';
import { completeSchedule } from '@/lib/schedules/state-commands';
import { formatLocal, localFields } from '@/lib/timing/zone';

/** A minute in which EventBridge Scheduler may still start the last slot. */
const PRECISION_SECONDS = 60;

/**
 * Completes schedules that are on but will never run again, once the last slot's flexible window and retries are
 * over: AWS may use all of that time.
 * @returns the ids that were completed
 */
export async function completeFinished(limit = 100): Promise<string[]> {
  const finished = await db().$queryRaw<Finished[]>`
    SELECT s.id, s.time_zone AS "timeZone", c.last_slot_at AS "lastSlotAt", c.over_at AS "overAt"
    FROM schedule_clock c JOIN schedule s ON s.id = c.schedule_id
    WHERE COALESCE(c.next_run_at, 'infinity'::timestamptz) = 'infinity' AND s.state = 'on'
      AND COALESCE(c.over_at, c.last_slot_at) + make_interval(mins => s.flexible_minutes, secs => ${PRECISION_SECONDS} + (
        SELECT COALESCE(max(CASE WHEN t.retry_attempts > 0 THEN t.max_age_seconds ELSE 0 END), 0)
        FROM target t WHERE t.schedule_id = s.id)) < now()
    LIMIT ${limit}`;
  const completed: string[] = [];
  for (const one of finished) if (await complete(one)) completed.push(one.id);
  return completed;
}

type Finished = { id: string; timeZone: string; lastSlotAt: Date | null; overAt: Date | null };

/** A run that was to be the last, or the dates that excluded it. */
async function reasonOf({ id, timeZone, lastSlotAt, overAt }: Finished): Promise<string> {
  if (overAt === null || (lastSlotAt && lastSlotAt >= overAt)) return 'Its last run has passed.';
  const excluded = (await exclusionsOf(db(), [id]))(id);
  const day = formatLocal(localFields(overAt, timeZone)).slice(0, 10);
  const dates = excluded.filter(({ first, last }) => first <= day && day <= last);
  return `Its last time did not run: it was excluded by ${excludedText(dates)}.`;
}

/** False where somebody changed the schedule meanwhile: it is theirs now. */
async function complete(finished: Finished): Promise<boolean> {
  try {
    await completeSchedule(
      { actor: { type: 'system', job: 'completion' }, requestId: randomUUID(), ip: null, userAgent: null },
      { id: finished.id, reason: await reasonOf(finished) },
    );
    return true;
  } catch (error) {
    if (error instanceof RotaError && (error.code === 'conflict' || error.code === 'not-found')) return false;
    throw error;
  }
}
