import { parseExpression } from '@/lib/timing/expression';
import { timetable } from '@/lib/timing/timetable';
import { formatLocal, localFields } from '@/lib/timing/zone';
import { REASON_MAX } from './reason';
import { optionsOf, type ScheduleTiming } from './timing';

/**
 * The last run of a schedule that would have come between two instants, both included, had it not been off: what it
 * missed, where no run is left after it.
 */
export function lastMissed(timing: ScheduleTiming, since: Date, now: Date): Date | null {
  const last = timetable(parseExpression(timing.expression), optionsOf(timing)).previous(now.getTime() + 1);
  return last >= since.getTime() ? new Date(last) : null;
}

/** What became of a run that was to be the last, as in `Missed: 2027-03-01 09:00 in UTC passed while it was paused`. */
export function missedText(missedAt: Date, timeZone: string, circumstances: string): string {
  const local = formatLocal(localFields(missedAt, timeZone)).slice(0, 16).replace('T', ' ');
  const text = `Missed: ${local} in ${timeZone} passed ${circumstances}`;
  return text.length > REASON_MAX ? `${text.slice(0, REASON_MAX - 1)}…` : text;
}
