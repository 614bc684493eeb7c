import { instantIn } from '@/lib/schedules/timing';
import { numberOf } from '@/lib/targets/forms/number';

/** A maintenance window as typed. `from` and `until` are wall-clock times in the viewer's zone. */
export type WindowEntries = {
  kind: 'once' | 'recurring';
  from: string;
  until: string;
  expression: string;
  timeZone: string;
  minutes: string;
  reason: string;
};

/** What the command checks of a window: instants of one that comes once. @param zone the viewer's own */
export function toWindowInput({ kind, reason, ...typed }: WindowEntries, zone: string) {
  const { from, until, expression, timeZone, minutes } = typed;
  const instant = (local: string) => instantIn(local, zone)?.toISOString() ?? '';
  const window =
    kind === 'once'
      ? { kind, from: instant(from), until: instant(until) }
      : { kind, expression, timeZone, minutes: numberOf(minutes) };
  return { window, reason };
}
