import type { Correction } from './correction';
import { correctField } from './correction-fields';
import { fromCrontab, inNames } from './correction-weekdays';

const WEEKDAYS = /^(?:SUN|MON|TUE|WED|THU|FRI|SAT)(?:[,-](?:SUN|MON|TUE|WED|THU|FRI|SAT))*$/i;
const FIELD =
  /^(?:[\d*?/,#LWH()-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+$/i;
const QUESTION_MARK = 'one of day-of-month and day-of-week must be ?';

/** Corrects cron fields written after another dialect's habits; `wrapped` if they stood in `cron(…)`. */
export function correctCron(given: string[], wrapped: boolean): Correction | null {
  const split = splitFields(given);
  if (split) return split;
  const time = correctTime(given);
  if (time) return time;
  switch (given.length) {
    case 5:
      return given.includes('?') ? withoutYear(given) : fromFive(given, wrapped);
    case 6:
      return isSecondsFirst(given) ? withSeconds(given) : (withCommand(given) ?? correctSix(given, wrapped));
    case 7:
      if (given[3] === '?' || given[5] === '?') return withSeconds(given);
      return withCommand(given);
    default:
      return given.length > 7 ? withCommand(given) : null;
  }
}

function cron(...fields: (string | undefined)[]): string {
  return `cron(${fields.join(' ')})`;
}

/** Fields that commas hold together, or that blanks around a comma or a hyphen tear apart. */
function splitFields(given: string[]): Correction | null {
  const commas = given.length === 1 ? (given[0] ?? '').split(',') : [];
  if (commas.length === 6)
    return { reason: 'blanks part the fields, not commas', candidates: [cron(...commas)] };
  const joined = given
    .join(' ')
    .replace(/\s*(?<=[\w*]\s*),\s*(?=\w)/g, ',')
    .replace(/(?<=\w)\s+-\s+(?=\w)/g, '-');
  const fields = joined.split(' ');
  if (fields.length === given.length || (fields.length !== 6 && fields.length !== 5)) return null;
  const inner = correctCron(fields, true);
  return {
    reason: 'a blank begins the next field; lists and ranges are written without',
    candidates: [cron(...fields), ...(inner?.candidates ?? [])],
  };
}

/** A time of day such as 09:30 where the fields for minutes and hours belong. */
function correctTime(given: string[]): Correction | null {
  const index = given.slice(0, 2).findIndex((field) => /^\d{1,2}:\d\d(?::00)?$/.test(field));
  const [hour = '', minute = ''] = given[index]?.split(':') ?? [];
  if (index < 0) return null;
  const rest = given.slice(index + 1);
  const half = /^[ap]m$/i.exec(rest[0] ?? '');
  if (half) rest.shift();
  const { text } = half ? correctField(1, `${Number(hour)}${half[0]}`) : { text: String(Number(hour)) };
  if (Number(hour) === 24) {
    return {
      reason: 'hours run from 0 to 23; midnight is 0 0, at the beginning of a day',
      candidates: endOfDay(rest),
    };
  }
  const reason = `a time of day is written as two fields, minutes first: ${Number(minute)} ${text}`;
  const days = rest.length === 0 ? ['*', '*', '?', '*'] : rest;
  const fields = [String(Number(minute)), text, ...days];
  return { reason, candidates: [cron(...fields), ...(correctCron(fields, true)?.candidates ?? [])] };
}

/** Hour 24 of every day is hour 0 of every day; of single days it is another day's. */
function endOfDay(days: string[]): string[] {
  const every = days.every((field) => field === '*' || field === '?');
  return every ? [cron('0', '0', '*', '*', '?', '*')] : [];
}

function withoutYear(given: string[]): Correction {
  const { fields, reason } = correctEach([...given, '*']);
  return {
    reason: reason ?? 'the sixth field, the year, is missing',
    candidates: [cron(...given, '*'), cron(...fields)],
  };
}

function fromFive(given: string[], wrapped: boolean): Correction {
  const { fields, reason: inField } = correctEach([...given.slice(0, 4), '*', '*']);
  const [minutes, hours, dayOfMonth, month] = fields;
  const dayOfWeek = correctField(4, given[4] ?? '*').text;
  const subject = wrapped ? 'these are the five fields of crontab' : 'this is a crontab line of five fields';
  const reason = `${inField ? `${inField}; ` : ''}${subject}; AWS takes six in cron(…), with the year last, ? in one of the two day fields, and days counted from 1 = SUN`;
  if (dayOfWeek === '*' || dayOfWeek === '?') {
    return { reason, candidates: [cron(minutes, hours, dayOfMonth, month, '?', '*')] };
  }
  const weekdays = fromCrontab(dayOfWeek);
  if (dayOfMonth !== '*') {
    return { reason: `${reason}; a date and a weekday together take two schedules`, candidates: [] };
  }
  if (weekdays === null) return { reason, candidates: [] };
  const days = weekdays === '*' ? ['*', month, '?'] : ['?', month, weekdays];
  return { reason, candidates: [cron(minutes, hours, ...days, '*')] };
}

/** Quartz and Spring put the seconds first, so that `?` or the weekdays stand one field later than in AWS. */
function isSecondsFirst(given: string[]): boolean {
  const [, , dayOfMonth, quartzDay, dayOfWeek = '', last = ''] = given;
  if (dayOfMonth === '?' || dayOfWeek === '?') return false;
  if (quartzDay === '?') return !WEEKDAYS.test(dayOfWeek);
  return (last === '?' && dayOfMonth !== '?') || WEEKDAYS.test(last);
}

function withSeconds(given: string[]): Correction {
  const [seconds = '', ...rest] = given;
  const reason = 'the first field seems to hold seconds, as in Quartz; AWS begins with the minutes';
  if (!/^0+$/.test(seconds)) return { reason, candidates: [] };
  if (rest.length === 5 && !rest.includes('?'))
    return { reason, candidates: fromFive(rest, true).candidates };
  const fields = rest.length === 6 ? rest : [...rest, '*'];
  const corrected = correctEach(fields);
  const inField = corrected.reason ? `${reason}; ${corrected.reason}` : reason;
  return { reason: inField, candidates: [cron(...fields), cron(...corrected.fields)] };
}

/** A crontab line with its command, or its user and its command, behind the five fields. */
function withCommand(given: string[]): Correction | null {
  const five = given.slice(0, 5);
  const rest = given.slice(5).join(' ');
  if (!five.every((field) => FIELD.test(field)) || !/^(?:[a-z_~./$"'&|>-].*[a-z]|[;&|])/i.test(rest))
    return null;
  const { candidates } = correctCron(five, false) ?? { candidates: [] };
  if (/^[;&|]/.test(rest)) {
    return { reason: 'a schedule has one expression; several take several schedules', candidates: [] };
  }
  return {
    reason: `"${rest}" does not belong here: what is run is said by the schedule's targets`,
    candidates,
  };
}

function correctSix(given: string[], wrapped: boolean): Correction | null {
  const { fields, reason } = correctEach(given);
  const [minutes, hours, dayOfMonth = '', month, dayOfWeek = '', year] = fields;
  const build = (date: string, weekday: string) => [cron(minutes, hours, date, month, weekday, year)];
  if (dayOfMonth === '?' && dayOfWeek === '?') return { reason, candidates: build('*', '?') };
  if (dayOfMonth !== '?' && dayOfWeek !== '?') return bothDays(fields, wrapped, reason);
  if (hours === '24') {
    const candidates = minutes === '0' ? endOfDay(fields.slice(2, 5)) : [];
    return { reason: '24 lies outside 0 to 23; midnight is hour 0, at the beginning of a day', candidates };
  }
  const candidates = build(dayOfMonth, dayOfWeek);
  if (dayOfMonth === '?' && /(?:^|[,-])0/.test(dayOfWeek)) {
    const weekdays = fromCrontab(dayOfWeek);
    if (weekdays) candidates.push(...(weekdays === '*' ? build('*', '?') : build('?', weekdays)));
  }
  if (/^(?:29|30|31)$/.test(dayOfMonth)) candidates.push(...build('L', dayOfWeek));
  return { reason, candidates };
}

function bothDays(fields: string[], wrapped: boolean, inField: string | undefined): Correction {
  const [minutes, hours, dayOfMonth = '', month, dayOfWeek = '', year] = fields;
  const build = (date: string, weekday: string) => [cron(minutes, hours, date, month, weekday, year)];
  if (dayOfWeek === '*') {
    const open = !wrapped && year === '*';
    const reason =
      inField ?? (open ? `${QUESTION_MARK}; where the first field means seconds, leave it out` : undefined);
    const secondsLikely = open && minutes === '0' && dayOfMonth !== '*';
    return { reason, candidates: secondsLikely ? [] : build(dayOfMonth, '?') };
  }
  if (dayOfMonth !== '*') {
    return { reason: `${QUESTION_MARK}; a date and a weekday together take two schedules`, candidates: [] };
  }
  if (dayOfWeek === '1-5' || /(?:^|[,-])0/.test(dayOfWeek)) {
    const weekdays = fromCrontab(dayOfWeek);
    if (weekdays) {
      return {
        reason: `${QUESTION_MARK}, and AWS counts days from 1 = SUN, so that 1-5 would be Sunday to Thursday`,
        candidates: weekdays === '*' ? build('*', '?') : build('?', weekdays),
      };
    }
  }
  const weekdays = /[#L/]/i.test(dayOfWeek) ? dayOfWeek : inNames(dayOfWeek);
  return { reason: inField ?? QUESTION_MARK, candidates: build('?', weekdays) };
}

function correctEach(given: string[]): { fields: string[]; reason: string | undefined } {
  const corrected = given.map((field, index) => correctField(index, field));
  const reason = corrected.find((field) => field.reason !== undefined)?.reason;
  return { fields: corrected.map(({ text }) => text), reason };
}
