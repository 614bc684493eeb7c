import { fromCron, listText } from './builder-cron';
import { builderProblem } from './builder-problem';
import { timesOf } from './builder-times';
import { MONTH_NAMES, WEEKDAY_NAMES } from './cron-field';
import { type Expression, ExpressionError, parseExpression, type RateUnit } from './expression';

/** On which days of a month. Weekdays as AWS counts them: 1 = Sunday. */
export type MonthDays =
  | { kind: 'dates'; dates: readonly number[] }
  | { kind: 'last-day' }
  /** Monday to Friday. */
  | { kind: 'last-weekday' }
  /** The Monday to Friday of the same month that is nearest to a date. */
  | { kind: 'nearest-weekday'; date: number }
  | { kind: 'nth-weekday'; weekday: number; nth: number }
  | { kind: 'last-of-weekday'; weekday: number };

/** Times of day in one day, `hh:mm`. One expression can hold them if each minute goes with each hour. */
export type Times = readonly string[];

/**
 * When something runs, as people put it together. Weekdays are 1 (Sunday) to 7, months 1 to 12, all twelve being
 * every month; `local` is `yyyy-mm-ddThh:mm:ss`. What no other mode can hold is an expression.
 */
export type Builder =
  | { mode: 'once'; local: string }
  | { mode: 'every'; value: number; unit: RateUnit }
  /** So long after the previous run ended. */
  | { mode: 'after'; value: number; unit: RateUnit }
  | { mode: 'daily'; times: Times }
  | { mode: 'weekly'; weekdays: readonly number[]; times: Times }
  | { mode: 'monthly'; days: MonthDays; months: readonly number[]; times: Times }
  | { mode: 'expression'; expression: string };

/**
 * The expression of parts that fit together. Lists may be in any order.
 * Throws RangeError with the message of `builderProblem` where there is one.
 */
export function toExpression(builder: Builder): string {
  const problem = builderProblem(builder);
  if (problem) throw new RangeError(`${problem.part}: ${problem.message}`);
  switch (builder.mode) {
    case 'once':
      return `at(${builder.local})`;
    case 'every':
      return `rate(${periodText(builder)})`;
    case 'after':
      return `after(${periodText(builder)})`;
    case 'daily':
      return `cron(${timeFields(builder.times)} * * ? *)`;
    case 'weekly':
      return `cron(${timeFields(builder.times)} ? * ${weekdaysText(builder.weekdays)} *)`;
    case 'monthly': {
      const [date, weekday] = dayFields(builder.days);
      const months = builder.months.length === 12 ? '*' : listText(builder.months, monthText);
      return `cron(${timeFields(builder.times)} ${date} ${months} ${weekday} *)`;
    }
    case 'expression':
      return builder.expression.trim();
  }
}

/**
 * The parts of an expression, in the simplest mode that holds them: what `toExpression` makes of them runs at the same
 * times. Text that is no valid expression, and what no mode can hold, stays an expression.
 */
export function fromExpression(text: string): Builder {
  const expression = text.trim();
  const parsed = parsedOrNull(expression);
  switch (parsed?.kind) {
    case 'at':
      return { mode: 'once', local: parsed.local };
    case 'rate':
      return { mode: 'every', value: parsed.value, unit: parsed.unit };
    case 'after':
      return { mode: 'after', value: parsed.value, unit: parsed.unit };
    case 'cron':
      return fromCron(parsed) ?? { mode: 'expression', expression };
    default:
      return { mode: 'expression', expression };
  }
}

function parsedOrNull(text: string): Expression | null {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

const periodText = ({ value, unit }: { value: number; unit: RateUnit }): string =>
  `${value} ${unit}${value === 1 ? '' : 's'}`;

function timeFields(times: Times): string {
  const { minutes, hours } = timesOf(times);
  return `${minutes.join(',')} ${hours.join(',')}`;
}

/** From Monday, and without ranges that run over the end of AWS's week on Saturday. */
function weekdaysText(weekdays: readonly number[]): string {
  if (weekdays.length === 7) return 'SUN-SAT';
  const name = (weekday: number) => WEEKDAY_NAMES[weekday - 1] ?? '';
  const rest = weekdays.filter((weekday) => weekday !== 1);
  return [...(rest.length > 0 ? [listText(rest, name)] : []), ...(weekdays.includes(1) ? ['SUN'] : [])].join(
    ',',
  );
}

const monthText = (month: number): string => MONTH_NAMES[month - 1] ?? '';

function dayFields(days: MonthDays): [date: string, weekday: string] {
  switch (days.kind) {
    case 'dates':
      return [listText(days.dates, String), '?'];
    case 'last-day':
      return ['L', '?'];
    case 'last-weekday':
      return ['LW', '?'];
    case 'nearest-weekday':
      return [`${days.date}W`, '?'];
    case 'nth-weekday':
      return ['?', `${WEEKDAY_NAMES[days.weekday - 1]}#${days.nth}`];
    case 'last-of-weekday':
      return ['?', `${days.weekday}L`];
  }
}
