const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  low: number;
  high: number;
  names?: string[];
}
const MINUTE = { low: 0, high: 59 };
const HOUR = { low: 0, high: 23 };
const DAY_OF_MONTH = { low: 1, high: 31 };
const MONTH = { low: 1, high: 12, names: MONTHS };
const DAY_OF_WEEK = { low: 1, high: 7, names: DAYS };
const YEAR = { low: 1970, high: 2199 };

export class CronError extends Error {}

function numberIn(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + 1 : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= field.low && value <= field.high))
    throw new CronError(`'${text}' is not within ${field.low}-${field.high}`);
  return value;
}

/** Every number that one comma-separated part stands for. `22-2` goes round, as in Quartz. */
function expandPart(part: string, field: Field): number[] {
  const match = /^(\*|[A-Za-z0-9]+)(?:-([A-Za-z0-9]+))?(?:\/(\d{1,4}))?$/.exec(part);
  const [, from = '', to, every] = match ?? [];
  if (!match || (from === '*' && to !== undefined)) throw new CronError(`'${part}' cannot be read`);
  const step = every === undefined ? 1 : Number(every);
  if (step < 1) throw new CronError(`'${part}' has a step below 1`);
  const first = from === '*' ? field.low : numberIn(from, field);
  const last =
    to !== undefined ? numberIn(to, field) : from === '*' || every !== undefined ? field.high : first;
  const size = field.high - field.low + 1;
  const span = last >= first ? last - first : size - first + last;
  const numbers: number[] = [];
  for (let at = 0; at <= span; at += step) numbers.push(field.low + ((first - field.low + at) % size));
  return numbers;
}

function expand(text: string, field: Field): string {
  if (text === '*') return '*';
  const numbers = new Set(text.split(',').flatMap((part) => expandPart(part, field)));
  return [...numbers].sort((a, b) => a - b).join(',');
}

function dayOfMonth(text: string): string {
  const upper = text.toUpperCase();
  if (upper === 'L' || upper === 'LW') return upper;
  const nearest = /^(\d+)W$/.exec(upper);
  return nearest ? `${numberIn(nearest[1] ?? '', DAY_OF_MONTH)}W` : expand(text, DAY_OF_MONTH);
}

function dayOfWeek(text: string): string {
  const upper = text.toUpperCase();
  if (upper === 'L') return '7';
  const last = /^([A-Z]{3}|\d)L$/.exec(upper);
  if (last) return `${numberIn(last[1] ?? '', DAY_OF_WEEK)}L`;
  const nth = /^([A-Z]{3}|\d)#([1-5])$/.exec(upper);
  return nth ? `${numberIn(nth[1] ?? '', DAY_OF_WEEK)}#${nth[2]}` : expand(text, DAY_OF_WEEK);
}

/**
 * Turns the six fields of an AWS cron expression into croner's seven, with every range and step written out.
 * Throws CronError saying what is wrong.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function toCronerPattern(fields: string): string {
  const parts = fields.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = parts;
  if (parts.length !== 6) throw new CronError(`6 fields are needed, not ${parts.length}`);
  if ((day === '?') === (weekday === '?'))
    throw new CronError('exactly one of day-of-month and day-of-week must be ?');
  return [
    '0',
    expand(minute, MINUTE),
    expand(hour, HOUR),
    day === '?' ? '*' : dayOfMonth(day),
    expand(month, MONTH),
    weekday === '?' ? '*' : dayOfWeek(weekday),
    expand(year, YEAR),
  ].join(' ');
}
