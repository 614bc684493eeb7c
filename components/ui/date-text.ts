/** A format costs a hundred times what formatting with it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(zone, format);
  return format;
}

/** A day and minute in a zone, as in `21 Nov 2026, 09:00`. */
export const absoluteText = (at: Date, zone: string): string => formatIn(zone).format(at);

/** A day and second in UTC, as in `2026-11-21 09:00:00 UTC`. */
export const utcText = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** Closer than this is now: the clocks of server and viewer differ, and a page's own goes in steps. */
const NOW_MS = 15_000;

/** How far an instant lies from now, in its largest unit: `in 3 h`, `2 min ago`, `just now`. */
export function relativeText(at: Date, now: number): string {
  const distance = at.getTime() - now;
  const size = Math.abs(distance);
  if (size <= NOW_MS) return 'now';
  const unit = UNITS.find(([, length]) => size >= length);
  if (!unit) return distance > 0 ? 'in less than a minute' : 'just now';
  const count = `${Math.floor(size / unit[1])} ${unit[0]}`;
  return distance > 0 ? `in ${count}` : `${count} ago`;
}
