import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { endPause } from '@/lib/schedules/end-pause';
import { systemContext } from '@/lib/system-context';
import { eachSchedule } from './each-schedule';

const LONGEST_NAP = 10_000;
/** Until another look at what is over and could not be ended. */
const AFTER_FAILURE = 2_000;

type Over = { id: string; until: Date };

/**
 * Ends pauses whose time has come, the earliest first, each in a transaction of its own. Any number of workers may do
 * so at once, or none for a while: each pause ends once.
 * @returns the ids of schedules whose pause ended
 */
export async function endPauses(limit = 100): Promise<string[]> {
  const over = await db().$queryRaw<Over[]>`
    SELECT id, pause_until AS until FROM schedule WHERE pause_until <= now() AND NOT in_recovery(environment_id)
    ORDER BY pause_until, id LIMIT ${limit}`;
  return eachSchedule(
    over,
    (pause) => endPause(systemContext('pause-end'), pause),
    'a pause could not be ended',
  );
}

/** Milliseconds until the next pause is over; null where none ends by itself. */
export async function untilNextPauseEnd(): Promise<number | null> {
  const [row] = await db().$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM min(pause_until) - now()) * 1000)::float8 AS wait FROM schedule
    WHERE pause_until IS NOT NULL AND NOT in_recovery(environment_id)`;
  return row?.wait ?? null;
}

/** A turn of the worker: ends what is over. @returns milliseconds until the next turn */
export async function pauseTurn(): Promise<number> {
  const ended = await endPauses();
  if (ended.length > 0) log.info({ ended: ended.length }, 'pauses ended');
  const wait = (await untilNextPauseEnd()) ?? LONGEST_NAP;
  return Math.min(wait > 0 || ended.length > 0 ? wait : AFTER_FAILURE, LONGEST_NAP);
}
