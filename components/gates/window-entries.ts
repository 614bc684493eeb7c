import { instantOf } from '@/lib/runs/instant';
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

/** What is wrong with times that were entered, before there are instants to send: the clocks jump over one. */
export function windowProblems(entries: WindowEntries, zone: string): Record<string, string> {
  if (entries.kind !== 'once') return {};
  const fields = (['from', 'until'] as const).flatMap((field) => {
    const local = entries[field];
    // One that has passed may be the start: any instant counts as yet to come here.
    const found = local === '' ? null : instantOf({ local, timeZone: zone }, new Date(-8.64e15));
    return found && 'problem' in found ? [[field, found.problem]] : [];
  });
  return Object.fromEntries(fields);
}

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
