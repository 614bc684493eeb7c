import { type Bits, bitsOf } from './bits';
import { ExpressionError, type ExpressionField } from './expression-error';

/** A word of the expression and where it stands. */
export type Token = { text: string; position: number };

/** What one field of a cron expression may hold. */
export type FieldRule = {
  field: ExpressionField;
  low: number;
  high: number;
  /** Names of the values from `low` upwards, where the field has names. */
  names?: readonly string[];
  /** Whether a range may run past the end, as 22-2 does in the hours. */
  cyclic: boolean;
  example: string;
};

export const MONTH_NAMES = [
  'JAN',
  'FEB',
  'MAR',
  'APR',
  'MAY',
  'JUN',
  'JUL',
  'AUG',
  'SEP',
  'OCT',
  'NOV',
  'DEC',
] as const;
export const WEEKDAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
export const FIRST_YEAR = 1970;
export const LAST_YEAR = 2199;

export const RULES = {
  minutes: { field: 'minutes', low: 0, high: 59, cyclic: true, example: 'cron(0/15 9 * * ? *)' },
  hours: { field: 'hours', low: 0, high: 23, cyclic: true, example: 'cron(0 8-18 * * ? *)' },
  dayOfMonth: { field: 'day-of-month', low: 1, high: 31, cyclic: true, example: 'cron(0 9 1,15 * ? *)' },
  month: {
    field: 'month',
    low: 1,
    high: 12,
    names: MONTH_NAMES,
    cyclic: true,
    example: 'cron(0 9 1 JAN,JUL ? *)',
  },
  dayOfWeek: {
    field: 'day-of-week',
    low: 1,
    high: 7,
    names: WEEKDAY_NAMES,
    cyclic: true,
    example: 'cron(0 9 ? * MON-FRI *)',
  },
  year: {
    field: 'year',
    low: FIRST_YEAR,
    high: LAST_YEAR,
    cyclic: false,
    example: 'cron(0 9 1 1 ? 2027-2030)',
  },
} as const satisfies Record<string, FieldRule>;

const every = new Map<FieldRule, Bits>();

/** Parses lists, ranges, steps and names into the set of values; the year's set counts from 1970. */
export function parseField(token: Token, rule: FieldRule): Bits {
  if (token.text === '*') return everyValue(rule);
  const values = new Set<number>();
  let position = token.position;
  for (const item of token.text.split(',')) {
    addItem({ text: item, position }, rule, values);
    position += item.length + 1;
  }
  if (values.size === rule.high - rule.low + 1) return everyValue(rule);
  return toBits(values, rule);
}

function everyValue(rule: FieldRule): Bits {
  let bits = every.get(rule);
  if (!bits) {
    bits = toBits(
      Array.from({ length: rule.high - rule.low + 1 }, (_, index) => rule.low + index),
      rule,
    );
    every.set(rule, bits);
  }
  return bits;
}

function toBits(values: Iterable<number>, rule: FieldRule): Bits {
  const base = rule.field === 'year' ? FIRST_YEAR : 0;
  return bitsOf(
    Array.from(values, (value) => value - base),
    rule.high - base + 1,
  );
}

function addItem(item: Token, rule: FieldRule, values: Set<number>): void {
  const match = /^([^-/]+)(?:-([^-/]+))?(?:\/([^-/]+))?$/.exec(item.text);
  if (!match?.[1]) {
    const reason =
      item.text === ''
        ? 'a comma needs a value on both sides'
        : `"${item.text}" is not a value, a range (2-6) or a step (0/15)`;
    throw problem(rule, item.position, reason);
  }
  const [, first, last, step] = match;
  const whole = first === '*';
  if (whole && last !== undefined) {
    throw problem(rule, item.position, `"${item.text}": * already means every value and takes no range`);
  }
  const from = whole ? rule.low : parseValue({ text: first, position: item.position }, rule);
  const lastPosition = item.position + first.length + 1;
  let to = from;
  if (last !== undefined) to = parseValue({ text: last, position: lastPosition }, rule);
  else if (whole || step !== undefined) to = rule.high;
  if (to < from && !rule.cyclic) {
    throw problem(rule, item.position, `the range ${item.text} ends before it begins`);
  }
  const by = step === undefined ? 1 : parseStep(step, item, rule);
  const size = rule.high - rule.low + 1;
  const span = to >= from ? to - from : size - from + to;
  for (let offset = 0; offset <= span; offset += by) {
    values.add(rule.low + ((from - rule.low + offset) % size));
  }
}

/** One value as a number, from digits or a name in either case. */
export function parseValue(token: Token, rule: FieldRule): number {
  const { text, position } = token;
  const named = rule.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return rule.low + named;
  if (!/^\d+$/.test(text)) {
    const names = rule.names ? ` or ${rule.names[0]} to ${rule.names[rule.names.length - 1]}` : '';
    throw problem(
      rule,
      position,
      `"${text}" is not a value of this field, which takes ${rule.low} to ${rule.high}${names}`,
    );
  }
  const value = Number(text);
  if (value < rule.low || value > rule.high) {
    const counting = rule.field === 'day-of-week' ? ', counted from 1 = SUN to 7 = SAT' : '';
    throw problem(rule, position, `${text} lies outside ${rule.low} to ${rule.high}${counting}`);
  }
  return value;
}

function parseStep(step: string, item: Token, rule: FieldRule): number {
  const position = item.position + item.text.indexOf('/') + 1;
  const largest = rule.high - rule.low + (rule.low === 0 ? 0 : 1);
  const value = /^\d+$/.test(step) ? Number(step) : Number.NaN;
  if (!(value >= 1 && value <= largest)) {
    throw problem(rule, position, `the step ${step} is not a whole number from 1 to ${largest}`);
  }
  return value;
}

export function problem(rule: FieldRule, position: number, reason: string): ExpressionError {
  return new ExpressionError({ field: rule.field, position, reason, example: rule.example });
}
