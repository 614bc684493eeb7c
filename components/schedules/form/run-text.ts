/** A format costs a hundred times what formatting with it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, parts: 'day' | 'minute' | 'second'): Intl.DateTimeFormat {
  const key = `${parts} ${zone}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      ...(parts !== 'day' && { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
      ...(parts === 'second' && { second: '2-digit' }),
    });
  formats.set(key, format);
  return format;
}

/** A run by the clocks of a zone, as in `Mon 23 Nov 2026, 09:00`; with seconds only where there are some. */
export const runText = (at: Date, zone: string): string =>
  formatOf(zone, at.getUTCSeconds() > 0 ? 'second' : 'minute').format(at);

/** A local time `yyyy-mm-ddThh:mm:ss`, as `runText` has it. */
export const localText = (local: string): string => runText(new Date(`${local}Z`), 'UTC');

/** A date `yyyy-mm-dd`, as in `Fri 25 Dec 2026`. */
export const dayText = (date: string): string => formatOf('UTC', 'day').format(new Date(`${date}T00:00Z`));

/** The time of day of an instant in UTC, as in `01:30 UTC`. */
export const utcTimeText = (at: Date): string => `${at.toISOString().slice(11, 16)} UTC`;

/** Minutes from UTC as people write them: `UTC+1`, `UTC+5:45`, `UTC`. */
export function offsetText(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = Math.round(size % 60);
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}
