import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import expressions from './data/expressions.json';
import { ExpressionError, type ExpressionField, parseExpression } from './expression';

function errorOf(text: string): ExpressionError {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

type Row = [text: string, field: ExpressionField, position: number, reason: RegExp, suggestion?: string];

const HABITS: Row[] = [
  ['0 9 * * 1-5', 'expression', 0, /five fields/, 'cron(0 9 ? * MON-FRI *)'],
  ['cron(0 9 * * 1-5)', 'expression', 16, /five fields/, 'cron(0 9 ? * MON-FRI *)'],
  ['*/5 * * * *', 'expression', 0, /five fields/, 'cron(*/5 * * * ? *)'],
  ['30 6 * * 0,6', 'expression', 0, /five fields/, 'cron(30 6 ? * SAT,SUN *)'],
  ['0 9 * * */2', 'expression', 0, /five fields/, 'cron(0 9 ? * TUE,THU,SAT,SUN *)'],
  ['0 9 * * 7', 'expression', 0, /five fields/, 'cron(0 9 ? * SUN *)'],
  ['0 9 * * 0-6', 'expression', 0, /five fields/, 'cron(0 9 * * ? *)'],
  ['0 9 1 * *', 'expression', 0, /five fields/, 'cron(0 9 1 * ? *)'],
  ['0 9 13 * 5', 'expression', 0, /two schedules/],
  ['0 9 * * 1-5 *', 'expression', 0, /1-5 would be Sunday to Thursday/, 'cron(0 9 ? * MON-FRI *)'],
  ['cron(0 9 * * 1-5 *)', 'day-of-month', 9, /must be \?.*Sunday to Thursday/, 'cron(0 9 ? * MON-FRI *)'],
  ['cron(0 9 * * MON *)', 'day-of-month', 9, /must be \?/, 'cron(0 9 ? * MON *)'],
  ['cron(0 9 * * 2 *)', 'day-of-month', 9, /must be \?/, 'cron(0 9 ? * MON *)'],
  ['cron(0 9 * * 6L *)', 'day-of-month', 9, /must be \?/, 'cron(0 9 ? * 6L *)'],
  ['cron(0 9 * * * *)', 'day-of-week', 13, /must be \?/, 'cron(0 9 * * ? *)'],
  ['cron(0 9 15 * * *)', 'day-of-week', 14, /must be \?/, 'cron(0 9 15 * ? *)'],
  ['cron(0 9 15 * MON *)', 'day-of-week', 14, /two schedules/],
  ['cron(0 9 ? * ? *)', 'day-of-month', 9, /only one of/, 'cron(0 9 * * ? *)'],
  ['0 9 * * ? *', 'expression', 0, /written cron\(…\)/, 'cron(0 9 * * ? *)'],
  ['CRON(0 9 * * ? *)', 'expression', 0, /small letters/, 'cron(0 9 * * ? *)'],
  ['cron(0 9 ? * MON-FRI)', 'expression', 20, /year, is missing/, 'cron(0 9 ? * MON-FRI *)'],
  ['cron(0 0 9 ? * MON-FRI)', 'day-of-week', 13, /seconds/, 'cron(0 9 ? * MON-FRI *)'],
  ['0 0 9 * * ?', 'expression', 0, /seconds/, 'cron(0 9 * * ? *)'],
  ['0 0 9 * * MON-FRI', 'expression', 0, /seconds/, 'cron(0 9 ? * MON-FRI *)'],
  ['cron(0 0 9 ? * MON 2027)', 'expression', 19, /seconds/, 'cron(0 9 ? * MON 2027)'],
  ['cron(30 0 9 * * ?)', 'day-of-week', 14, /seconds/],
  ['@daily', 'expression', 0, /shorthand/, 'cron(0 0 * * ? *)'],
  ['every 5 minutes', 'expression', 0, /written cron\(…\)/, 'rate(5 minutes)'],
  ['2027-03-03T09:00', 'expression', 0, /written cron\(…\)/, 'at(2027-03-03T09:00:00)'],
];

const QUARTZ_AND_JENKINS: Row[] = [
  ['cron(0 0 12 1/1 * ? *)', 'expression', 20, /seconds/, 'cron(0 12 1/1 * ? *)'],
  ['0 0 12 1/1 * ? *', 'expression', 0, /seconds/, 'cron(0 12 1/1 * ? *)'],
  ['0 0/5 14,18 * * ?', 'expression', 0, /seconds/, 'cron(0/5 14,18 * * ? *)'],
  ['0 15 10 L-2 * ?', 'expression', 0, /seconds.*does not count back/],
  [
    '*/30 * * * * *',
    'expression',
    0,
    /must be \?; where the first field means seconds/,
    'cron(*/30 * * * ? *)',
  ],
  ['cron(0 9 ? * FRI#1,FRI#3 *)', 'day-of-week', 13, /# must stand alone/],
  ['cron(0 9 ? * 6L,2L *)', 'day-of-week', 13, /L behind a weekday must stand alone/],
  ['cron(0 9 ? * MON-FRI#1 *)', 'day-of-week', 13, /# must stand alone.* not a range/],
  ['cron(0 9 ? * MON# *)', 'day-of-week', 13, /after # comes 1 to 5/],
  ['cron(0 9 ? * 1#MON *)', 'day-of-week', 15, /before #/, 'cron(0 9 ? * MON#1 *)'],
  ['cron(0 9 ? * LFRI *)', 'day-of-week', 13, /behind the weekday/, 'cron(0 9 ? * FRIL *)'],
  ['cron(0 9 1W,15W * ? *)', 'day-of-month', 9, /W must stand alone/],
  ['cron(0 9 1-5W * ? *)', 'day-of-month', 9, /W must stand alone/],
  ['cron(0 9 W15 * ? *)', 'day-of-month', 9, /behind the day/, 'cron(0 9 15W * ? *)'],
  ['cron(0 9 WL * ? *)', 'day-of-month', 9, /written LW/, 'cron(0 9 LW * ? *)'],
  ['cron(0 9 L-3 * ? *)', 'day-of-month', 9, /does not count back/],
  ['cron(0 9 5C * ? *)', 'day-of-month', 9, /Quartz/],
  ['cron(0 ? * * ? *)', 'hours', 7, /\? stands only in/, 'cron(0 * * * ? *)'],
  ['cron(0 9 * ? MON *)', 'day-of-month', 9, /\? stands only in/, 'cron(0 9 ? * MON *)'],
  ['H/15 * * * *', 'expression', 0, /Jenkins.*five fields/, 'cron(0/15 * * * ? *)'],
  ['cron(H H(0-7) * * ? *)', 'minutes', 5, /Jenkins/, 'cron(0 0 * * ? *)'],
  ['@reboot', 'expression', 0, /no equal/],
  ['@every 1h30m', 'expression', 0, /shorthand/, 'rate(90 minutes)'],
  ['@fortnightly', 'expression', 0, /no shorthand that AWS knows/],
  ['hourly', 'expression', 0, /shorthand/, 'cron(0 * * * ? *)'],
  ['0 9 * * 5#3', 'expression', 0, /five fields/, 'cron(0 9 ? * 6#3 *)'],
  ['0 9 * * 5L', 'expression', 0, /five fields/, 'cron(0 9 ? * 6L *)'],
  ['0 9 * * 1-5 /usr/bin/backup', 'expression', 0, /targets/, 'cron(0 9 ? * MON-FRI *)'],
  ['30 2 * * * root /opt/run.sh -v', 'expression', 0, /targets/, 'cron(30 2 * * ? *)'],
  ['0 9 * * * ; 0 10 * * *', 'expression', 0, /one expression/],
  ['CRON_TZ=Europe/Paris 0 9 * * *', 'expression', 0, /time zone.*five fields/, 'cron(0 9 * * ? *)'],
  ['FREQ=DAILY;BYHOUR=9', 'expression', 0, /iCalendar/],
];

const FORM: Row[] = [
  ['cron(0 9 ? * MON–FRI *)', 'expression', 16, /"–" at character 17/, 'cron(0 9 ? * MON-FRI *)'],
  ['cron(0 9 * * ？ *)', 'expression', 13, /"？" at character 14/, 'cron(0 9 * * ? *)'],
  ['cron(0\u00a09 * * ? *)', 'expression', 6, /blank at character 7/, 'cron(0 9 * * ? *)'],
  ['cron(0\t9 * * ? *)', 'expression', 6, /blank at character 7/, 'cron(0 9 * * ? *)'],
  ['“cron(0 9 * * ? *)”', 'expression', 0, /"“" at character 1/, 'cron(0 9 * * ? *)'],
  ['"0 9 * * 1-5"', 'expression', 0, /without quotes; .*five fields/, 'cron(0 9 ? * MON-FRI *)'],
  ['`rate(5 minutes)`', 'expression', 0, /without quotes/, 'rate(5 minutes)'],
  ['cron((0 9 * * ? *))', 'expression', 0, /no brackets/, 'cron(0 9 * * ? *)'],
  ['cron(cron(0 9 * * ? *))', 'expression', 0, /no brackets/, 'cron(0 9 * * ? *)'],
  ['(cron(0 9 * * ? *))', 'expression', 0, /written cron/, 'cron(0 9 * * ? *)'],
  ['cron(0 9 * * ? *', 'expression', 0, /closing bracket is missing/, 'cron(0 9 * * ? *)'],
  ['  cron(0 9 * * ? *);', 'expression', 2, /follows the closing bracket/, 'cron(0 9 * * ? *)'],
  ['cron 0 9 * * ? *', 'expression', 0, /written cron\(…\)/, 'cron(0 9 * * ? *)'],
  ['cron[0 9 * * ? *]', 'expression', 0, /written cron\(…\)/, 'cron(0 9 * * ? *)'],
  ['rate (5 minutes)', 'expression', 0, /written rate\(…\)/, 'rate(5 minutes)'],
  ['cron(0 9 * * ? *) Europe/London', 'expression', 0, /time zone/, 'cron(0 9 * * ? *)'],
  ['cron(0 9 * * ? *) cron(0 10 * * ? *)', 'expression', 18, /one expression/],
  ['cron(0,9,*,*,?,*)', 'expression', 16, /not commas/, 'cron(0 9 * * ? *)'],
  ['cron(0, 30 9 * * ? *)', 'expression', 19, /a blank begins the next field/, 'cron(0,30 9 * * ? *)'],
  ['cron(0 9 ? * MON - FRI *)', 'expression', 19, /a blank begins/, 'cron(0 9 ? * MON-FRI *)'],
];

const TIMES_AND_NAMES: Row[] = [
  ['09:30', 'expression', 0, /two fields, minutes first: 30 9/, 'cron(30 9 * * ? *)'],
  ['9:30 pm', 'expression', 0, /minutes first: 30 21/, 'cron(30 21 * * ? *)'],
  ['cron(09:30 ? * MON-FRI *)', 'expression', 24, /minutes first/, 'cron(30 9 ? * MON-FRI *)'],
  ['cron(0 09:30 * * ? *)', 'hours', 7, /minutes first/, 'cron(30 9 * * ? *)'],
  ['cron(0 24:00 * * ? *)', 'hours', 7, /midnight is 0 0/, 'cron(0 0 * * ? *)'],
  ['24:00', 'expression', 0, /midnight is 0 0/, 'cron(0 0 * * ? *)'],
  ['cron(0 12am * * ? *)', 'hours', 7, /12am is 0/, 'cron(0 0 * * ? *)'],
  ['cron(0/60 * * * ? *)', 'minutes', 7, /a step of 60/, 'cron(0 * * * ? *)'],
  ['cron(0 */24 * * ? *)', 'hours', 9, /a step of 24/, 'cron(0 0 * * ? *)'],
  ['cron(/5 * * * ? *)', 'minutes', 5, /before \//, 'cron(0/5 * * * ? *)'],
  ['cron(5/ 9 * * ? *)', 'minutes', 5, /after \//],
  ['cron(0 9 ? * MONDAY-FRIDAY *)', 'day-of-week', 13, /three letters/, 'cron(0 9 ? * MON-FRI *)'],
  ['cron(0 9 ? * MO,TUES,thurs *)', 'day-of-week', 13, /three letters/, 'cron(0 9 ? * MON,TUE,THU *)'],
  ['cron(0 9 1 MON ? *)', 'month', 11, /this field is the month/],
  ['cron(0 9 ? * JAN *)', 'day-of-week', 13, /this field is the day of the week/],
  ['cron(0 9 ? * 0-6 *)', 'day-of-week', 13, /0 lies outside 1 to 7/, 'cron(0 9 * * ? *)'],
  ['cron(0 9 * * ? 27)', 'year', 15, /four digits/, 'cron(0 9 * * ? 2027)'],
  ['cron(0 9 * * ? 2027-*)', 'year', 20, /ends with a year/, 'cron(0 9 * * ? 2027-2199)'],
];

const FIELDS: Row[] = [
  ['cron(60 9 * * ? *)', 'minutes', 5, /60 lies outside 0 to 59/],
  ['cron(0/0 9 * * ? *)', 'minutes', 7, /step 0/],
  ['cron(0/90 9 * * ? *)', 'minutes', 7, /step 90/],
  ['cron(a 9 * * ? *)', 'minutes', 5, /"a" is not a value/],
  ['cron(0 24 * * ? *)', 'hours', 7, /24 lies outside 0 to 23; midnight is hour 0/, 'cron(0 0 * * ? *)'],
  ['cron(0 24 1 * ? *)', 'hours', 7, /24 lies outside 0 to 23/],
  ['cron(0 9, * * ? *)', 'hours', 9, /comma/, 'cron(0 9 * * ? *)'],
  ['cron(0 1-2-3 * * ? *)', 'hours', 7, /"1-2-3"/],
  ['cron(0 9 32 * ? *)', 'day-of-month', 9, /32 lies outside 1 to 31/],
  ['cron(0 9 1,L * ? *)', 'day-of-month', 9, /stand alone/],
  ['cron(0 9 L-3 * ? *)', 'day-of-month', 9, /stand alone/],
  ['cron(0 9 32W * ? *)', 'day-of-month', 9, /32 lies outside/],
  [
    'cron(0 9 31 2 ? *)',
    'day-of-month',
    9,
    /never fires: day 31 does not occur in month 2/,
    'cron(0 9 L 2 ? *)',
  ],
  ['cron(0 9 29 2 ? 2027)', 'day-of-month', 9, /never fires.* of 2027/, 'cron(0 9 L 2 ? 2027)'],
  ['cron(0 9 31 4,6,9,11 ? *)', 'day-of-month', 9, /never fires/, 'cron(0 9 L 4,6,9,11 ? *)'],
  ['cron(0 9 31W 2 ? *)', 'day-of-month', 9, /never fires/],
  ['cron(0 9 ? 2 MON#5 2027)', 'day-of-week', 13, /never fires/],
  ['cron(0 9 1 13 ? *)', 'month', 11, /13 lies outside 1 to 12/],
  ['cron(0 9 1 JANUARY ? *)', 'month', 11, /"JANUARY"/, 'cron(0 9 1 JAN ? *)'],
  ['cron(0 9 ? * 8 *)', 'day-of-week', 13, /8 lies outside 1 to 7, counted from 1 = SUN/],
  ['cron(0 9 ? * 0 *)', 'day-of-week', 13, /0 lies outside/, 'cron(0 9 ? * SUN *)'],
  ['cron(0 9 ? * MONDAY *)', 'day-of-week', 13, /"MONDAY"/, 'cron(0 9 ? * MON *)'],
  ['cron(0 9 ? * MON#6 *)', 'day-of-week', 17, /1 to 5/],
  ['cron(0 9 ? * MON#1,TUE#2 *)', 'day-of-week', 13, /stand alone/],
  ['cron(0 9 ? * MON,L *)', 'day-of-week', 13, /stand alone/],
  ['cron(0 9 1 1 ? 1969)', 'year', 15, /1969 lies outside 1970 to 2199/],
  ['cron(0 9 1 1 ? 2030-2027)', 'year', 15, /ends before it begins/, 'cron(0 9 1 1 ? 2027-2030)'],
  ['cron(0 9 * *)', 'expression', 12, /there are 4/],
  ['  cron(0 25 * * ? *)  ', 'hours', 9, /25/],
  ['', 'expression', 0, /empty/],
  ['hello', 'expression', 0, /written cron\(…\)/],
  [`cron(0 9 * * ? ${'2027,'.repeat(60)}2027)`, 'expression', 256, /at most 256/],
];

const RATES_AND_ONCE: Row[] = [
  ['rate(1 hours)', 'rate', 7, /singular: hour/, 'rate(1 hour)'],
  ['rate(5 minute)', 'rate', 7, /plural: minutes/, 'rate(5 minutes)'],
  ['rate(0 minutes)', 'rate', 5, /whole number from 1/],
  ['rate(-5 minutes)', 'rate', 5, /whole number from 1/],
  ['rate(1.5 hours)', 'rate', 5, /whole number/, 'rate(90 minutes)'],
  ['rate(5min)', 'rate', 5, /one space/, 'rate(5 minutes)'],
  ['rate(5  minutes)', 'rate', 5, /one space/, 'rate(5 minutes)'],
  ['rate(2 weeks)', 'rate', 7, /unit "weeks"/, 'rate(14 days)'],
  ['rate(30 seconds)', 'rate', 8, /not seconds/],
  ['rate(120 seconds)', 'rate', 9, /unit "seconds"/, 'rate(2 minutes)'],
  ['rate(PT5M)', 'rate', 5, /ISO duration/, 'rate(5 minutes)'],
  ['P1DT2H', 'expression', 0, /ISO duration/, 'rate(26 hours)'],
  ['rate(PT30S)', 'rate', 5, /not seconds/],
  ['rate(1 month)', 'rate', 7, /months and years differ/],
  ['rate(5minutes)', 'rate', 5, /one space/, 'rate(5 minutes)'],
  ['rate(1 hour 30 minutes)', 'rate', 5, /one space/, 'rate(90 minutes)'],
  ['rate(1,5 hours)', 'rate', 5, /whole number/, 'rate(90 minutes)'],
  ['rate(5 minutes, 10 minutes)', 'rate', 5, /one space/],
  ['rate(5)', 'rate', 5, /unit after 5 is missing/],
  ['rate(hours)', 'rate', 5, /number is missing/, 'rate(1 hour)'],
  ['rate(hourly)', 'rate', 5, /one space/],
  ['at(2027-03-03 09:00)', 'at', 3, /yyyy-mm-ddThh:mm:ss/, 'at(2027-03-03T09:00:00)'],
  ['at(2027-03-03T09:00:00Z)', 'at', 3, /"Z" does not belong here/],
  ['at(2027-03-03T09:00:00+01:00)', 'at', 3, /"\+01:00" does not belong here/],
  ['at(2027-02-30T09:00:00)', 'at', 3, /February 2027 has 28 days/],
  ['at(2027-13-01T09:00:00)', 'at', 3, /not a date and time of the calendar/],
  ['at(2027-03-03)', 'at', 3, /time of day is missing/],
  ['at(2027-03-03T09:00:00 Europe/London)', 'at', 3, /"Europe\/London" does not/, 'at(2027-03-03T09:00:00)'],
  ['at(2027-03-03T09:00:00[Europe/London])', 'at', 3, /does not belong/, 'at(2027-03-03T09:00:00)'],
  ['at(2027-3-3T9:00)', 'at', 3, /yyyy-mm-ddThh:mm:ss/, 'at(2027-03-03T09:00:00)'],
  ['at(20270303T090000)', 'at', 3, /yyyy-mm-ddThh:mm:ss/, 'at(2027-03-03T09:00:00)'],
  ['at(2027-12-31T24:00:00)', 'at', 3, /24:00 is 00:00/, 'at(2028-01-01T00:00:00)'],
  ['at(2027-03-03T09:00:00.5)', 'at', 3, /whole seconds/],
  ['at(31.03.2027 09:00)', 'at', 3, /year-month-day/, 'at(2027-03-31T09:00:00)'],
  ['at(03/04/2027 09:00)', 'at', 3, /year-month-day/],
  ['at(09:00)', 'at', 3, /date is missing/],
  ['at(2200-01-01T00:00:00)', 'at', 3, /1970 to 2199/],
];

describe.each([
  ['habits from crontab', HABITS],
  ['habits from Quartz and Jenkins', QUARTZ_AND_JENKINS],
  ['the form', FORM],
  ['times and names', TIMES_AND_NAMES],
  ['values of fields', FIELDS],
  ['rates and one-time expressions', RATES_AND_ONCE],
])('errors: %s', (_, rows) => {
  it.each(rows)('%s', (text, field, position, reason, suggestion) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ name: 'ExpressionError', field, position });
    expect(error.reason).toMatch(reason);
    expect(error.suggestion).toBe(suggestion);
    expect(() => parseExpression(error.example)).not.toThrow();
    expect(error.message).toContain(suggestion ?? error.example);
    if (suggestion) expect(() => parseExpression(suggestion)).not.toThrow();
  });
});

describe('parsing', () => {
  it('takes every everyday expression', () => {
    for (const { expression } of expressions) expect(parseExpression(expression).text).toBe(expression);
  });

  it('leaves the text as it is, without outer blanks', () => {
    expect(parseExpression('  cron(00  09 * * ? *) ').text).toBe('cron(00  09 * * ? *)');
  });

  it('gives plain data', () => {
    for (const text of ['cron(0 9 ? * 6L *)', 'rate(5 minutes)', 'at(2027-03-03T09:00:00)']) {
      const expression = parseExpression(text);
      expect(JSON.parse(JSON.stringify(expression))).toEqual(expression);
    }
    expect(parseExpression('rate(5 minutes)')).toEqual({
      kind: 'rate',
      value: 5,
      unit: 'minute',
      text: 'rate(5 minutes)',
    });
    expect(parseExpression('at(2027-03-03T09:00:00)')).toMatchObject({
      kind: 'at',
      local: '2027-03-03T09:00:00',
    });
  });

  it('answers any text with an expression or an ExpressionError that offers only valid ones', () => {
    const word = fc.constantFrom(
      ...'0 9 1 5 15 60 * ? L LW 6L 15W MON MON-FRI 6#3 JAN 2027 , - / 0/5 hours'.split(' '),
    );
    const words = fc.array(word, { maxLength: 8 }).map((list) => list.join(' '));
    const wrapped = fc
      .tuple(fc.constantFrom('cron(', 'rate(', 'at(', ''), words, fc.constantFrom(')', ''))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), wrapped), (text) => {
        try {
          expect(parseExpression(text).text).toBe(text.trim());
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(text.length);
          if (error.suggestion) expect(parseExpression(error.suggestion).text).toBe(error.suggestion);
        }
      }),
      { seed: 20_261_121, numRuns: 3_000 },
    );
  });
});
