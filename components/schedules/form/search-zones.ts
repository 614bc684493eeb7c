import { isTimeZone, timeZones } from '@/lib/timing/zone';

/** As many as a list shows without becoming slow to read. */
const SHOWN = 30;

const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[_/\s]+/g, ' ')
    .trim();

/**
 * The zones whose name holds every word of `query`, those where a part of the name begins with it first. Without a
 * query: the viewer's own zone, then all from the beginning.
 */
export function searchZones(query: string, viewerZone: string | null): string[] {
  const all = timeZones();
  const words = plain(query).split(' ');
  const found = all.filter((zone) => words.every((word) => plain(zone).includes(word)));
  const own = viewerZone !== null && isTimeZone(viewerZone) ? [viewerZone] : [];
  if (plain(query) === '')
    return [...new Set([...own, 'Etc/UTC', ...found])].filter(isTimeZone).slice(0, SHOWN);
  const begins = (zone: string) =>
    plain(zone)
      .split(' ')
      .some((part) => part.startsWith(words[0] ?? ''));
  return [...found.filter(begins), ...found.filter((zone) => !begins(zone))].slice(0, SHOWN);
}
