import type { Expression } from './expression';
import { type Occurrence, type TimetableOptions, timetable } from './timetable';

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

/** The runs from `from`, itself included, to before `to`, in order. Throws as `nextOccurrences` does. */
export function occurrencesBetween(expression: Expression, options: Interval): Date[] {
  const found: Date[] = [];
  const [from, to] = [time(options.from, 'from'), time(options.to, 'to')];
  timetable(expression, options).each(from, to, (at) => found.push(new Date(at)));
  return found;
}

/**
 * What is nominal strictly after `after`, up to the `runs`-th run: runs, and between them what is skipped and
 * excluded. Throws as `nextOccurrences` does.
 */
export function listOccurrences(expression: Expression, options: After & { runs: number }): Occurrence[] {
  const runs = wholeNumber(options.runs, 'runs');
  const found: Occurrence[] = [];
  if (runs === 0) return found;
  let left = runs;
  const from = time(options.after, 'after') + 1;
  timetable(expression, options).occurrences(from, Number.POSITIVE_INFINITY, (occurrence) => {
    found.push(occurrence);
    if (occurrence.kind === 'ordinary' || occurrence.kind === 'repeated') left -= 1;
    return left > 0;
  });
  return found;
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
