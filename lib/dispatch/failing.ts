import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { REASON_MAX } from '@/lib/schedules/reason';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import { systemContext } from '@/lib/system-context';
import { eachSchedule } from './each-schedule';

const EVERY_MS = 5_000;
const AT_ONCE = 100;

/** A turn of the worker: pauses what only fails. @returns milliseconds until the next one */
export async function failingTurn(): Promise<number> {
  const paused = await pauseFailing();
  if (paused.length > 0) log.warn({ alert: true, paused }, 'schedules were paused because their runs failed');
  return EVERY_MS;
}

type Failing = { id: string; failures: number; reason: string };

/**
 * Pauses schedules of which so many slots in a row failed as they say, counted since somebody last changed their state: as
 * the system's act, until somebody resumes them. A slot failed where a run of any of its targets did; what was run by hand,
 * and what a person ended, counts neither way.
 * @returns the ids of those that were paused
 */
export async function pauseFailing(): Promise<string[]> {
  const failing = await db().$queryRaw<Failing[]>`
    SELECT s.id, s.pause_after_failures AS failures, last.reason FROM schedule s, LATERAL (
      SELECT count(slot.failures)::int AS failed, (array_agg(slot.failures[1] ORDER BY slot.slot_at DESC))[1] AS reason
      FROM (
        SELECT slot_at, array_agg(COALESCE(reason, '')) FILTER (WHERE state IN ('failed', 'gave_up')) AS failures
        FROM run WHERE schedule_id = s.id AND ended_at > s.state_at AND slot_at > s.state_at - interval '1 day'
          AND state IN ('succeeded', 'delivered', 'failed', 'gave_up', 'unknown')
          AND origin IN ('clock', 'message') AND ended_by IS NULL
        GROUP BY slot_at ORDER BY slot_at DESC LIMIT s.pause_after_failures
      ) slot
    ) last
    WHERE s.state = 'on' AND s.pause_after_failures IS NOT NULL AND s.delivery = 'through'
      AND last.failed = s.pause_after_failures
    LIMIT ${AT_ONCE}`;
  return eachSchedule(failing, pause, 'a schedule whose runs fail could not be paused');
}

async function pause({ id, failures, reason }: Failing): Promise<void> {
  const what = failures === 1 ? 'A slot failed' : `${failures} slots in a row failed`;
  const why = reasonText(`${what}. The last: ${reason || 'no reason is known.'}`);
  await pauseSchedule(systemContext('failures'), { id, reason: why, until: { kind: 'open' } });
}

/** What others said, as a reason may hold it: short enough, and without control characters. */
const reasonText = (text: string): string =>
  text
    .replace(/[^\P{Cc}\n\r\t]/gu, ' ')
    .slice(0, REASON_MAX)
    .toWellFormed();
