import { exactText } from '@/components/ui/date-text';
import type { Forecast } from '@/lib/gates/meets';

/**
 * What happens at a gate where most runs meet, as in `At 02:00, 14 runs meet at CRM. The last starts at 02:07.`
 * @param timeZone by whose clocks
 */
export function meetsText(forecast: Forecast, gate: string, timeZone: string): string {
  const { at, runs, opensAt, lastAt, maxInFlight, later } = forecast;
  const first = exactText(new Date(at), timeZone);
  const [day, clock] = split(first);
  const seen = (instant: number) => {
    const text = exactText(new Date(Math.ceil(instant / 1000) * 1000), timeZone);
    const [ofDay, ofClock] = split(text);
    return { text, short: ofDay === day ? ofClock : text };
  };
  const who = runs === 1 ? `one run comes to ${gate}` : `${runs.toLocaleString('en')} runs meet at ${gate}`;
  const closed = opensAt === null ? '' : `, which is closed by plan until ${seen(opensAt).short}`;
  const last = seen(lastAt);
  const starts =
    last.text === first
      ? `${runs === 1 ? 'It starts' : 'All start'} at once`
      : `${runs === 1 ? 'It' : 'The last'} starts at ${last.short}`;
  const held =
    maxInFlight === null
      ? ''
      : `, if those before it end soon enough: at most ${maxInFlight.toLocaleString('en')} in flight at once`;
  return `At ${later ? first : clock}, ${who}${closed}. ${starts}${held}.`;
}

const split = (text: string) => text.split(', ') as [string, string];
