import { civilDate, DAY, dayNumber, daysInMonth, weekdayOf } from './civil';
import names from './data/zone-names.json';
import { zoneTable } from './zone-table';

/** A date and time of day as a wall clock shows it: month 1–12, day 1–31, hour 0–23. */
export type LocalFields = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
};

/**
 * Where a local time falls: its instant (the earlier, if it occurs twice), whether it occurs once or twice,
 * and for one that occurs twice its later instant.
 */
export type LocalInstant =
  | { instant: Date; kind: 'ordinary' }
  | { instant: Date; kind: 'repeated'; later: Date };

const usable = new Map<string, boolean>();
const listed = new Set<string>([...names.places, ...names.others]);

/**
 * Whether `name` is an IANA time zone (`Europe/London`, `UTC`, also older names such as `US/Eastern`), written
 * exactly so, 1 to 50 characters, and known to this runtime. Offsets such as `+01:00` are not names.
 */
export function isTimeZone(name: string): boolean {
  if (name.length < 1 || name.length > 50) return false;
  let known = usable.get(name);
  if (known === undefined) {
    known = (listed.has(name) || Intl.supportedValuesOf('timeZone').includes(name)) && knownToRuntime(name);
    if (known) usable.set(name, known);
  }
  return known;
}

function knownToRuntime(name: string): boolean {
  try {
    zoneTable(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Today's names of all places that the IANA database lists, and UTC, sorted: what a picker offers. */
export function timeZones(): string[] {
  return names.places.filter(isTimeZone);
}

/** Throws RangeError, naming the zone, unless `isTimeZone`. */
export function assertTimeZone(name: string): void {
  if (!isTimeZone(name)) {
    throw new RangeError(
      `timeZone: ${JSON.stringify(name)} is not an IANA time zone; write for example Europe/London or UTC`,
    );
  }
}

/** What a clock in `zone` shows at `instant`, with the day of the week (1 = Sunday) and the offset in minutes. */
export function localFields(
  instant: Date,
  zone: string,
): LocalFields & { weekday: number; offsetMinutes: number } {
  assertTimeZone(zone);
  const time = instant.getTime();
  if (Number.isNaN(time)) throw new RangeError('instant: not a valid date');
  const offset = zoneTable(zone).offsetAt(time);
  const days = Math.floor((time + offset) / DAY);
  return {
    ...fieldsOfLocal(time + offset),
    weekday: weekdayOf(days),
    offsetMinutes: offset / 60_000,
  };
}

/** The instant of a local time in `zone`; null if clocks jump over it. Throws RangeError for a date that no calendar has. */
export function toInstant(local: LocalFields, zone: string): LocalInstant | null {
  assertTimeZone(zone);
  const table = zoneTable(zone);
  const milliseconds = localMilliseconds(local);
  const earliest = table.earliest(milliseconds);
  if (Number.isNaN(earliest)) return null;
  const later = table.latest(milliseconds);
  return later === earliest
    ? { instant: new Date(earliest), kind: 'ordinary' }
    : { instant: new Date(earliest), kind: 'repeated', later: new Date(later) };
}

/** Reads `yyyy-mm-ddThh:mm` or `yyyy-mm-ddThh:mm:ss`; null if it is not of that form or not in the calendar. */
export function parseLocal(text: string): LocalFields | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const fields = { year, month, day, hour, minute, second };
  return inCalendar(fields) ? fields : null;
}

/** Writes `yyyy-mm-ddThh:mm:ss`. */
export function formatLocal(local: LocalFields): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${String(local.year).padStart(4, '0')}-${two(local.month)}-${two(local.day)}`;
  return `${date}T${two(local.hour)}:${two(local.minute)}:${two(local.second)}`;
}

/** Local fields read as if they were UTC, in milliseconds. Throws RangeError for a date that no calendar has. */
export function localMilliseconds(local: LocalFields): number {
  if (!inCalendar(local)) {
    throw new RangeError(`local: ${formatLocal(local)} is not a date and time of the calendar`);
  }
  const seconds = local.hour * 3600 + local.minute * 60 + local.second;
  return dayNumber(local.year, local.month, local.day) * DAY + seconds * 1000;
}

function fieldsOfLocal(local: number): LocalFields {
  const days = Math.floor(local / DAY);
  const seconds = Math.floor((local - days * DAY) / 1000);
  return {
    ...civilDate(days),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
  };
}

function inCalendar(local: LocalFields): boolean {
  const within = (value: number, low: number, high: number) =>
    Number.isInteger(value) && value >= low && value <= high;
  return (
    within(local.year, 1900, 2299) &&
    within(local.month, 1, 12) &&
    within(local.day, 1, daysInMonth(local.year, local.month)) &&
    within(local.hour, 0, 23) &&
    within(local.minute, 0, 59) &&
    within(local.second, 0, 59)
  );
}
