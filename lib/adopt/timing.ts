import { instantIn } from '@/lib/schedules/timing';
import { formatLocal, isTimeZone, localFields } from '@/lib/timing/zone';

/**
 * An instant by the clocks of a zone, as a schedule's start and end are entered. Null where that would mean another
 * instant: in the second pass of an hour that clocks repeat, or where the zone is none.
 */
export function localText(instant: Date, timeZone: string): string | null {
  if (!isTimeZone(timeZone)) return null;
  const text = formatLocal(localFields(instant, timeZone));
  const whole = Math.floor(instant.getTime() / 1000) * 1000;
  return instantIn(text, timeZone)?.getTime() === whole ? text : null;
}

/** How long after its time AWS may still start a run: it keeps to the minute. In milliseconds, with time to spare. */
const LATE = 75_000;
/** What switching takes, with time to spare. */
const SWITCH = 45_000;
const HOUR = 3_600_000;

/**
 * When to switch from the original to Rota's own, so that no run falls between the two: now, or once the run that is
 * about to come, or may still be under way, is over. Of what runs too often for such a moment, or has it more than an
 * hour away, now.
 * @param next the first slot after an instant
 */
export function quietMoment(next: (after: Date) => Date | null, windowMinutes: number, now: Date): Date {
  const late = LATE + windowMinutes * 60_000;
  const slot = next(new Date(now.getTime() - late));
  if (!slot || slot.getTime() > now.getTime() + SWITCH) return now;
  const quiet = slot.getTime() + late;
  const following = next(slot);
  const tooOften = following !== null && following.getTime() <= quiet + SWITCH;
  return tooOften || quiet > now.getTime() + HOUR ? now : new Date(quiet);
}
