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

type Failing = { id: string; failures: number; reason: string | null };

/**
 * Pauses schedules of which so many runs in a row failed as they say, counted since somebody last changed their state: as
 * the system's act, until somebody resumes them.
 * @returns the ids of those that were paused
 */
export async function pauseFailing(): Promise<string[]> {
  const failing = await db().$queryRaw<Failing[]>`
    SELECT s.id, s.pause_after_failures AS failures, last.reason FROM schedule s, LATERAL (
      SELECT count(*) FILTER (WHERE r.state IN ('failed', 'gave_up'))::int AS failed, (array_agg(r.reason))[1] AS reason
      FROM (
        SELECT state, reason FROM run WHERE schedule_id = s.id AND ended_at > s.state_at AND slot_at > s.state_at - interval '1 day'
          AND state IN ('succeeded', 'delivered', 'failed', 'gave_up', 'unknown')
        ORDER BY slot_at DESC LIMIT s.pause_after_failures
      ) r
    ) last
    WHERE s.state = 'on' AND s.pause_after_failures IS NOT NULL AND s.delivery = 'through'
      AND last.failed = s.pause_after_failures
    LIMIT ${AT_ONCE}`;
  return eachSchedule(failing, pause, 'a schedule whose runs fail could not be paused');
}

async function pause({ id, failures, reason }: Failing): Promise<void> {
  const what = failures === 1 ? 'A run failed' : `${failures} runs in a row failed`;
  const why = reasonText(`${what}. The last: ${reason ?? 'no reason is known.'}`);
  await pauseSchedule(systemContext('failures'), { id, reason: why, until: { kind: 'open' } });
}

/** What others said, as a reason may hold it: short enough, and without control characters. */
const reasonText = (text: string): string =>
  text
    .replace(/[^\P{Cc}\n\r\t]/gu, ' ')
    .slice(0, REASON_MAX)
    .toWellFormed();
