import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rounds } from '@/lib/local/rounds';
import { nextBit } from './bits';
import type { CronFields } from './cron';
import { daysOfMonthMask } from './cron-days';
import { FIRST_YEAR, LAST_YEAR } from './cron-field';
import expressions from './data/expressions.json';
import { describe as inEnglish } from './describe';
import { type Expression, ExpressionError, parseExpression } from './expression';
import { randomCron } from './oracle';

/** Forms that come close to each other, so that words which blur them would be found out. */
const words = (text: string): string[] => text.trim().split(/\s+/);
const MINUTES = words(`
  * 0 1 30 59 0,30 1,31 0,20,40 0/2 1/2 */15 0/15 5/20 5/15 0/7 0-49/7 0/8 0-14 0-15 45-15 10-50/10 1,7,9 1,7,8 0-29 30-59
  0-58 1-59`);
const HOURS = words(`
  * 0 9 23 9,17 9-17 8-18 22-2 20-6 21-6 23-22 0-22 1-23 0/2 1/2 0/3 0-18/3 2/3 0/6 9,12,17 9,12,15,18 9,12,17,20
  0-5,20-23 8-9,12-13,20 8-10,12-14 8-10,12-15 0,23`);
const DATES = words(`
  * 1/1 1 2 28 29 30 31 1,15 1-7 1-7,22 1/2 2/2 1/3 1-27/3 29,30 30,31 1,31 29-31 1-30 2-31 L LW 1W 15W 28W 29W 31W`);
const WEEKDAYS = words(`
  * SUN MON SAT MON-FRI TUE-SAT SAT,SUN FRI-MON SAT-MON MON,WED,FRI MON,WED-FRI SUN-SAT MON-SAT L 1L 6L 7L 2#1 6#1
  6#4 6#5 1#5`);
const DAYS = [...DATES.map((date) => [date, '?']), ...WEEKDAYS.map((weekday) => ['?', weekday])];
const MONTHS = words('* 1 2 6 2,3 1,7 4,6 6-8 11-2 1-11 2-12 12,1 6,7,8 JAN 1/2 1/3 1-9/3 2/3 1-3,7-9');
const YEARS = words(`
  * 2027 2028 2100 2027-2028 2027-2030 2027-2195 2027-2199 1970-2030 1970-2198 2027/2 2027/4 2028/4 2027-2031/2 2027-2197/2 2027,2029,2031
  2027,2028 2027,2030 2027,2029-2031 2199`);

const nearby = fc
  .tuple(
    fc.constantFrom(...MINUTES),
    fc.constantFrom(...HOURS),
    fc.constantFrom(...DAYS),
    fc.constantFrom(...MONTHS),
    fc.constantFrom(...YEARS),
  )
  .map((fields) => `cron(${text(fields)})`);

const rate = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom('minute', 'hour', 'day'))
  .map(([value, unit]) => `rate(${value} ${unit}${value === 1 ? '' : 's'})`);

const texts = fc.oneof(
  { weight: 6, arbitrary: nearby },
  { weight: 3, arbitrary: randomCron.map(({ text }) => text) },
  { weight: 1, arbitrary: rate },
);

const FIELDS = [MINUTES, HOURS, DAYS, MONTHS, YEARS] as const;
const PAIRS = FIELDS.flatMap((_, one) =>
  FIELDS.flatMap((_, other) => (other > one ? [[one, other] as const] : [])),
);

describe('what has the same words runs at the same times', () => {
  it.each(PAIRS)('whatever fields %i and %i are', (one, other) => {
    const same = sameWords();
    for (const left of FIELDS[one] ?? [])
      for (const right of FIELDS[other] ?? []) {
        const fields = ['0', '9', ['?', 'MON-FRI'], '*', '*'].with(one, left).with(other, right);
        same.check(`cron(${text(fields)})`, 0);
      }
    expect(same.met()).toBeGreaterThan(0);
  });

  it('whatever the expression', () => {
    const same = sameWords();
    for (const { expression } of expressions) same.check(expression, 0);
    fc.assert(
      fc.property(texts, fc.constantFrom(0, 0, 1, 30), (each, second) => same.check(each, second)),
      { numRuns: rounds(12_000, 20_000) },
    );
    expect(same.met()).toBeGreaterThan(20);
  });
});

/** Remembers what was said of which expression, and compares the times of those of which the same was said. */
function sameWords() {
  const said = new Map<string, { given: string; second: number }>();
  let met = 0;
  const check = (given: string, second: number): void => {
    const expression = parsed(given);
    if (!expression) return;
    const sentence = inEnglish(expression, undefined, second);
    expect(sentence).toMatch(/^(?:At|Every) [^{}]*[^ ,]$/);
    expect(sentence).not.toMatch(/undefined|NaN|,,| {2}/);
    const before = said.get(sentence);
    if (before && before.given !== given) {
      met += 1;
      const same = times(expression, second) === times(parseExpression(before.given), before.second);
      expect({ sentence, given, before, same }).toMatchObject({ same: true });
    }
    said.set(sentence, { given, second });
  };
  return { check, met: () => met };
}

function text(fields: readonly (string | readonly string[])[]): string {
  const [minutes, hours, [date, weekday] = [], month, year] = fields;
  return [minutes, hours, date, month, weekday, year].join(' ');
}

function parsed(text: string): Expression | null {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

/** All local times of an expression between 1970 and 2199, as a text that is equal for equal sets. */
function times(expression: Expression, second: number): string {
  if (expression.kind === 'cron')
    return JSON.stringify([
      expression.fields.minutes,
      expression.fields.hours,
      daysOf(expression.fields),
      second,
    ]);
  return expression.text;
}

function daysOf({ days, months, years }: CronFields): number[] {
  const masks: number[] = [];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1)
    for (let month = 1; month <= 12; month += 1) {
      const fires =
        nextBit(years, year - FIRST_YEAR) === year - FIRST_YEAR && nextBit(months, month) === month;
      masks.push(fires ? daysOfMonthMask(days, year, month) : 0);
    }
  return masks;
}
