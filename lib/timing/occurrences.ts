import { MINUTE } from './civil';
import type { ExcludedDates } from './excluded';
import type { Expression } from './expression';
import { type Occurrence, type TimetableOptions, timetable } from './timetable';
import { zoneTable } from './zone-table';

export type { Occurrence } from './timetable';

type After = TimetableOptions & { after: Date };
type Interval = TimetableOptions & { from: Date; to: Date };

/**
 * The first `count` runs strictly after `after`, in order; fewer where the schedule ends. Throws RangeError for an
 * invalid date or count, and as `timetable` does.
 */
export function nextOccurrences(expression: Expression, options: After & { count: number }): Date[] {
  const count = wholeNumber(options.count, 'count');
  const found: Date[] = [];
  if (count === 0) return found;
  const from = time(options.after, 'after') + 1;
  timetable(expression, options).each(
    from,
    Number.POSITIVE_INFINITY,
    (at) => found.push(new Date(at)) < count,
  );
  return found;
}

/** The first run strictly after `after`, or null if there is none. Throws as `nextOccurrences` does. */
export function nextOccurrence(expression: Expression, options: After): Date | null {
  return dateOf(timetable(expression, options).next(time(options.after, 'after')));
}

/** The last run strictly before `before`, or null if there is none. Throws as `nextOccurrences` does. */
export function previousOccurrence(
  expression: Expression,
  options: TimetableOptions & { before: Date },
): Date | null {
  return dateOf(timetable(expression, options).previous(time(options.before, 'before')));
}

/** How many runs lie from `from`, itself included, to before `to`. Throws as `nextOccurrences` does. */
export function countOccurrences(expression: Expression, options: Interval): number {
  return timetable(expression, options).count(time(options.from, 'from'), time(options.to, 'to'));
}

/** The runs from `from`, itself included, to before `to`, in order, the first `most` of them. Throws as `nextOccurrences` does. */
export function occurrencesBetween(
  expression: Expression,
  { most = Number.POSITIVE_INFINITY, ...options }: Interval & { most?: number },
): Date[] {
  const found: Date[] = [];
  const [from, to] = [time(options.from, 'from'), time(options.to, 'to')];
  timetable(expression, options).each(from, to, (at) => found.push(new Date(at)) < most);
  return found;
}

/**
 * What is nominal strictly after `after`, up to the `runs`-th run: runs, and between them what is skipped and
 * excluded. Of one range of excluded dates at most the first `runs` are listed, so that a freeze of a year does not
 * fill the list of a schedule that runs each minute. Throws as `nextOccurrences` does.
 */
export function listOccurrences(expression: Expression, options: After & { runs: number }): Occurrence[] {
  const runs = wholeNumber(options.runs, 'runs');
  const found: Occurrence[] = [];
  if (runs === 0) return found;
  const table = timetable(expression, options);
  const listed = new Map<ExcludedDates, number>();
  let left = runs;
  let from: number | null = time(options.after, 'after') + 1;
  while (from !== null) {
    let resume: number | null = null;
    table.occurrences(from, Number.POSITIVE_INFINITY, (occurrence) => {
      if (occurrence.kind === 'excluded') {
        const count = (listed.get(occurrence.dates) ?? 0) + 1;
        listed.set(occurrence.dates, count);
        if (count > runs) {
          resume = endOf(occurrence.dates, options.timeZone);
          return false;
        }
      } else if (occurrence.kind !== 'skipped') {
        left -= 1;
      }
      found.push(occurrence);
      return left > 0;
    });
    from = resume;
  }
  return found;
}

/** The first instant of the day after excluded dates. */
function endOf({ last }: ExcludedDates, timeZone: string): number {
  const lastMinute = new Date(`${last}T23:59Z`).getTime();
  return zoneTable(timeZone).firstAtOrAfter(lastMinute + MINUTE);
}

function wholeNumber(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${name}: ${value} is not a whole number from 0`);
}

function time(date: Date, name: string): number {
  const value = date.getTime();
  if (Number.isNaN(value)) throw new RangeError(`${name}: not a valid date`);
  return value;
}

function dateOf(instant: number): Date | null {
  return Number.isNaN(instant) ? null : new Date(instant);
}
