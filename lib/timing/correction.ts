import { correctCron } from './correction-cron';
import { RATE_EXAMPLE } from './rate-and-at';

/** What is known about a mistake: a clearer reason, and expressions to offer, the likeliest first. */
export type Correction = { reason?: string | undefined; candidates: string[] };

const SHORTHANDS = new Map([
  ['@hourly', 'cron(0 * * * ? *)'],
  ['@daily', 'cron(0 0 * * ? *)'],
  ['@midnight', 'cron(0 0 * * ? *)'],
  ['@weekly', 'cron(0 0 ? * SUN *)'],
  ['@monthly', 'cron(0 0 1 * ? *)'],
  ['@yearly', 'cron(0 0 1 1 ? *)'],
  ['@annually', 'cron(0 0 1 1 ? *)'],
]);

const UNIT = '(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)';
const BARE_RATE = new RegExp(`^(?:every\\s+)?(\\d+(?:\\.\\d+)?\\s*${UNIT})$`, 'i');

/** What a text that is no valid expression was probably meant to be; null if there is no telling. */
export function correct(given: string): Correction | null {
  const text = given.trim();
  const shorthand = SHORTHANDS.get(text.toLowerCase());
  if (shorthand) return { reason: `${text} is crontab's shorthand, not AWS's`, candidates: [shorthand] };
  const wrapped = /^(cron|rate|at)\s*\(([^()]*)\)?$/i.exec(text);
  const body = (wrapped?.[2] ?? text).trim();
  switch (wrapped?.[1]?.toLowerCase()) {
    case 'rate':
      return correctRate(body);
    case 'at':
      return correctAt(body);
    case 'cron':
      return correctCron(body.split(/\s+/), true);
  }
  const rate = BARE_RATE.exec(body);
  if (rate?.[1]) return correctRate(rate[1]);
  if (/^\d{4}-\d\d-\d\d/.test(body)) return correctAt(body);
  return correctCron(body.split(/\s+/), false);
}

function correctRate(body: string): Correction | null {
  const match = new RegExp(`^(?:every\\s+)?(\\d+(?:\\.\\d+)?)\\s*(${UNIT})$`, 'i').exec(body);
  if (!match?.[1] || !match[2]) return null;
  const value = Number(match[1]);
  const unit = match[2].charAt(0).toLowerCase();
  if (unit === 's' && value % 60 !== 0) {
    return {
      reason: `a rate counts minutes, hours or days, not seconds, as in ${RATE_EXAMPLE}`,
      candidates: [],
    };
  }
  // From the unit as written down to minutes: the first in which the value is a whole number.
  const readings = {
    s: [['minute', value / 60]],
    m: [['minute', value]],
    h: [
      ['hour', value],
      ['minute', value * 60],
    ],
    d: [
      ['day', value],
      ['hour', value * 24],
      ['minute', value * 1440],
    ],
    w: [['day', value * 7]],
  } satisfies Record<string, [string, number][]>;
  const whole = readings[unit as keyof typeof readings].find(([, count]) => Number.isInteger(count));
  if (!whole || whole[1] === 0) return null;
  const [name, count] = whole;
  return { candidates: [`rate(${count} ${name}${count === 1 ? '' : 's'})`] };
}

function correctAt(body: string): Correction | null {
  const match = /^(\d{4}-\d\d-\d\d)[T\s]+(\d\d:\d\d)(:\d\d)?(?:\.0+)?(Z|[+-]\d\d:?\d\d)?$/i.exec(body);
  if (!match) return null;
  if (match[4]) {
    return {
      reason: `"${match[4]}" does not belong here: at takes the local time in the schedule's own time zone`,
      candidates: [],
    };
  }
  return { candidates: [`at(${match[1]}T${match[2]}${match[3] ?? ':00'})`] };
}
