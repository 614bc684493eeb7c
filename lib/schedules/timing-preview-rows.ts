import { DAY, dayNumber } from '@/lib/timing/civil';
import type { ExcludedDates } from '@/lib/timing/excluded';
import { parseExpression } from '@/lib/timing/expression';
import { listOccurrences, type Occurrence } from '@/lib/timing/occurrences';
import { timetable } from '@/lib/timing/timetable';
import { localFields, parseLocal, toInstant } from '@/lib/timing/zone';
import { zoneTable } from '@/lib/timing/zone-table';
import { optionsOf, type ScheduleTiming } from './timing';

/**
 * What comes next, in order. Times that the clocks jump over, and times on excluded dates, are one row each for those
 * that follow each other; local times are `yyyy-mm-ddThh:mm:ss`.
 */
export type ComingRow =
  | {
      kind: 'run';
      at: Date;
      /** The change of the clocks before it in the schedule's zone: offsets from UTC in minutes. */
      clocks: { from: number; to: number } | null;
      /** When the clocks show its time again and it does not run again. */
      again: Date | null;
    }
  | { kind: 'skipped'; first: string; last: string; gapEnd: Date }
  | { kind: 'excluded'; at: Date; times: number; dates: ExcludedDates };

/**
 * The next `count` runs, and what is skipped and excluded before and between them; of that no more than would fill the
 * rows once more, since there are times that the clocks jump over every year.
 */
export function comingRows(timing: ScheduleTiming, now: Date, count: number): ComingRow[] {
  const occurrences = listOccurrences(parseExpression(timing.expression), {
    ...optionsOf(timing),
    after: now,
    runs: count,
  });
  const groups: Occurrence[][] = [];
  for (const occurrence of occurrences) {
    const open = groups.at(-1)?.[0];
    if (open && belongsTo(occurrence, open)) groups.at(-1)?.push(occurrence);
    else groups.push([occurrence]);
  }
  const { startAt } = timing;
  let before = offsetAt(startAt && startAt > now ? startAt : now, timing.timeZone);
  let told = false;
  // what runs once has no rhythm that a change could upset
  const once = timing.expression.startsWith('at(');
  return groups.slice(0, 2 * count).map((group, index) => {
    const row = rowOf(group, groups[index + 1]?.[0], timing);
    if (row.kind !== 'run') {
      told ||= row.kind === 'skipped';
      return row;
    }
    const to = offsetAt(row.at, timing.timeZone);
    const clocks = to === before || told || once ? null : { from: before, to };
    before = to;
    told = false;
    return { ...row, clocks };
  });
}

/** The next runs alone. */
export const runsOf = (rows: readonly ComingRow[]) => rows.filter((row) => row.kind === 'run');

function belongsTo(one: Occurrence, first: Occurrence): boolean {
  if (one.kind === 'skipped') return first.kind === 'skipped' && first.gapEnd === one.gapEnd;
  if (one.kind !== 'excluded' || first.kind !== 'excluded') return false;
  return first.dates.by === one.dates.by && first.dates.label === one.dates.label;
}

function rowOf(
  group: readonly Occurrence[],
  next: Occurrence | undefined,
  timing: ScheduleTiming,
): ComingRow {
  const [first] = group;
  if (!first) throw new RangeError('group: it is empty');
  switch (first.kind) {
    case 'skipped':
      return {
        kind: 'skipped',
        first: first.local,
        last: group.at(-1)?.local ?? first.local,
        gapEnd: new Date(first.gapEnd),
      };
    case 'excluded': {
      const times = excludedTimes(first, next, timing);
      return { kind: 'excluded', at: new Date(first.at), times, dates: first.dates };
    }
    default: {
      const again = first.kind === 'repeated' ? secondPass(first.local, timing.timeZone) : null;
      return { kind: 'run', at: new Date(first.at), clocks: null, again };
    }
  }
}

/** How many times from an excluded one on fall on its dates; the list holds the first of them only. */
function excludedTimes(
  first: Extract<Occurrence, { kind: 'excluded' }>,
  next: Occurrence | undefined,
  timing: ScheduleTiming,
): number {
  const [year = 0, month = 0, day = 0] = first.dates.last.split('-').map(Number);
  const dayAfter = zoneTable(timing.timeZone).firstAtOrAfter((dayNumber(year, month, day) + 1) * DAY);
  const to = next?.kind === 'skipped' ? next.gapEnd : (next?.at ?? dayAfter);
  const all = timetable(parseExpression(timing.expression), optionsOf({ ...timing, excluded: [] }));
  return all.count(first.at, to);
}

function secondPass(local: string, timeZone: string): Date | null {
  const fields = parseLocal(local);
  const found = fields && toInstant(fields, timeZone);
  return found?.kind === 'repeated' ? found.later : null;
}

const offsetAt = (at: Date, timeZone: string): number => localFields(at, timeZone).offsetMinutes;
