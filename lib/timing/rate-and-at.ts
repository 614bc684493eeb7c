import { ExpressionError } from './expression-error';
import { formatLocal, parseLocal } from './zone';

export type RateUnit = 'minute' | 'hour' | 'day';

export const RATE_EXAMPLE = 'rate(15 minutes)';
const AFTER_EXAMPLE = 'after(10 minutes)';
export const AT_EXAMPLE = 'at(2027-03-03T09:00:00)';
/** The largest number that AWS takes in a rate. */
export const LARGEST_RATE = 2 ** 31 - 1;
/** A year: nobody waits longer for what comes after a run. */
export const LARGEST_AFTER: Readonly<Record<RateUnit, number>> = { minute: 525_600, hour: 8_760, day: 365 };

/** A number of minutes, hours or days. */
export type Period = { value: number; unit: RateUnit };

/**
 * Reads what stands between the brackets of `rate(…)`: a whole number from 1 and a unit, singular for 1 and
 * plural otherwise. Throws ExpressionError.
 * Grammar: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based
 */
export const parseRate = (body: string, position: number): Period =>
  parsePeriod(body, position, {
    field: 'rate',
    name: 'a rate',
    example: RATE_EXAMPLE,
    largest: () => LARGEST_RATE,
  });

/** Reads what stands between the brackets of `after(…)`: the same, up to a year. Throws ExpressionError. */
export const parseAfter = (body: string, position: number): Period =>
  parsePeriod(body, position, {
    field: 'after',
    name: 'the time after a run',
    example: AFTER_EXAMPLE,
    largest: (unit) => LARGEST_AFTER[unit],
  });

type PeriodForm = {
  field: 'rate' | 'after';
  name: string;
  example: string;
  largest: (unit: RateUnit) => number;
};

function parsePeriod(body: string, position: number, { field, name, example, largest }: PeriodForm): Period {
  const fail = (offset: number, reason: string) =>
    new ExpressionError({ field, position: position + offset, reason, example });
  const match = /^(\S+) (\S+)$/.exec(body);
  if (!match?.[1] || !match[2]) throw fail(0, `${name} is a number, one space and a unit`);
  const [, number, text] = match;
  const value = Number(number);
  const known = /^(minute|hour|day)(s?)$/.exec(text);
  const most = largest((known?.[1] ?? 'minute') as RateUnit);
  if (!/^\d+$/.test(number) || value < 1 || value > most) {
    throw fail(0, `${number} is not a whole number from 1 to ${most}`);
  }
  if (!known) throw fail(number.length + 1, `the unit "${text}" is not minutes, hours or days`);
  const unit = known[1] as RateUnit;
  const plural = known[2] === 's';
  if (plural !== value > 1) {
    throw fail(
      number.length + 1,
      value > 1 ? `the unit after ${number} is plural: ${text}s` : `the unit after 1 is singular: ${unit}`,
    );
  }
  return { value, unit };
}

/**
 * Reads what stands between the brackets of `at(…)`: a local date and time `yyyy-mm-ddThh:mm:ss`, in the
 * schedule's time zone. Throws ExpressionError.
 * Grammar: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#one-time
 */
export function parseAt(body: string, position: number): string {
  const fail = (reason: string) =>
    new ExpressionError({ field: 'at', position, reason, example: AT_EXAMPLE });
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body)) {
    throw fail(`"${body}" is not of the form yyyy-mm-ddThh:mm:ss, without zone or fraction`);
  }
  const local = parseLocal(body);
  if (!local) throw fail(`${body} is not a date and time of the calendar`);
  if (local.year < 1970 || local.year > 2199) throw fail('the year lies outside 1970 to 2199');
  return formatLocal(local);
}
