/** Small parts of English that descriptions are made of. */

export const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const NTH = ['first', 'second', 'third', 'fourth', 'fifth'] as const;

/** The name of a month from 1. */
export const monthName = (month: number): string => MONTHS[month - 1] ?? '';

/** The name of a day of the week, from 1 = Sunday as AWS counts. */
export const weekdayName = (weekday: number): string => WEEKDAYS[weekday - 1] ?? '';

export function joined(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The values, in ascending order, cut into runs of neighbours. */
export function runsOf(values: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run?.at(-1) === value - 1) run.push(value);
    else runs.push([value]);
  }
  return runs;
}

/** Runs on a circle of `size` values from `low`: where the first and the last value are there, they are neighbours. */
export function circularRuns(values: readonly number[], low: number, size: number): number[][] {
  const runs = runsOf(values);
  const [first] = runs;
  const last = runs.at(-1);
  if (!first || !last || first === last || first[0] !== low || last.at(-1) !== low + size - 1) return runs;
  return [...runs.slice(1, -1), [...last, ...first]];
}

/** Names of the values in order, three or more in a row as "first to last". */
export function joinedRuns(values: readonly number[], name: (value: number) => string): string {
  return joinedNames(runsOf(values), name);
}

export function joinedNames(runs: readonly (readonly number[])[], name: (value: number) => string): string {
  const items = runs.flatMap((run) => {
    const names = run.map(name);
    return run.length > 2 ? [`${names[0]} to ${names.at(-1)}`] : names;
  });
  return joined(items);
}

/** The constant distance between three or more values; for two or fewer, or uneven ones, null. */
export function evenStep(values: readonly number[]): number | null {
  const [first = 0, second = 0] = values;
  const step = second - first;
  const even = values.every((value, index) => value === first + index * step);
  return values.length > 2 && even ? step : null;
}

export function ordinal(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${value}${ending}`;
}

/** A time of day as in `09:00`, and `09:00:30` where there are seconds. */
export function clock(hour: number, minute: number, second = 0): string {
  const parts = second === 0 ? [hour, minute] : [hour, minute, second];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
