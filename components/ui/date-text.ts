/** A format costs a hundred times what formatting with it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(zone, format);
  return format;
}

// the words are our own, since those of Intl differ between the releases that a server and a browser have
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function partsIn(at: Date, zone: string) {
  const text = formatIn(zone).format(at); // 21/11/2026, 09:00
  const [day, month, year] = [text.slice(0, 2), text.slice(3, 5), text.slice(6, 10)].map(Number);
  return { day: day ?? 0, month: month ?? 0, year: year ?? 0, time: text.slice(12) };
}

/** A day and minute in a zone, as in `21 Nov 2026, 09:00`. */
export function absoluteText(at: Date, zone: string): string {
  const { day, month, year, time } = partsIn(at, zone);
  return `${day} ${MONTHS[month - 1]} ${year}, ${time}`;
}

/** As `absoluteText`, with the day of the week, and the second where it is not 0: `Sat 21 Nov 2026, 09:00:30`. */
export function weekdayText(at: Date, zone: string): string {
  const { day, month, year } = partsIn(at, zone);
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return `${weekday} ${exactText(at, zone)}`;
}

/** As `absoluteText`, with the second where it is not 0: `21 Nov 2026, 09:00:30`. */
export function exactText(at: Date, zone: string): string {
  const second = at.getUTCSeconds();
  return `${absoluteText(at, zone)}${second === 0 ? '' : `:${String(second).padStart(2, '0')}`}`;
}

/** A day and second in UTC, as in `2026-11-21 09:00:00 UTC`. */
export const utcText = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Each with its milliseconds, and how many of it make one of the next. */
const UNITS = [
  ['min', 60_000, 60],
  ['h', 3_600_000, 24],
  ['d', 86_400_000, Number.POSITIVE_INFINITY],
] as const;

/** Closer than this is now: the clocks of server and viewer differ, and a page's own goes in steps. */
const NOW_MS = 15_000;

/** How far an instant lies from now, in its largest unit: `in 3 h`, `2 min ago`, `now`. */
export function relativeText(at: Date, now: number): string {
  const distance = at.getTime() - now;
  const size = Math.abs(distance);
  if (size <= NOW_MS) return 'now';
  // Not `just now`: what is silent for half a minute would be heard of just now.
  if (size < UNITS[0][1]) return distance > 0 ? 'in less than a minute' : 'less than a minute ago';
  const count = distance > 0 ? Math.round : Math.floor;
  const [name, length] = UNITS.find(([, length, next]) => count(size / length) < next) ?? UNITS[2];
  const text = `${count(size / length)} ${name}`;
  return distance > 0 ? `in ${text}` : `${text} ago`;
}
