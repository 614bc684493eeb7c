import { CronExpressionParser } from 'cron-parser';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../expression';
import { ODD_ZONES, type RandomCron } from '../oracle';
import { timetable } from '../timetable';
import { clockOf, isSecondPass, localMinutes, meansLocal } from './local-minutes';
import { EXPRESSIONS, engineRuns, type Window, windows } from './windows';

const HOUR = 3_600_000;
const PATIENCE = 120_000;

/** What AWS says and cron-parser does not do; each disagreement belongs to one of these. */
const RULES = {
  seconds: 'the first of six fields is the minute, not the second',
  year: 'there is a field for the year',
  nearest: '15W and LW are the nearest and the last weekday',
  spelling: 'a range may run past its end, as 20-2 does in the hours, and a list may name a value twice',
  weekday: 'day-of-week counts from 1 = Sunday, not from 0',
  gap: 'a time that does not exist is skipped, not moved on',
  repeated: 'a time that occurs twice runs once, at the earlier',
  halfHour:
    'clocks may change by half an hour (it leaves out runs, or searches for half a second and throws)',
} as const;
type Rule = keyof typeof RULES;

/** Rules that keep an expression from being said to cron-parser at all, whatever the fields are called. */
function beyond({ text, spelled }: RandomCron): Rule[] {
  const found: Rule[] = [];
  if (spelled[5] !== '*') found.push('year');
  if (spelled[2]?.endsWith('W')) found.push('nearest');
  if (text !== `cron(${spelled.join(' ')})`) found.push('spelling');
  return found;
}

/** The expression as cron-parser writes it: seconds in front, no year, weekdays from 0, no range past its end. */
function translated({ spelled, weekdays }: RandomCron): string {
  const [minutes, hours, dayOfMonth, months, dayOfWeek = ''] = spelled;
  const fromZero = weekdays
    ? weekdays.map((each) => each - 1).join(',')
    : dayOfWeek.replace(/^[1-7](?=[L#])/, (digit) => String(Number(digit) - 1));
  return ['0', minutes, hours, dayOfMonth, months, dayOfMonth === '?' ? fromZero : '*'].join(' ');
}

function runs(text: string, timeZone: string, from: number, to: number): number[] {
  const pattern = CronExpressionParser.parse(text, { tz: timeZone, currentDate: new Date(from - 1) });
  const found: number[] = [];
  for (let at = pattern.next().getTime(); at < to; at = pattern.next().getTime()) found.push(at);
  return found;
}

/** The next run by cron-parser in UTC, or what it says instead. */
function firstRun(text: string, from: number): string {
  try {
    const pattern = CronExpressionParser.parse(text, { tz: 'UTC', currentDate: new Date(from - 1) });
    return pattern.next().toDate().toISOString();
  } catch (error) {
    return String(error);
  }
}

/** Whether clocks change within the hours by something else than whole hours. */
function changesByHalfHour(timeZone: string, from: number, to: number): boolean {
  const shows = clockOf(timeZone);
  return (shows(to) - to - (shows(from) - from)) % HOUR !== 0;
}

/** The rule that explains why one side alone runs at an instant; undefined for none. */
function explanation({ cron, timeZone }: Window, at: number, isOurs: boolean): Rule | undefined {
  if (isSecondPass(timeZone, at)) return 'repeated';
  const around = localMinutes(timeZone, at - 4 * HOUR, at + 4 * HOUR);
  if (around.some((each) => each.at === at && each.kind === 'repeated')) return 'repeated';
  const jumped = around.some(({ kind, local }) => kind === 'skipped' && meansLocal(cron, local));
  if (jumped && !meansLocal(cron, clockOf(timeZone)(at))) return 'gap';
  return isOurs && changesByHalfHour(timeZone, at - HOUR, at + HOUR) ? 'halfHour' : undefined;
}

describe('every disagreement with cron-parser is a rule of AWS', () => {
  const counts = new Map(Object.keys(RULES).map((rule) => [rule, 0]));
  const count = (rule: Rule) => counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const all = windows(10);
  const crons = [...new Set(all.map(({ cron }) => cron))];
  let compared = 0;

  /** What no rule explains. */
  function unexplained(window: Window): string[] {
    const { cron, timeZone, from } = window;
    const { ours, to } = engineRuns(window);
    let theirs: number[];
    try {
      theirs = runs(translated(cron), timeZone, from, to);
    } catch (error) {
      if (!changesByHalfHour(timeZone, from, to)) return [`${cron.text} in ${timeZone}: ${error}`];
      count('halfHour');
      return [];
    }
    compared += theirs.length;
    const isOurs = new Set(ours);
    const isTheirs = new Set(theirs);
    const alone = [...ours.filter((at) => !isTheirs.has(at)), ...theirs.filter((at) => !isOurs.has(at))];
    return alone.flatMap((at) => {
      const rule = explanation(window, at, isOurs.has(at));
      if (rule) count(rule);
      return rule ? [] : [`${cron.text} in ${timeZone} at ${new Date(at).toISOString()}`];
    });
  }

  it('as an expression is written', () => {
    const from = Date.UTC(2026, 0, 1);
    for (const cron of crons) {
      for (const rule of beyond(cron)) count(rule);
      const asGiven = firstRun(cron.text.slice('cron('.length, -1), from);
      const ours = timetable(parseExpression(cron.text), { timeZone: 'UTC' }).next(from - 1);
      if (Number.isNaN(ours) || asGiven !== new Date(ours).toISOString()) count('seconds');
      if (cron.weekdays && beyond(cron).length === 0) {
        const numbered = translated({ ...cron, weekdays: cron.weekdays.map((each) => each + 1) });
        if (firstRun(numbered, from) !== firstRun(translated(cron), from)) count('weekday');
      }
    }
    expect(crons).toHaveLength(EXPRESSIONS);
    expect(counts.get('seconds')).toBeGreaterThan(EXPRESSIONS * 0.95);
  });

  it.each(ODD_ZONES)('in %s, translated', { timeout: PATIENCE }, (zone) => {
    const here = all.filter(({ timeZone, cron }) => {
      const rules = beyond(cron);
      return timeZone === zone && !rules.includes('year') && !rules.includes('nearest');
    });
    expect(here.flatMap(unexplained)).toEqual([]);
  });

  it('and each of the rules is needed', () => {
    console.info(`cron-parser: ${compared} runs compared; disagreements:`, Object.fromEntries(counts));
    expect([...counts].filter(([, times]) => times === 0)).toEqual([]);
    expect(compared).toBeGreaterThan(30_000);
  });
});
