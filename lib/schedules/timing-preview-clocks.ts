import { membersOf } from '@/lib/timing/bits';
import { DAY } from '@/lib/timing/civil';
import { type Expression, parseExpression } from '@/lib/timing/expression';
import { timetable } from '@/lib/timing/timetable';
import { localMilliseconds, parseLocal, toInstant } from '@/lib/timing/zone';
import { zoneTable } from '@/lib/timing/zone-table';
import { optionsOf, type ScheduleTiming } from './timing';

/**
 * A case in which AWS does not say what it does, and what Rota does: docs/decisions/at-in-a-gap.md and repeated-hour.md.
 * - `gap`: the one time does not exist; it runs `at` the first moment after.
 * - `repeated`: the one time comes twice; it runs `at` the first and not at `later`.
 * - `pause`: it runs at every hour; the times that come twice run before `at`, and none from `at` to `later`.
 */
export type ClockCase = { kind: 'gap'; at: Date } | { kind: 'repeated' | 'pause'; at: Date; later: Date };

const YEAR = 366 * DAY;

/** The case that a timing meets within a year of `now`, or of the one time at which it runs; null where there is none. */
export function clockCase(timing: ScheduleTiming, now: Date): ClockCase | null {
  const expression = parseExpression(timing.expression);
  switch (expression.kind) {
    case 'at':
      return caseOfAt(expression.local, timing.timeZone);
    case 'cron':
      return membersOf(expression.fields.hours).length === 24
        ? pause(expression, timing, now.getTime())
        : null;
    case 'rate':
    case 'after':
      return null;
  }
}

function caseOfAt(local: string, timeZone: string): ClockCase | null {
  const fields = parseLocal(local);
  if (!fields) return null;
  const found = toInstant(fields, timeZone);
  if (!found)
    return { kind: 'gap', at: new Date(zoneTable(timeZone).firstAtOrAfter(localMilliseconds(fields))) };
  return found.kind === 'repeated' ? { kind: 'repeated', at: found.instant, later: found.later } : null;
}

/** The first time that clocks go back and show runs again. */
function pause(expression: Expression, timing: ScheduleTiming, now: number): ClockCase | null {
  const zone = zoneTable(timing.timeZone);
  const table = timetable(expression, optionsOf(timing));
  let segment = zone.segmentAt(now);
  while (segment.end < now + YEAR) {
    const back = segment.offset - zone.segmentAt(segment.end).offset;
    const at = segment.end;
    segment = zone.segmentAt(segment.end);
    if (back > 0 && table.count(at - back, at) > 0)
      return { kind: 'pause', at: new Date(at), later: new Date(at + back) };
  }
  return null;
}
