import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import expressions from '@/lib/timing/data/expressions.json';
import {
  asksForSecond,
  EMPTY_TIMING,
  expressionOf,
  hasSecond,
  isBegun,
  type Mode,
  secondOf,
  switchMode,
  type TimingForm,
  timingForm,
  timingProblems,
} from './form-timing';

const MODES: Mode[] = ['once', 'every', 'after', 'daily', 'weekly', 'monthly', 'expression'];
const typed = (mode: Mode, fields: Partial<TimingForm>): TimingForm => ({
  ...EMPTY_TIMING,
  ...fields,
  mode,
  entered: mode,
});

describe('a stored expression', () => {
  it('stays as it is written while nobody changes it', () => {
    for (const { expression } of expressions)
      expect(expressionOf(timingForm(expression, 0))).toBe(expression);
  });

  it('is written anew when its parts change', () => {
    const stored = timingForm('cron(0 9 ? * 2-6 *)', 0);
    expect(expressionOf({ ...stored, times: ['10:00'] })).toBe('cron(0 10 ? * MON-FRI *)');
    expect(expressionOf({ ...stored, times: ['10:00'], weekdays: [7] })).toBe('cron(0 10 ? * SAT *)');
  });

  it('keeps its second', () => {
    expect(secondOf(timingForm('cron(0 9 ? * 2-6 *)', 30))).toBe(30);
    expect(secondOf(timingForm('cron(0 9 ? * 2-6 *)', 0))).toBe(0);
  });
});

describe('what is typed', () => {
  it.each<[TimingForm, string]>([
    [typed('once', { local: '2027-03-03T09:00' }), 'at(2027-03-03T09:00:00)'],
    [typed('once', { local: '2027-03-03T09:00:30' }), 'at(2027-03-03T09:00:30)'],
    [typed('every', { every: ' 15 ', unit: 'minute' }), 'rate(15 minutes)'],
    [typed('after', { after: ' 10 ', afterUnit: 'minute' }), 'after(10 minutes)'],
    [typed('daily', { times: ['17:00', '09:00', ''] }), 'cron(0 9,17 * * ? *)'],
    [typed('weekly', { times: ['09:00'], weekdays: [6, 2] }), 'cron(0 9 ? * MON,FRI *)'],
    [typed('monthly', { times: ['09:00'] }), 'cron(0 9 1 * ? *)'],
    [
      typed('monthly', {
        times: ['09:00'],
        monthly: { ...EMPTY_TIMING.monthly, kind: 'weekday', nth: 0, weekday: 6 },
      }),
      'cron(0 9 ? * 6L *)',
    ],
    [typed('expression', { expression: ' rate(1 day) ' }), 'rate(1 day)'],
  ])('%# is %s', (timing, expression) => {
    expect(expressionOf(timing)).toBe(expression);
    expect(timingProblems(timing)).toEqual([]);
  });

  it('has a second only where it is cron', () => {
    expect(hasSecond(typed('daily', {}))).toBe(true);
    expect(hasSecond(typed('expression', { expression: 'cron(0 9 * * ? *)' }))).toBe(true);
    expect(hasSecond(typed('expression', { expression: 'rate(1 day)' }))).toBe(false);
    expect(secondOf(typed('once', { second: '30' }))).toBe(0);
    expect(secondOf(typed('weekly', { second: '30' }))).toBe(30);
  });

  it.each([
    [typed('once', { local: '2027-03-03T09:00:30' }), true],
    [typed('once', { local: '2027-03-03T09:00:00' }), false],
    [typed('once', { local: '2027-03-03T09:00' }), false],
    [typed('daily', { second: '30' }), true],
    [typed('daily', { second: '0' }), false],
    [typed('every', { second: '30' }), false],
    [typed('expression', { expression: 'at(2027-03-03T09:00:30)' }), true],
    [typed('expression', { expression: 'at(2027-03-03T09:00:00)', second: '30' }), false],
    [typed('expression', { expression: 'cron(0 9 * * ? *)', second: '30' }), true],
  ])('%# asks for a second: %s', (timing, asks) => {
    expect(asksForSecond(timing)).toBe(asks);
  });

  it('is not begun while nothing is entered', () => {
    for (const mode of MODES) expect(isBegun(typed(mode, {}))).toBe(false);
  });
});

