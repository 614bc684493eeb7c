import { formatLocal, localFields, localMilliseconds, parseLocal, toInstant } from '@/lib/timing/zone';

const DAY_MS = 86_400_000;

/** Offsets are known from 1900 to 2299: so far from the ends no zone leads out of that. */
const hasOffsets = (year: number): boolean => year > 1900 && year < 2299;

/**
 * The instant, as ISO text in UTC, of a time as a field for date and time has it; '' where it has none. A time that the
 * clocks jump over is moved on by the jump; one of a year that is still being typed, as 0002, has none.
 * @param which of the two instants of a time that occurs twice
 */
export function instantText(local: string, zone: string, which: 'earlier' | 'later'): string {
  const fields = parseLocal(local);
  if (!fields || !hasOffsets(fields.year)) return '';
  const found = toInstant(fields, zone);
  if (found)
    return (which === 'later' && found.kind === 'repeated' ? found.later : found.instant).toISOString();
  const asUtc = localMilliseconds(fields);
  const { offsetMinutes } = localFields(new Date(asUtc - DAY_MS), zone);
  return new Date(asUtc - offsetMinutes * 60_000).toISOString();
}

/**
 * What a field for date and time shows of an instant, to the minute; '' of none, and of what is no instant. Where the zone
 * has no offset, in UTC.
 */
export function localText(instant: string, zone: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '';
  const text = hasOffsets(at.getUTCFullYear()) ? formatLocal(localFields(at, zone)) : at.toISOString();
  return text.slice(0, 16);
}

/** A time that is typed and is no instant yet; `beside` the instant that the filter has meanwhile. */
export type Typed = { local: string; beside: string };

/** What a field shows of the filter's instant: what is typed in its place, while that goes on. */
export const shownText = (instant: string, typed: Typed | null, zone: string): string =>
  typed?.beside === instant ? typed.local : localText(instant, zone);
