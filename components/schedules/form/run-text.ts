import { weekdayText } from '@/components/ui/date-text';

/** A local time `yyyy-mm-ddThh:mm:ss`, as in `Mon 23 Nov 2026, 09:00`. */
export const localText = (local: string): string => weekdayText(new Date(`${local}Z`), 'UTC');

/** A date `yyyy-mm-dd`, as in `Fri 25 Dec 2026`. */
export const dayText = (date: string): string => localText(`${date}T00:00`).slice(0, -7);

/** The time of day of an instant in UTC, as in `01:30 UTC`. */
export const utcTimeText = (at: Date): string => `${at.toISOString().slice(11, 16)} UTC`;

/** Minutes from UTC as people write them: `UTC+1`, `UTC+5:45`, `UTC`. */
export function offsetText(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = Math.round(size % 60);
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}
