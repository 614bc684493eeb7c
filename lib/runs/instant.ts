import { parseLocal, toInstant } from '@/lib/timing/zone';

/** A wall-clock time, `yyyy-mm-ddThh:mm` or with seconds, in an IANA time zone that exists. */
export type WallTime = { local: string; timeZone: string };

/** `later` is when the clocks show the time again, where it comes twice. */
export type Instant = { at: Date; later: Date | null };

const LAST_YEAR = 2199;

/** When a wall-clock time is, the first time that the clocks show it; or what keeps it from being a time to run at. */
export function instantOf({ local, timeZone }: WallTime, now: Date): Instant | { problem: string } {
  const fields = parseLocal(local);
  if (!fields || fields.year > LAST_YEAR)
    return { problem: `Enter a date and time that exists, until ${LAST_YEAR}, as in 2027-03-01T09:00:30.` };
  const found = toInstant(fields, timeZone);
  if (!found) return { problem: 'The clocks skip this time in this zone. Choose another.' };
  if (found.instant <= now)
    return { problem: 'This time has passed. Choose one in the future, or run it now.' };
  return { at: found.instant, later: found.kind === 'repeated' ? found.later : null };
}
