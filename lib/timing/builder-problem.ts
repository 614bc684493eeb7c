import type { Builder, MonthDays } from './builder';
import { timesProblem } from './builder-times';
import { daysInMonth } from './civil';
import { monthName, ordinal } from './english';
import { LARGEST_AFTER, LARGEST_RATE } from './rate-and-at';
import { parseLocal } from './zone';

/** What keeps parts from being an expression: the part, and the reason with what would be right. */
export type BuilderProblem = {
  part: 'local' | 'value' | 'times' | 'weekdays' | 'days' | 'months';
  message: string;
};

/** Null if `toExpression` can make an expression of it. An expression that was typed is `parseExpression`'s business. */
export function builderProblem(builder: Builder): BuilderProblem | null {
  switch (builder.mode) {
    case 'once': {
      const local = parseLocal(builder.local);
      if (local && local.year >= 1970 && local.year <= 2199) return null;
      return { part: 'local', message: 'Enter a date and time that exists, from 1970 to 2199.' };
    }
    case 'every':
      if (Number.isInteger(builder.value) && builder.value >= 1 && builder.value <= LARGEST_RATE) return null;
      return { part: 'value', message: 'Enter a whole number from 1, as in 15.' };
    case 'after': {
      const most = LARGEST_AFTER[builder.unit];
      if (Number.isInteger(builder.value) && builder.value >= 1 && builder.value <= most) return null;
      return {
        part: 'value',
        message: `Enter a whole number of ${builder.unit}s from 1 to ${most}, which is a year.`,
      };
    }
    case 'daily':
      return timesProblem(builder.times);
    case 'weekly':
      if (builder.weekdays.length === 0)
        return { part: 'weekdays', message: 'Choose at least one day of the week.' };
      return timesProblem(builder.times);
    case 'monthly':
      return monthlyProblem(builder.days, builder.months) ?? timesProblem(builder.times);
    case 'expression':
      return null;
  }
}

const LEAP_YEAR = 2000;

function monthlyProblem(days: MonthDays, months: readonly number[]): BuilderProblem | null {
  if (months.length === 0) return { part: 'months', message: 'Choose at least one month.' };
  if (days.kind !== 'dates' && days.kind !== 'nearest-weekday') return null;
  const dates = days.kind === 'dates' ? days.dates : [days.date];
  if (dates.length === 0) return { part: 'days', message: 'Choose at least one day of the month.' };
  const longest = Math.max(...months.map((month) => daysInMonth(LEAP_YEAR, month)));
  const first = Math.min(...dates);
  if (first <= longest) return null;
  const names = months.length === 1 ? `${monthName(months[0] ?? 0)} has` : 'These months have';
  return {
    part: 'days',
    message: `${names} no ${ordinal(first)}, so it would never run. Choose a day up to the ${ordinal(longest)}, or another month.`,
  };
}
