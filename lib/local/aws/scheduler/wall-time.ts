const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws RangeError for a zone that is not in the IANA database. */
function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

export function isTimeZone(zone: string): boolean {
  // Node takes "+02:00" as a zone; EventBridge Scheduler takes names alone.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    formatFor(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The local date and time at an instant, written as the epoch milliseconds of the same digits in UTC. */
export function wallAt(instant: number, zone: string): number {
  const part = Object.fromEntries(
    formatFor(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(
    part.year ?? 0,
    (part.month ?? 1) - 1,
    part.day ?? 1,
    part.hour ?? 0,
    part.minute ?? 0,
    part.second ?? 0,
  );
}

const DAY = 86_400_000;
const offsetAt = (instant: number, zone: string) => wallAt(instant, zone) - Math.floor(instant / 1000) * 1000;

/**
 * The instant of a local time. One that occurs twice is the earlier; one that a clock change leaves out is
 * moved on by the length of the gap, as the date library of the Java platform does.
 */
export function instantOf(wall: number, zone: string): number {
  const before = offsetAt(wall - DAY, zone);
  const fitting = [before, offsetAt(wall + DAY, zone)]
    .map((offset) => wall - offset)
    .filter((instant) => wallAt(instant, zone) === wall);
  return fitting.length > 0 ? Math.min(...fitting) : wall - before;
}

/** Whether the local time at this instant has been there before, an hour or so ago. */
export const isSecondPass = (instant: number, zone: string) =>
  instantOf(wallAt(instant, zone), zone) < Math.floor(instant / 1000) * 1000;
