import { membersOf } from './bits';
import { daysInMonth, isLeapYear } from './civil';
import type { CronDays } from './cron-days';
import { FIRST_YEAR, LAST_YEAR } from './cron-field';
import {
  circularRuns,
  evenStep,
  joined,
  joinedNames,
  joinedRuns,
  monthName,
  NTH,
  ordinal,
  runsOf,
  weekdayName,
} from './english';

/**
 * On which days something runs, in English, to be put right after its times; '' for every day after a phrase that
 * needs no days.
 * @param months 1–12, @param years from 1970, both in ascending order
 * @param timesAreListed whether "every day" must be said
 */
export function describeDays(
  days: CronDays,
  months: readonly number[],
  years: readonly number[],
  timesAreListed: boolean,
): string {
  const everyYear = isEvery(years);
  switch (days.kind) {
    case 'last-day':
      return ` on the last day ${ofMonths(months, everyYear)}`;
    case 'last-weekday':
      return ` on the last weekday (Monday to Friday) ${ofMonths(months, everyYear)}`;
    case 'last-of-weekday':
      return ` on the last ${weekdayName(days.weekday)} ${ofMonths(months, everyYear)}`;
    case 'nth-weekday': {
      const which = ` on the ${NTH[days.nth - 1]} ${weekdayName(days.weekday)}`;
      if (days.nth < 5) return `${which} ${ofMonths(months, everyYear)}`;
      return `${which} ${ofMonths(months, everyYear, { every: 'that has one', some: 'where there is one' })}`;
    }
    case 'nearest-weekday':
      return ` on the weekday (Monday to Friday) nearest to the ${ordinal(days.date)} ${ofMonthsWith(days.date, false, months, years)}`;
    case 'dates': {
      const dates = membersOf(days.dates);
      if (dates.length === 31) return everyDay(months, timesAreListed);
      const reached = dates.filter((date) => months.some((month) => date <= longest(month)));
      const [first = 0] = reached;
      return ` on ${datesText(reached)} ${ofMonthsWith(first, reached.length > 1, months, years)}`;
    }
    case 'weekdays': {
      const weekdays = membersOf(days.weekdays);
      if (weekdays.length === 7) return everyDay(months, timesAreListed);
      return `${weekdaysText(weekdays)}${inMonths(months)}`;
    }
  }
}

/** The years something is limited to, with a blank before them; '' for all. */
export function describeYears(years: readonly number[]): string {
  const [first = 0] = years;
  const last = years.at(-1) ?? 0;
  if (isEvery(years)) return '';
  const step = evenStep(years);
  const end = last + (step ?? 1) > LAST_YEAR ? 'on' : `to ${last}`;
  if (step && step > 1) return ` every ${step} years from ${first} ${end}`;
  if (runsOf(years).length > 1 || first === last) return ` in ${joinedRuns(years, String)}`;
  return first === FIRST_YEAR ? ` until ${last}` : ` from ${first} ${end}`;
}

const everyDay = (months: readonly number[], timesAreListed: boolean): string =>
  `${timesAreListed ? ' every day' : ''}${inMonths(months)}`;

/** The week begins on Monday here, so that Saturday and Sunday stand together. */
function weekdaysText(weekdays: readonly number[]): string {
  const fromMonday = weekdays.map((weekday) => (weekday + 5) % 7).sort((a, b) => a - b);
  const name = (index: number) => weekdayName(((index + 1) % 7) + 1);
  const [run = [], ...others] = circularRuns(fromMonday, 0, 7);
  if (others.length === 0 && run.length > 2) return `, ${joinedNames([run], name)}`;
  return ` on ${joined(fromMonday.map((index) => `${name(index)}s`))}`;
}

/** For what happens on days anyway: "in June", "from June to August"; '' for all months. */
function inMonths(months: readonly number[]): string {
  if (months.length === 12) return '';
  return spanOfMonths(months) ?? ` in ${joinedRuns(months, monthName)}`;
}

/** " from November to February", where the months are one span of three or more. */
function spanOfMonths(months: readonly number[]): string | null {
  const [run = [], ...others] = circularRuns(months, 1, 12);
  if (others.length > 0 || run.length < 3) return null;
  return ` from ${monthName(run[0] ?? 0)} to ${monthName(run.at(-1) ?? 0)}`;
}

/** What to say of months that lack the day: after "every month", and after months that are named. */
type Missing = { every: string; some: string };

/** For a day that a month has once. */
function ofMonths(months: readonly number[], everyYear: boolean, missing?: Missing): string {
  const span = months.length === 12 ? '' : spanOfMonths(months);
  if (span !== null) return `of every month${missing ? ` ${missing.every}` : ''}${span}`;
  const named = `of ${joinedRuns(months, monthName)}`;
  if (missing) return `${named}, ${missing.some}${everyYear ? '' : ','}`;
  return everyYear ? `${named} every year` : named;
}

/** For dates of which the first is `first`: months that never have it are left out. */
function ofMonthsWith(
  first: number,
  several: boolean,
  months: readonly number[],
  years: readonly number[],
): string {
  const everyYear = isEvery(years);
  const possible = months.length === 12 ? months : months.filter((month) => longest(month) >= first);
  if (possible.every((month) => daysInMonth(COMMON_YEAR, month) >= first || years.every(isLeapYear)))
    return ofMonths(possible, everyYear);
  if (possible.length === 1) return 'of February in leap years';
  const missing = several
    ? { every: 'where they exist', some: 'where they exist' }
    : { every: 'that has it', some: 'where it exists' };
  return ofMonths(possible, everyYear, missing);
}

function datesText(dates: readonly number[]): string {
  const step = evenStep(dates);
  const [first = 0] = dates;
  return step && step > 1 && dates.length > 3
    ? `every ${ordinal(step)} day from the ${ordinal(first)} to the ${ordinal(dates.at(-1) ?? 0)}`
    : `the ${joinedRuns(dates, ordinal)}`;
}

const COMMON_YEAR = 2001;
const LEAP_YEAR = 2000;

const longest = (month: number): number => daysInMonth(LEAP_YEAR, month);

const isEvery = (years: readonly number[]): boolean => years.length === LAST_YEAR - FIRST_YEAR + 1;
