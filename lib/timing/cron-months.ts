import { dayNumber } from './civil';
import { FIRST_YEAR, LAST_YEAR } from './cron-field';

const MONTHS = (LAST_YEAR - FIRST_YEAR + 1) * 12;
const DAYS_OF_MONTH = 30.436_875;

/**
 * The day on which each month begins, counted from 1970-01-01; the months are counted from January 1970. One month
 * more than cron knows stands for all time after.
 */
export const MONTH_STARTS = Int32Array.from({ length: MONTHS + 2 }, (_, month) =>
  month <= MONTHS ? dayNumber(FIRST_YEAR + Math.floor(month / 12), (month % 12) + 1, 1) : 2 ** 31 - 1,
);

/** The month that holds a day from 1970-01-01 on. */
export function monthOf(day: number): number {
  let month = Math.min(Math.floor(day / DAYS_OF_MONTH), MONTHS);
  while ((MONTH_STARTS[month + 1] as number) <= day) month += 1;
  while ((MONTH_STARTS[month] as number) > day) month -= 1;
  return month;
}
