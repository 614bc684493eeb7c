import { describe, expect, it } from 'vitest';
import zones from './data/zone-names.json';
import { describe as inEnglish } from './describe';
import { parseExpression } from './expression';
import { isTimeZone, localFields } from './zone';

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
    ['cron(0 9 * * ? *)', 'America/Argentina/Buenos_Aires', 'At 09:00 every day, in Buenos Aires'],
    ['cron(45 11 ? * MON-FRI *)', 'US/Eastern', 'At 11:45, Monday to Friday, in US/Eastern'],
    ['cron(0 9 * * ? *)', 'Australia/South', 'At 09:00 every day, in Australia/South'],
  ])('%s %s', (text, zone, expected) => {
    expect(inEnglish(parseExpression(text), zone)).toBe(expected);
  });

  it.each([
    // times
    ['* * * * ? *', 'Every minute of every hour'],
    ['0/15 * * * ? *', 'Every 15 minutes starting on the hour'],
    ['0,30 * * * ? *', 'Every 30 minutes starting on the hour'],
    ['5/20 * * * ? *', 'Every 20 minutes starting at 5 past the hour'],
    ['0/7 * * * ? *', 'Every 7 minutes from 0 to 56 past the hour'],
    ['0-14 * * * ? *', 'Every minute from 0 to 14 past the hour'],
    ['1,7,9 * * * ? *', 'At 1, 7 and 9 minutes past the hour'],
    ['0 * * * ? *', 'Every hour on the hour'],
    ['54 * * * ? *', 'Every hour at 54 past'],
    ['0 0/2 * * ? *', 'Every 2 hours from 00:00 to 22:00'],
    ['0 22-2 * * ? *', 'At 00:00, 01:00, 02:00, 22:00 and 23:00 every day'],
    ['0 20-6 * * ? *', 'Every hour from 20:00 to 06:00'],
    ['0 20-6 ? * MON *', 'Every hour from 00:00 to 06:00 and from 20:00 to 23:00 on Mondays'],
    ['0/15 22-2 * * ? *', 'Every 15 minutes from 22:00 to 02:45'],
    ['0/15 22-2 * 6 ? *', 'Every 15 minutes from 00:00 to 02:45 and from 22:00 to 23:45 in June'],
    ['0-14 8 * * ? *', 'Every minute from 08:00 to 08:14'],
    ['0/7 8-9 * * ? *', 'Every 7 minutes from 0 to 56 past the hour, from 08:00 to 09:56'],
    ['0/10 0/3 * * ? *', 'Every 10 minutes in every 3rd hour from 00:00 to 21:00'],
    ['0/10 9,12,17,20 * * ? *', 'Every 10 minutes in the hours beginning 09:00, 12:00, 17:00 and 20:00'],
    ['1,7,9 9,12,15,20 * * ? *', 'At 1, 7 and 9 minutes past 09:00, 12:00, 15:00 and 20:00 every day'],
    // days of the week
    ['0/15 8-18 ? * MON-FRI 2027', 'Every 15 minutes from 08:00 to 18:45, Monday to Friday in 2027'],
    ['0 9 ? * SUN-SAT *', 'At 09:00 every day'],
    ['0 9 ? * MON,WED,FRI *', 'At 09:00 on Mondays, Wednesdays and Fridays'],
    ['0 9 ? * SAT,SUN *', 'At 09:00 on Saturdays and Sundays'],
    ['0 9 ? * FRI-MON *', 'At 09:00, Friday to Monday'],
    ['0 9 ? JUN-AUG L *', 'At 09:00 on Saturdays from June to August'],
    // days of the month
    ['0 23 ? * 5#2 *', 'At 23:00 on the second Thursday of every month'],
    ['0 23 ? * FRI#5 *', 'At 23:00 on the fifth Friday of every month that has one'],
    ['0 23 ? 1,7 FRI#5 *', 'At 23:00 on the fifth Friday of January and July, where there is one'],
    ['30 18 L * ? *', 'At 18:30 on the last day of every month'],
    ['30 18 L NOV-FEB ? *', 'At 18:30 on the last day of every month from November to February'],
    ['0 9 LW * ? *', 'At 09:00 on the last weekday (Monday to Friday) of every month'],
    ['0 9 15W * ? *', 'At 09:00 on the weekday (Monday to Friday) nearest to the 15th of every month'],
    ['0 9 31 * ? *', 'At 09:00 on the 31st of every month that has it'],
    ['0 9 30,31 * ? *', 'At 09:00 on the 30th and 31st of every month where they exist'],
    ['0 9 31 4-7 ? *', 'At 09:00 on the 31st of May and July every year'],
    ['0 9 29 2 ? *', 'At 09:00 on the 29th of February in leap years'],
    [
      '0 9 29 2,3 ? 2028-2040',
      'At 09:00 on the 29th of February and March, where it exists, from 2028 to 2040',
    ],
    ['0 9 1/2 * ? *', 'At 09:00 on every 2nd day from the 1st to the 31st of every month'],
    ['0 9 1-7,22 JAN,JUL ? *', 'At 09:00 on the 1st to 7th and 22nd of January and July every year'],
    ['0 9 25 12 ? *', 'At 09:00 on the 25th of December every year'],
    ['0 9 * 6 ? *', 'At 09:00 every day in June'],
    // years
    ['0 6 1 1 ? 2027/2', 'At 06:00 on the 1st of January every 2 years from 2027 on'],
    ['0 6 1 1 ? 2027-2031/2', 'At 06:00 on the 1st of January every 2 years from 2027 to 2031'],
    ['0 6 1 1 ? 2027-2030', 'At 06:00 on the 1st of January from 2027 to 2030'],
    ['0 6 1 1 ? 1970-2030', 'At 06:00 on the 1st of January until 2030'],
    ['0 6 1 1 ? 2027,2029-2031', 'At 06:00 on the 1st of January in 2027 and 2029 to 2031'],
  ])('cron(%s)', (fields, expected) => {
    expect(inEnglish(parseExpression(`cron(${fields})`))).toBe(expected);
  });

  it.each([
    ['cron(0 9 ? * MON-FRI *)', 30, 'At 09:00:30, Monday to Friday'],
    ['cron(0/15 8-18 * * ? *)', 5, 'Every 15 minutes from 08:00:05 to 18:45:05'],
    ['cron(0/15 * * * ? *)', 1, 'Every 15 minutes starting on the hour, 1 second past the minute'],
    ['cron(54 * * * ? *)', 30, 'Every hour at 54 past, 30 seconds past the minute'],
    ['rate(15 minutes)', 30, 'Every 15 minutes'],
  ])('%s at second %i', (text, second, expected) => {
    expect(inEnglish(parseExpression(text), undefined, second)).toBe(expected);
  });

  it('never call two zones with different clocks by the same name', () => {
    const all = [...new Set([...zones.places, ...zones.others, ...Intl.supportedValuesOf('timeZone')])];
    const moments = Array.from({ length: 120 }, (_, month) => new Date(Date.UTC(2020, month, 15)));
    const named = new Map<string, string>();
    for (const zone of all.filter(isTimeZone)) {
      const words = inEnglish(parseExpression('cron(0 9 * * ? *)'), zone);
      const clocks = JSON.stringify(moments.map((at) => localFields(at, zone).offsetMinutes));
      expect({ words, clocks: named.get(words) ?? clocks }).toEqual({ words, clocks });
      named.set(words, clocks);
    }
    expect(named.size).toBeGreaterThan(400);
  });
});
