import type { FieldError } from '@/lib/errors';
import { hasRunLeft, type ScheduleTiming } from './timing';

const EXCLUDED =
  'It would never run: the calendars exclude all of its times. Choose another time, or fewer calendars.';
const PASSED = 'This time has passed. Choose one in the future.';
const OVER = 'It is over, and a change would bring it back: give it a new time too, in the future.';
const ENDED = 'It would never run again: its end comes before its next run.';
const NO_DATE = 'It would never run: no date from now on fits this expression.';

/**
 * Why nothing would ever run from now on, at its field; null where something will.
 * @param over whether it is over already, and would begin again
 */
export function whyNeverRuns(timing: ScheduleTiming, now: Date, over = false): FieldError | null {
  if (hasRunLeft(timing, now)) return null;
  if (hasRunLeft({ ...timing, excluded: [] }, now))
    return { path: 'schedule.calendarIds', message: EXCLUDED };
  if (timing.expression.startsWith('at('))
    return { path: 'schedule.expression', message: over ? OVER : PASSED };
  if (timing.endAt && hasRunLeft({ ...timing, endAt: null }, now))
    return { path: 'schedule.endLocal', message: ENDED };
  return { path: 'schedule.expression', message: NO_DATE };
}
