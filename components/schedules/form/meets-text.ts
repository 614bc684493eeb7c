import { exactText } from '@/components/ui/date-text';
import type { Meeting } from '@/lib/gates/forecast';

/**
 * What happens at a gate where most runs meet, as in `At 02:00, 14 runs meet at CRM. The last starts at 02:07.`
 * @param timeZone by whose clocks
 */
export function meetsText({ at, runs, lastAt }: Meeting, gate: string, timeZone: string): string {
  const first = exactText(new Date(at), timeZone);
  const last = exactText(new Date(Math.ceil(lastAt / 1000) * 1000), timeZone);
  const [day, clock] = split(first);
  const [lastDay, lastClock] = split(last);
  const who = runs === 1 ? `one run comes to ${gate}` : `${runs.toLocaleString('en')} runs meet at ${gate}`;
  if (first === last) return `At ${clock}, ${who}. ${runs === 1 ? 'It starts' : 'All start'} at once.`;
  const when = day === lastDay ? lastClock : last;
  return `At ${clock}, ${who}. The last starts at ${when}.`;
}

const split = (text: string) => text.split(', ');
