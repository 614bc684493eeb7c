import { RotaError } from '@/lib/errors';
import { log } from '@/lib/log';

/**
 * Does something to each of some schedules. One that somebody was first to change is theirs now, and one that fails stops
 * none of those after it.
 * @param failure what the log says of that
 * @returns the ids of those that it was done to
 */
export async function eachSchedule<T extends { id: string }>(
  schedules: readonly T[],
  act: (schedule: T) => Promise<unknown>,
  failure: string,
): Promise<string[]> {
  const done: string[] = [];
  for (const schedule of schedules) {
    try {
      await act(schedule);
      done.push(schedule.id);
    } catch (error) {
      if (error instanceof RotaError && (error.code === 'conflict' || error.code === 'not-found')) continue;
      log.error({ err: error, scheduleId: schedule.id }, failure);
    }
  }
  return done;
}
