import { excludedText } from '@/lib/calendars/excluded-text';
import { exclusionsOf } from '@/lib/calendars/exclusions';
import { db, Prisma } from '@/lib/db';
import { freezeAt } from '@/lib/freeze/covering';
import { missedText } from '@/lib/schedules/missed';
import { completeSchedule } from '@/lib/schedules/state-commands';
import { systemContext } from '@/lib/system-context';
import { formatLocal, localFields } from '@/lib/timing/zone';
import { eachSchedule } from './each-schedule';

/** A minute in which EventBridge Scheduler may still start the last slot. */
const PRECISION_SECONDS = 60;

/**
 * Completes schedules that will never run again: those that are on once the last slot's flexible window and retries are
 * over, which AWS may use, or at once where that slot did not run, or Rota delivers it and its runs are over; those that
 * are off once their last time has passed. What a freeze holds back is not over, and nothing is while an environment is
 * in recovery. Extra runs that are planned for later don't keep a schedule: they go out at their time all the same.
 * @returns the ids that were completed
 */
export async function completeFinished(limit = 100): Promise<string[]> {
  const finished = await db().$queryRaw<Finished[]>`
    (SELECT ${COLUMNS} FROM schedule_clock c JOIN schedule s ON s.id = c.schedule_id
    WHERE COALESCE(c.next_run_at, 'infinity'::timestamptz) = 'infinity' AND s.state = 'on'
      AND c.held_run_at IS NULL AND NOT c.stale AND NOT in_recovery(s.environment_id)
      AND c.plan_at IS NULL AND c.awaited_slot_at IS NULL AND NOT EXISTS (SELECT FROM run_queue q WHERE q.schedule_id = s.id AND q.since <= now())
      AND COALESCE(c.over_at, c.last_slot_at, s.end_at) + make_interval(secs => ${PRECISION_SECONDS}) + CASE
        WHEN s.delivery = 'through' OR c.last_slot_at IS NULL OR c.last_slot_at < c.over_at THEN interval '0'
        ELSE make_interval(mins => s.flexible_minutes, secs => (
          SELECT COALESCE(max(CASE WHEN t.retry_attempts > 0 THEN t.max_age_seconds ELSE 0 END), 0)
          FROM target t WHERE t.schedule_id = s.id)) END < now()
    LIMIT ${limit})
    UNION ALL
    (SELECT ${COLUMNS} FROM schedule_clock c JOIN schedule s ON s.id = c.schedule_id
    WHERE c.state IN ('paused', 'disabled') AND c.over_at + make_interval(secs => ${PRECISION_SECONDS}) < now()
      AND NOT c.stale AND NOT in_recovery(s.environment_id)
      AND NOT EXISTS (SELECT FROM adoption a WHERE a.schedule_id = s.id AND a.step NOT IN ('adopted', 'returned'))
    LIMIT ${limit})`;
  return eachSchedule(finished, complete, 'a schedule could not be completed');
}

const COLUMNS = Prisma.sql`s.id, s.state::text, s.state_reason AS "stateReason", s.state_at AS "stateAt",
  s.team_id AS "teamId", s.environment_id AS "environmentId", s.time_zone AS "timeZone",
  c.last_slot_at AS "lastSlotAt", c.over_at AS "overAt"`;

type Finished = {
  id: string;
  state: string;
  stateReason: string | null;
  stateAt: Date;
  teamId: string;
  environmentId: string;
  timeZone: string;
  lastSlotAt: Date | null;
  overAt: Date | null;
};

type Ending = { reason: string; missedAt: Date | null };

const RAN: Ending = { reason: 'Its last run has passed.', missedAt: null };

/** A run that was to be the last, or the dates that excluded it, or the freeze in which it was missed. */
async function endingOf(finished: Finished): Promise<Ending> {
  const { id, state, stateReason, stateAt, timeZone, lastSlotAt, overAt } = finished;
  if (overAt === null || (lastSlotAt && lastSlotAt >= overAt)) return RAN;
  const excluded = (await exclusionsOf(db(), [id]))(id);
  const day = formatLocal(localFields(overAt, timeZone)).slice(0, 10);
  const dates = excluded.filter(({ first, last }) => first <= day && day <= last);
  if (dates.length > 0)
    return {
      reason: `Its last time did not run: it was excluded by ${excludedText(dates)}.`,
      missedAt: null,
    };
  if (state !== 'on')
    return overAt < stateAt
      ? RAN
      : {
          reason: missedText(overAt, timeZone, `while it was ${state}: ${stateReason}`),
          missedAt: overAt,
        };
  const freeze = await freezeAt(db(), finished, overAt);
  if (!freeze) return RAN;
  return {
    reason: missedText(overAt, timeZone, `while it was frozen: ${freeze.reason}`),
    missedAt: overAt,
  };
}

async function complete(finished: Finished): Promise<void> {
  await completeSchedule(systemContext('completion'), { id: finished.id, ...(await endingOf(finished)) });
}
