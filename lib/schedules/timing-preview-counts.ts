import { DAY, dayNumber } from '@/lib/timing/civil';
import { parseExpression } from '@/lib/timing/expression';
import { timetable } from '@/lib/timing/timetable';
import { localFields } from '@/lib/timing/zone';
import { zoneTable } from '@/lib/timing/zone-table';
import { optionsOf, runsAfter, type ScheduleTiming } from './timing';

/**
 * How often something runs: as many each month (`exact`) or on average over the twelve calendar months that come, as
 * many in those months where that is less than one a month, or as many as are left until its end.
 */
export type Frequency =
  | { per: 'month'; runs: number; exact: boolean }
  | { per: 'year' | 'rest'; runs: number };

const MONTHS = 12;

/**
 * How often a timing has runs from its beginning on, excluded dates not counted. Null for what runs once, and for what
 * runs after its runs: that depends on how long they take.
 */
export function frequency(timing: ScheduleTiming, now: Date): Frequency | null {
  const expression = parseExpression(timing.expression);
  if (expression.kind === 'at' || expression.kind === 'after') return null;
  const table = timetable(expression, optionsOf(timing));
  const { startAt, endAt } = timing;
  const from = startAt && startAt > now ? startAt : now;
  const firsts = firstsOfMonths(from, timing.timeZone);
  const [first = 0] = firsts;
  const last = firsts.at(-1) ?? first;
  if (endAt && endAt.getTime() < last)
    return { per: 'rest', runs: table.count(now.getTime() + 1, Number.POSITIVE_INFINITY) };
  const runs = table.count(first, last);
  if (runs < MONTHS) return { per: 'year', runs };
  const exact = firsts
    .slice(1)
    .every((next, index) => table.count(firsts[index] ?? 0, next) === runs / MONTHS);
  return { per: 'month', runs: Math.round(runs / MONTHS), exact };
}

/** How many runs a timing has in the coming days; null of what runs after its runs. */
export function runsWithin(timing: ScheduleTiming, now: Date, days: number): number | null {
  if (runsAfter(timing)) return null;
  const table = timetable(parseExpression(timing.expression), optionsOf(timing));
  return table.count(now.getTime() + 1, now.getTime() + days * DAY + 1);
}

/** Where the next thirteen calendar months of a zone begin, in epoch milliseconds. */
function firstsOfMonths(from: Date, timeZone: string): number[] {
  const { year, month } = localFields(from, timeZone);
  const zone = zoneTable(timeZone);
  return Array.from({ length: MONTHS + 1 }, (_, index) => {
    const months = month + index;
    return zone.firstAtOrAfter(dayNumber(year + Math.floor(months / 12), (months % 12) + 1, 1) * DAY);
  });
}
