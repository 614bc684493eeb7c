import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { membersOf } from './bits';
import type { CronFields } from './cron';
import expressions from './data/expressions.json';
import { describe as inEnglish } from './describe';
import { ExpressionError, parseExpression } from './expression';
import { randomCron } from './oracle';

describe('descriptions', () => {
  it.each([
    ['cron(0 9 ? * 6L *)', 'Europe/London', 'At 09:00 on the last Friday of every month, in London'],
    ['rate(15 minutes)', undefined, 'Every 15 minutes'],
    ['rate(15 minutes)', 'Europe/London', 'Every 15 minutes'],
    ['rate(1 hour)', undefined, 'Every hour'],
    ['rate(1 day)', undefined, 'Every day'],
    ['at(2027-03-03T09:00:00)', 'Europe/Berlin', 'Once, on 3 March 2027 at 09:00, in Berlin'],
    ['at(2027-03-03T09:00:30)', undefined, 'Once, on 3 March 2027 at 09:00:30'],
    ['cron(0 13 * * ? *)', 'UTC', 'At 13:00 every day, in UTC'],
    ['cron(0 9,17 * * ? *)', 'Etc/UTC', 'At 09:00 and 17:00 every day, in UTC'],
    ['cron(0 9 ? * SUN-SAT *)', undefined, 'At 09:00 every day'],
    ['cron(* * * * ? *)', undefined, 'Every minute'],
    ['cron(0/15 * * * ? *)', 'Asia/Kathmandu', 'Every 15 minutes, in Kathmandu'],
    ['cron(0,30 * * * ? *)', undefined, 'Every 30 minutes'],
    ['cron(5/20 * * * ? *)', undefined, 'Every 20 minutes starting at 5 past the hour'],
    ['cron(0 * * * ? *)', undefined, 'Every hour'],
    ['cron(54 * * * ? *)', undefined, 'Every hour at 54 past'],
    ['cron(0 0/2 * * ? *)', undefined, 'Every 2 hours from 00:00 to 22:00'],
    ['cron(0 22-2 * * ? *)', undefined, 'At 00:00, 01:00, 02:00, 22:00 and 23:00 every day'],
    ['cron(45 11 ? * MON-FRI *)', 'US/Eastern', 'At 11:45, Monday to Friday, in US/Eastern'],
    [
      'cron(0/15 8-18 ? * MON-FRI 2027)',
      undefined,
      'Every 15 minutes from 08:00 to 18:45, Monday to Friday in 2027',
    ],
    ['cron(0 9 ? * MON,WED,FRI *)', undefined, 'At 09:00 on Mondays, Wednesdays and Fridays'],
    ['cron(0 9 ? * SAT,SUN *)', undefined, 'At 09:00 on Saturdays and Sundays'],
    ['cron(0 9 ? JUN-AUG L *)', undefined, 'At 09:00 on Saturdays in June to August'],
    ['cron(0 23 ? * 5#2 *)', undefined, 'At 23:00 on the second Thursday of every month'],
    ['cron(0 23 ? * FRI#5 *)', undefined, 'At 23:00 on the fifth Friday of every month that has it'],
    ['cron(30 18 L * ? *)', undefined, 'At 18:30 on the last day of every month'],
    ['cron(0 9 LW * ? *)', undefined, 'At 09:00 on the last weekday (Monday to Friday) of every month'],
    ['cron(0 9 15W * ? *)', undefined, 'At 09:00 on the weekday nearest to the 15th of every month'],
    ['cron(0 9 31 * ? *)', undefined, 'At 09:00 on the 31st of every month that has it'],
    ['cron(0 9 1-7,22 JAN,JUL ? *)', undefined, 'At 09:00 on the 1st to 7th and 22nd of January and July'],
    ['cron(0 9 * 6 ? *)', undefined, 'At 09:00 every day in June'],
    ['cron(0 6 1 1 ? 2027/2)', undefined, 'At 06:00 on the 1st of January every 2 years from 2027 to 2199'],
    ['cron(0 6 1 1 ? 2027-2030)', undefined, 'At 06:00 on the 1st of January in 2027 to 2030'],
    [
      'cron(1,7,9 9,17,18 * * ? *)',
      undefined,
      'At 1, 7 and 9 minutes past the hour, in the hours 09, 17 and 18 every day',
    ],
    ['cron(0 9 * * ? *)', 'America/Argentina/Buenos_Aires', 'At 09:00 every day, in Buenos Aires'],
  ])('%s %s', (text, zone, expected) => {
    expect(inEnglish(parseExpression(text), zone)).toBe(expected);
  });

  it('tell apart expressions that differ in meaning, and no others', () => {
    const meanings = new Map<string, string>();
    const check = (text: string) => {
      const expression = parseExpression(text);
      const description = inEnglish(expression);
      if (expression.kind !== 'cron') return;
      const meaning = JSON.stringify({
        ...expression.fields,
        days: daily(expression.fields) || expression.fields.days,
      });
      expect(meanings.get(description) ?? meaning).toBe(meaning);
      meanings.set(description, meaning);
      expect(description).toMatch(/^(?:At|Every) [^{}]*$/);
      expect(description).not.toMatch(/undefined|NaN|,,| {2}/);
    };
    for (const { expression } of expressions) check(expression);
    fc.assert(
      fc.property(randomCron, ({ text }) => {
        try {
          check(text);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
        }
      }),
      { seed: 20_261_121, numRuns: 3_000 },
    );
  });
});

/** All dates and all weekdays are the same days. */
function daily({ days }: CronFields): boolean {
  if (days.kind === 'dates') return membersOf(days.dates).length === 31;
  return days.kind === 'weekdays' && membersOf(days.weekdays).length === 7;
}
