import { type Bits, nextBit } from './bits';
import { type CronDays, daysOfMonthMask, parseDays } from './cron-days';
import { FIRST_YEAR, LAST_YEAR, parseField, problem, RULES, type Token } from './cron-field';
import { ExpressionError } from './expression-error';

/** A cron expression, ready to be evaluated: sets of values, the years counted from 1970. */
export type CronFields = {
  minutes: Bits;
  hours: Bits;
  months: Bits;
  years: Bits;
  days: CronDays;
};

export const CRON_EXAMPLE = 'cron(0 9 ? * MON-FRI *)';

/**
 * Reads what stands between the brackets of `cron(…)`: minutes, hours, day-of-month, month, day-of-week, year.
 * `position` is where it starts in the whole text. Throws ExpressionError.
 * Grammar: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function parseCron(body: string, position: number): CronFields {
  const tokens: Token[] = Array.from(body.matchAll(/[^ ]+/g), (match) => ({
    text: match[0],
    position: position + match.index,
  }));
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = tokens;
  if (!minutes || !hours || !dayOfMonth || !month || !dayOfWeek || !year || tokens.length > 6) {
    throw new ExpressionError({
      field: 'expression',
      position: tokens[6]?.position ?? position + body.length,
      reason: `cron takes six fields (minutes, hours, day-of-month, month, day-of-week, year) but there ${tokens.length === 1 ? 'is' : 'are'} ${tokens.length}`,
      example: CRON_EXAMPLE,
    });
  }
  const fields: CronFields = {
    minutes: parseField(minutes, RULES.minutes),
    hours: parseField(hours, RULES.hours),
    days: parseDays(dayOfMonth, dayOfWeek),
    months: parseField(month, RULES.month),
    years: parseField(year, RULES.year),
  };
  if (!hasAnyDay(fields)) {
    const token = dayOfMonth.text === '?' ? dayOfWeek : dayOfMonth;
    const rule = token === dayOfMonth ? RULES.dayOfMonth : RULES.dayOfWeek;
    throw problem(
      rule,
      token.position,
      `it never fires: day ${token.text} does not occur in month ${month.text}${year.text === '*' ? '' : ` of ${year.text}`}`,
    );
  }
  return fields;
}

function hasAnyDay(fields: CronFields): boolean {
  const last = LAST_YEAR - FIRST_YEAR;
  for (
    let year = nextBit(fields.years, 0);
    year >= 0 && year <= last;
    year = nextBit(fields.years, year + 1)
  ) {
    for (let month = nextBit(fields.months, 1); month > 0; month = nextBit(fields.months, month + 1)) {
      if (daysOfMonthMask(fields.days, FIRST_YEAR + year, month) !== 0) return true;
    }
  }
  return false;
}
