import { membersOf } from './bits';
import type { Builder, Times } from './builder';
import { allTimes, MOST_TIMES } from './builder-times';
import { FIRST_YEAR, LAST_YEAR } from './cron-field';
import { runsOf } from './english';
import type { Expression } from './expression';

/** A cron expression as daily, weekly or monthly; null where none of them holds it. */
export function fromCron({ fields, text }: Extract<Expression, { kind: 'cron' }>): Builder | null {
  const minutes = membersOf(fields.minutes);
  const hours = membersOf(fields.hours);
  const everyYear = membersOf(fields.years).length === LAST_YEAR - FIRST_YEAR + 1;
  if (!everyYear || minutes.length * hours.length > MOST_TIMES) return null;
  const times = allTimes(minutes, hours);
  const months = membersOf(fields.months);
  const [, , date, , weekday] = text.slice('cron('.length, -1).trim().split(/\s+/);
  const { days } = fields;
  if (days.kind === 'weekdays') {
    const weekdays = membersOf(days.weekdays);
    // all seven named one by one are what somebody chose, and stay so
    if (weekdays.length === 7 && weekday !== 'SUN-SAT') return eachDay(months, times);
    return months.length === 12 ? { mode: 'weekly', weekdays, times } : null;
  }
  if (days.kind !== 'dates') return { mode: 'monthly', days: { ...days }, months, times };
  const dates = membersOf(days.dates);
  if (dates.length === 31 && date !== '1-31') return eachDay(months, times);
  return { mode: 'monthly', days: { kind: 'dates', dates }, months, times };
}

function eachDay(months: readonly number[], times: Times): Builder {
  if (months.length === 12) return { mode: 'daily', times };
  const dates = Array.from({ length: 31 }, (_, index) => index + 1);
  return { mode: 'monthly', days: { kind: 'dates', dates }, months, times };
}

/** Values as a cron field, ascending: three or more in a row as a range. */
export function listText(values: readonly number[], name: (value: number) => string): string {
  const ascending = [...new Set(values)].sort((a, b) => a - b);
  const items = runsOf(ascending).flatMap((run) => {
    const names = run.map(name);
    return run.length > 2 ? [`${names[0]}-${names.at(-1)}`] : names;
  });
  return items.join(',');
}
