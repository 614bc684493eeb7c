import type { Correction } from './correction';
import { MONTH_NAMES, WEEKDAY_NAMES } from './cron-field';

const LONG_NAME = /[a-z]{4,}/gi;
const WEEKDAYS = /^(?:SUN|MON|TUE|WED|THU|FRI|SAT)(?:[,-](?:SUN|MON|TUE|WED|THU|FRI|SAT))*$/i;

/** Corrects cron fields written after another dialect's habits; `wrapped` if they stood in `cron(…)`. */
export function correctCron(given: string[], wrapped: boolean): Correction | null {
  const fields = given.map((field) => field.replace(LONG_NAME, shortName));
  switch (fields.length) {
    case 5:
      return fields.includes('?') ? withoutYear(fields) : fromCrontab(fields, wrapped);
    case 6:
      if (isSecondsFirst(fields)) return withSeconds(fields);
      return correctSix(fields, wrapped);
    case 7:
      return fields[3] === '?' || fields[5] === '?' ? withSeconds(fields) : null;
    default:
      return null;
  }
}

function cron(...fields: (string | undefined)[]): string {
  return `cron(${fields.join(' ')})`;
}

function withoutYear(fields: string[]): Correction {
  return { reason: 'the sixth field, the year, is missing', candidates: [cron(...fields, '*')] };
}

function fromCrontab(fields: string[], wrapped: boolean): Correction {
  const [minutes, hours, dayOfMonth, month, dayOfWeek = '*'] = fields;
  const subject = wrapped ? 'these are the five fields of crontab' : 'this is a crontab line of five fields';
  const reason = `${subject}; AWS takes six in cron(…), with the year last, ? in one of the two day fields, and days counted from 1 = SUN`;
  if (dayOfWeek === '*') return { reason, candidates: [cron(minutes, hours, dayOfMonth, month, '?', '*')] };
  const weekdays = crontabWeekdays(dayOfWeek);
  if (dayOfMonth !== '*') {
    return { reason: `${reason}; a date and a weekday together take two schedules`, candidates: [] };
  }
  if (weekdays === null) return { reason, candidates: [] };
  const days = weekdays === '*' ? ['*', month, '?'] : ['?', month, weekdays];
  return { reason, candidates: [cron(minutes, hours, ...days, '*')] };
}

/** Quartz and Spring put the seconds first, so that `?` or the weekdays stand one field later than in AWS. */
function isSecondsFirst(fields: string[]): boolean {
  const [, , dayOfMonth, quartzDay, dayOfWeek, last = ''] = fields;
  if (dayOfMonth === '?' || dayOfWeek === '?') return false;
  return quartzDay === '?' || last === '?' || WEEKDAYS.test(last);
}

function withSeconds(fields: string[]): Correction {
  const [seconds = '', ...rest] = fields;
  const reason = 'the first field seems to hold seconds, as in Quartz; AWS begins with the minutes';
  if (!/^0+$/.test(seconds)) return { reason, candidates: [] };
  if (rest.length === 6) return { reason, candidates: [cron(...rest)] };
  const spring = !rest.includes('?');
  return { reason, candidates: spring ? fromCrontab(rest, true).candidates : [cron(...rest, '*')] };
}

function correctSix(fields: string[], wrapped: boolean): Correction | null {
  const [minutes, hours, dayOfMonth = '', month, dayOfWeek = '', year] = fields;
  const build = (date: string, weekday: string) => [cron(minutes, hours, date, month, weekday, year)];
  if (dayOfMonth === '?' && dayOfWeek === '?') return { candidates: build('*', '?') };
  if (dayOfMonth !== '?' && dayOfWeek !== '?') {
    if (dayOfWeek === '*') {
      const secondsLikely = !wrapped && minutes === '0' && dayOfMonth !== '*' && year === '*';
      return { candidates: secondsLikely ? [] : build(dayOfMonth, '?') };
    }
    if (dayOfMonth !== '*') {
      return {
        reason:
          'one of day-of-month and day-of-week must be ?; a date and a weekday together take two schedules',
        candidates: [],
      };
    }
    return weekdaysWithoutQuestionMark(dayOfWeek, (weekday) =>
      weekday === '*' ? build('*', '?') : build('?', weekday),
    );
  }
  const candidates = build(dayOfMonth, dayOfWeek);
  if (dayOfMonth === '?' && /(?:^|[,-])0/.test(dayOfWeek)) {
    const weekdays = crontabWeekdays(dayOfWeek);
    if (weekdays) candidates.push(...(weekdays === '*' ? build('*', '?') : build('?', weekdays)));
  }
  if (/^(?:29|30|31)$/.test(dayOfMonth)) candidates.push(...build('L', dayOfWeek));
  return { candidates };
}

function weekdaysWithoutQuestionMark(given: string, build: (weekdays: string) => string[]): Correction {
  const reason = 'one of day-of-month and day-of-week must be ?';
  if (given === '1-5' || /(?:^|[,-])0/.test(given)) {
    const weekdays = crontabWeekdays(given);
    if (weekdays) {
      return {
        reason: `${reason}, and AWS counts days from 1 = SUN, so that 1-5 would be Sunday to Thursday`,
        candidates: build(weekdays),
      };
    }
  }
  return { reason, candidates: build(/[#L/]/i.test(given) ? given : awsWeekdayNames(given)) };
}

function awsWeekdayNames(text: string): string {
  return text.replace(/\d+/g, (digits) => WEEKDAY_NAMES[Number(digits) - 1] ?? digits);
}

/** crontab's days of the week (0 and 7 = Sunday) written in names; `*` for all, null if it can't be read. */
function crontabWeekdays(text: string): string | null {
  const chosen = new Set<number>();
  for (const item of text.split(',')) {
    const match = /^(\*|[0-7]|[a-z]{3})(?:-([0-7]|[a-z]{3}))?(?:\/([1-7]))?$/i.exec(item);
    if (!match?.[1]) return null;
    const [, first, last, step] = match;
    const from = first === '*' ? 0 : crontabWeekday(first);
    const to = last ? crontabWeekday(last) : first === '*' || step ? 6 : from;
    if (from < 0 || to < 0) return null;
    for (let day = from; day <= (to < from ? to + 7 : to); day += Number(step ?? 1)) chosen.add(day % 7);
  }
  return chosen.size === 7 ? '*' : namedRuns(chosen);
}

function crontabWeekday(text: string): number {
  return /^\d$/.test(text) ? Number(text) : (WEEKDAY_NAMES as readonly string[]).indexOf(text.toUpperCase());
}

/** Monday first, three days or more in a row as a range. */
function namedRuns(chosen: ReadonlySet<number>): string {
  const runs: string[][] = [];
  let running = false;
  for (const day of [1, 2, 3, 4, 5, 6, 0]) {
    const name = WEEKDAY_NAMES[day];
    if (!name || !chosen.has(day)) {
      running = false;
      continue;
    }
    if (running) runs.at(-1)?.push(name);
    else runs.push([name]);
    running = true;
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run.join(','))).join(',');
}

function shortName(word: string): string {
  const upper = word.toUpperCase();
  const full = [...FULL_MONTHS, ...FULL_WEEKDAYS].find((name) => name === upper || upper === `${name}S`);
  const short = [...MONTH_NAMES, ...WEEKDAY_NAMES].find((name) => full?.startsWith(name));
  return short ?? word;
}

const FULL_MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'SEPT',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
];
const FULL_WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
