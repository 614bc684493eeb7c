import { ExpressionError } from './expression-error';
import { formatLocal, parseLocal } from './zone';

export type RateUnit = 'minute' | 'hour' | 'day';

export const RATE_EXAMPLE = 'rate(15 minutes)';
export const AT_EXAMPLE = 'at(2027-03-03T09:00:00)';
/** The largest number that AWS takes in a rate. */
export const LARGEST_RATE = 2 ** 31 - 1;

/**
 * Reads what stands between the brackets of `rate(…)`: a whole number from 1 and a unit, singular for 1 and
 * plural otherwise. Throws ExpressionError.
 * Grammar: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based
 */
export function parseRate(body: string, position: number): { value: number; unit: RateUnit } {
  const fail = (offset: number, reason: string) =>
    new ExpressionError({ field: 'rate', position: position + offset, reason, example: RATE_EXAMPLE });
  const match = /^(\S+) (\S+)$/.exec(body);
  if (!match?.[1] || !match[2]) throw fail(0, 'a rate is a number, one space and a unit');
  const [, number, unit] = match;
  const value = Number(number);
  if (!/^\d+$/.test(number) || value < 1 || value > LARGEST_RATE) {
    throw fail(0, `${number} is not a whole number from 1 to ${LARGEST_RATE}`);
  }
  const known = /^(minute|hour|day)(s?)$/.exec(unit);
  if (!known) throw fail(number.length + 1, `the unit "${unit}" is not minutes, hours or days`);
  const plural = known[2] === 's';
  if (plural !== value > 1) {
    throw fail(
      number.length + 1,
      value > 1
        ? `the unit after ${number} is plural: ${unit}s`
        : `the unit after 1 is singular: ${known[1]}`,
    );
  }
  return { value, unit: known[1] as RateUnit };
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
