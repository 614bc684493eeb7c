import { membersOf } from './bits';
import type { CronFields } from './cron';
import { FIRST_YEAR, LAST_YEAR } from './cron-field';
import { describeDays, describeYears } from './describe-days';
import { describeTimes } from './describe-times';

/** A cron expression in English, without its zone: "At 09:00 on the last Friday of every month". */
export function describeCron({ minutes, hours, days, months, years }: CronFields, second: number): string {
  const inMonths = membersOf(months);
  const inYears = membersOf(years).map((year) => year + FIRST_YEAR);
  const everyDay =
    (days.kind === 'dates' && membersOf(days.dates).length === 31) ||
    (days.kind === 'weekdays' && membersOf(days.weekdays).length === 7);
  const always = everyDay && inMonths.length === 12 && inYears.length === LAST_YEAR - FIRST_YEAR + 1;
  const times = describeTimes(membersOf(minutes), membersOf(hours), second, always);
  return times.text + describeDays(days, inMonths, inYears, times.listed) + describeYears(inYears);
}
