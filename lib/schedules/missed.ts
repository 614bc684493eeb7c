import { parseExpression } from '@/lib/timing/expression';
import { timetable } from '@/lib/timing/timetable';
import { optionsOf, type ScheduleTiming } from './timing';

/**
 * The last run of a schedule that would have come between two instants, both included, had it not been off: what it
 * missed, where no run is left after it.
 */
export function lastMissed(timing: ScheduleTiming, since: Date, now: Date): Date | null {
  const last = timetable(parseExpression(timing.expression), optionsOf(timing)).previous(now.getTime() + 1);
  return last >= since.getTime() ? new Date(last) : null;
}
