import { parseLocal } from '@/lib/timing/zone';

const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.\d{1,3})?(?:Z|[+-](?:0\d|1[0-8]):[0-5]\d)$/;

/** Reads an instant with Z or an offset, to the millisecond; null for anything else and for a date of no calendar. */
export function readInstant(text: string): Date | null {
  const match = ISO.exec(text);
  return match?.[1] && parseLocal(match[1]) ? new Date(text) : null;
}

/** `2026-10-25T00:30:00Z`; with milliseconds only where there are any. */
export function writeInstant(instant: number): string {
  const text = new Date(instant).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text;
}

/** How far local clocks are ahead of UTC: `+01:00`, or `-00:44:30` where there are seconds. */
export function writeOffset(milliseconds: number): string {
  const size = new Date(Math.abs(milliseconds)).toISOString().slice(11, 19);
  return `${milliseconds < 0 ? '-' : '+'}${size.endsWith(':00') ? size.slice(0, 5) : size}`;
}
