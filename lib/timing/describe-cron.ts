import { membersOf } from './bits';
import type { CronFields } from './cron';
import { FIRST_YEAR, LAST_YEAR } from './cron-field';
import { clock, evenStep, joined, joinedRuns, MONTHS, NTH, ordinal, WEEKDAYS } from './english';

const MOST_LISTED_TIMES = 6;

/** A cron expression in English, without its zone: "At 09:00 on the last Friday of every month". */
export function describeCron(fields: CronFields): string {
  const time = describeTime(membersOf(fields.minutes), membersOf(fields.hours));
  return [time, describeDays(fields, time.startsWith('At ')), describeYears(membersOf(fields.years))]
    .filter((part) => part !== '')
    .join(' ')
    .replace(' , ', ', ');
}

function describeTime(minutes: readonly number[], hours: readonly number[]): string {
  if (minutes.length * hours.length <= MOST_LISTED_TIMES) {
    const times = hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute)));
    return `At ${joined(times)}`;
  }
  const [firstHour = 0] = hours;
  const lastHour = hours.at(-1) ?? 0;
  const [firstMinute = 0] = minutes;
  const lastMinute = minutes.at(-1) ?? 0;
  const span = `from ${clock(firstHour, firstMinute)} to ${clock(lastHour, lastMinute)}`;
  const oneMinute = minutes.length === 1;
  const phrase = describeMinutes(minutes);
  if (hours.length === 24) {
    if (!oneMinute) return phrase;
    return firstMinute === 0 ? 'Every hour' : `Every hour at ${firstMinute} past`;
  }
  if (lastHour - firstHour === hours.length - 1) return `${oneMinute ? 'Every hour' : phrase} ${span}`;
  const step = evenStep(hours);
  if (step && oneMinute) return `Every ${step} hours ${span}`;
  return `${oneMinute ? `At ${firstMinute} minutes past the hour` : phrase}, in the hours ${joinedRuns(hours, twoDigits)}`;
}

function describeMinutes(minutes: readonly number[]): string {
  if (minutes.length === 60) return 'Every minute';
  const [first = 0] = minutes;
  const step = evenStep(minutes) ?? (minutes.length === 2 && minutes[1] === first + 30 ? 30 : null);
  if (step && step > 1 && 60 % step === 0 && minutes.length === 60 / step) {
    return first === 0 ? `Every ${step} minutes` : `Every ${step} minutes starting at ${first} past the hour`;
  }
  return `At ${joinedRuns(minutes, String)} minutes past the hour`;
}

function describeDays(fields: CronFields, timesAreListed: boolean): string {
  const months = membersOf(fields.months);
  const everyMonth = months.length === 12;
  const inMonths = everyMonth ? '' : `in ${joinedRuns(months, monthName)}`;
  const ofMonths = everyMonth ? 'of every month' : `of ${joinedRuns(months, monthName)}`;
  const { days } = fields;
  switch (days.kind) {
    case 'last-day':
      return `on the last day ${ofMonths}`;
    case 'last-weekday':
      return `on the last weekday (Monday to Friday) ${ofMonths}`;
    case 'nearest-weekday':
      return `on the weekday nearest to the ${ordinal(days.date)} ${ofMonths}${days.date > 28 ? ' that has it' : ''}`;
    case 'last-of-weekday':
      return `on the last ${WEEKDAYS[days.weekday - 1]} ${ofMonths}`;
    case 'nth-weekday':
      return `on the ${NTH[days.nth - 1]} ${WEEKDAYS[days.weekday - 1]} ${ofMonths}${days.nth === 5 ? ' that has it' : ''}`;
    case 'dates': {
      const dates = membersOf(days.dates);
      if (dates.length === 31) return everyDay(inMonths, timesAreListed);
      const rare = (dates[0] ?? 0) > 28 ? ' that has it' : '';
      return `on the ${joinedRuns(dates, ordinal)} ${ofMonths}${rare}`;
    }
    case 'weekdays': {
      const weekdays = membersOf(days.weekdays);
      if (weekdays.length === 7) return everyDay(inMonths, timesAreListed);
      const names = weekdayNames(weekdays);
      return [/^\w+ to \w+$/.test(names) ? `, ${names}` : `on ${names}`, inMonths].join(' ').trim();
    }
  }
}

function everyDay(inMonths: string, timesAreListed: boolean): string {
  return timesAreListed ? `every day ${inMonths}`.trim() : inMonths;
}

/** The week begins on Monday here, so that Saturday and Sunday stand together. */
function weekdayNames(weekdays: readonly number[]): string {
  const fromMonday = weekdays.map((weekday) => (weekday + 5) % 7).sort((a, b) => a - b);
  return joinedRuns(fromMonday, (index) => `${WEEKDAYS[(index + 1) % 7]}s`).replaceAll(
    /s to (\w+)s/g,
    ' to $1',
  );
}

function describeYears(years: readonly number[]): string {
  if (years.length === LAST_YEAR - FIRST_YEAR + 1) return '';
  const [first = 0] = years;
  const step = evenStep(years);
  if (step && step > 1) {
    return `every ${step} years from ${first + FIRST_YEAR} to ${(years.at(-1) ?? 0) + FIRST_YEAR}`;
  }
  return `in ${joinedRuns(years, (year) => String(year + FIRST_YEAR))}`;
}

function monthName(month: number): string {
  return MONTHS[month - 1] ?? '';
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
