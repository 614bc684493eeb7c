/** A run by the clocks of a zone, as in `Mon 23 Nov 2026, 09:00`; with seconds only where there are some. */
export function runText(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(at.getUTCSeconds() > 0 && { second: '2-digit' }),
  }).format(at);
}

/** Minutes from UTC as people write them: `UTC+1`, `UTC+5:45`, `UTC`. */
export function offsetText(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = Math.round(size % 60);
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}
