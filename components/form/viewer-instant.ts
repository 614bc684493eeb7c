import { formatLocal, localFields, localMilliseconds, parseLocal, toInstant } from '@/lib/timing/zone';

const DAY_MS = 86_400_000;

/**
 * The instant, as ISO text in UTC, of a time as a field for date and time has it; '' where it has none. A time that the
 * clocks jump over is moved on by the jump.
 * @param which of the two instants of a time that occurs twice
 */
export function instantText(local: string, zone: string, which: 'earlier' | 'later'): string {
  const fields = parseLocal(local);
  if (!fields) return '';
  const found = toInstant(fields, zone);
  if (found)
    return (which === 'later' && found.kind === 'repeated' ? found.later : found.instant).toISOString();
  const asUtc = localMilliseconds(fields);
  const { offsetMinutes } = localFields(new Date(asUtc - DAY_MS), zone);
  return new Date(asUtc - offsetMinutes * 60_000).toISOString();
}

/** What a field for date and time shows of an instant, to the minute; '' of none, and of what is no instant. */
export const localText = (instant: string, zone: string): string =>
  Number.isNaN(Date.parse(instant)) ? '' : formatLocal(localFields(new Date(instant), zone)).slice(0, 16);