describe('going to another way', () => {
  const path = (timing: TimingForm, ...modes: Mode[]) => modes.reduce(switchMode, timing);

  it('takes the time of day along, and shows the cron', () => {
    const weekly = path(typed('daily', { times: ['09:00'] }), 'weekly');
    expect(expressionOf(weekly)).toBe('cron(0 9 ? * MON-FRI *)');
    expect(path({ ...weekly, entered: 'weekly' }, 'expression').expression).toBe('cron(0 9 ? * MON-FRI *)');
  });

  it('takes an expression apart where the other way holds it', () => {
    const text = typed('expression', { expression: 'cron(30 7 ? * MON#1 *)' });
    expect(path(text, 'monthly')).toMatchObject({
      times: ['07:30'],
      monthly: { kind: 'weekday', nth: 1, weekday: 2 },
    });
    expect(path(typed('expression', { expression: 'rate(2 days)' }), 'every')).toMatchObject({
      every: '2',
      unit: 'day',
    });
    expect(path(typed('expression', { expression: 'at(2027-03-03T09:00:30)' }), 'once').local).toBe(
      '2027-03-03T09:00:30',
    );
  });

  it('keeps what was typed where the other way can not hold it', () => {
    const quarter = 'cron(0/15 8-18 ? * MON-FRI *)';
    const looked = path(typed('expression', { expression: quarter }), 'daily', 'once', 'expression');
    expect(looked.expression).toBe(quarter);
    expect(path(typed('every', { every: '15' }), 'weekly', 'once', 'every').every).toBe('15');
  });

  it('keeps times as they were typed, and the blanks around an expression', () => {
    const daily = typed('daily', { times: ['17:00', '', '09:00'] });
    expect(path(daily, 'weekly', 'daily')).toEqual(daily);
    const blanks = typed('expression', { expression: ' cron(0 9 * * ? *) ' });
    expect(path(blanks, 'once', 'expression').expression).toBe(' cron(0 9 * * ? *) ');
  });

  it('leaves wrong and empty entries alone', () => {
    const wrong = typed('expression', { expression: '0 9 * * *' });
    expect(path(wrong, 'weekly', 'expression')).toEqual(wrong);
    expect(path(typed('daily', {}), 'expression').expression).toBe('');
  });

  it('and back changes nothing, whatever was entered and looked at', () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const times = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([hour, minute]) => [`${two(hour)}:${two(minute)}`]);
    const entered = fc
      .record({
        mode: fc.constantFrom(...MODES),
        times,
        weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
        dates: fc.subarray([1, 2, 15, 28], { minLength: 1 }),
        kind: fc.constantFrom(
          'dates' as const,
          'last-day' as const,
          'weekday' as const,
          'last-weekday' as const,
        ),
        nth: fc.integer({ min: 0, max: 5 }),
        expression: fc.constantFrom(...expressions.slice(0, 60).map(({ expression }) => expression)),
      })
      .map(({ mode, dates, kind, nth, ...fields }) =>
        typed(mode, {
          ...fields,
          every: '7',
          after: '7',
          local: '2027-03-03T09:00',
          monthly: { ...EMPTY_TIMING.monthly, kind, dates, nth },
        }),
      );
    fc.assert(
      fc.property(entered, fc.array(fc.constantFrom(...MODES), { maxLength: 4 }), (timing, looks) => {
        const back = path(timing, ...looks, timing.mode);
        expect(expressionOf(back)).toBe(expressionOf(timing));
      }),
      { numRuns: 2_000 },
    );
  });
});
