import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Builder, fromExpression, toExpression } from './builder';
import { builderProblem } from './builder-problem';
import expressions from './data/expressions.json';
import { describe as inEnglish } from './describe';
import { ExpressionError, parseExpression } from './expression';
import { randomCron } from './oracle';
import { timetable } from './timetable';

const EVERY_MONTH = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const EVERY_DATE = Array.from({ length: 31 }, (_, index) => index + 1);

const monthly = (days: Extract<Builder, { mode: 'monthly' }>['days'], months = EVERY_MONTH): Builder => ({
  mode: 'monthly',
  days,
  months,
  times: ['09:00'],
});

describe('parts', () => {
  it.each<[Builder, string]>([
    [{ mode: 'once', local: '2027-03-03T09:00:00' }, 'at(2027-03-03T09:00:00)'],
    [{ mode: 'once', local: '2027-03-03T09:00:30' }, 'at(2027-03-03T09:00:30)'],
    [{ mode: 'every', value: 1, unit: 'hour' }, 'rate(1 hour)'],
    [{ mode: 'every', value: 15, unit: 'minute' }, 'rate(15 minutes)'],
    [{ mode: 'daily', times: ['09:00'] }, 'cron(0 9 * * ? *)'],
    [{ mode: 'daily', times: ['09:00', '17:00'] }, 'cron(0 9,17 * * ? *)'],
    [{ mode: 'daily', times: ['09:15', '09:45', '17:15', '17:45'] }, 'cron(15,45 9,17 * * ? *)'],
    [{ mode: 'weekly', weekdays: [2, 3, 4, 5, 6], times: ['09:00'] }, 'cron(0 9 ? * MON-FRI *)'],
    [{ mode: 'weekly', weekdays: [1, 7], times: ['09:00'] }, 'cron(0 9 ? * SAT,SUN *)'],
    [{ mode: 'weekly', weekdays: [1, 2, 4, 5, 6], times: ['09:00'] }, 'cron(0 9 ? * MON,WED-FRI,SUN *)'],
    [{ mode: 'weekly', weekdays: [1, 2, 3, 4, 5, 6, 7], times: ['09:00'] }, 'cron(0 9 ? * SUN-SAT *)'],
    [monthly({ kind: 'dates', dates: [1] }), 'cron(0 9 1 * ? *)'],
    [monthly({ kind: 'dates', dates: [1, 2, 3, 15] }, [1, 7]), 'cron(0 9 1-3,15 JAN,JUL ? *)'],
    [monthly({ kind: 'dates', dates: EVERY_DATE }, [6]), 'cron(0 9 1-31 JUN ? *)'],
    [monthly({ kind: 'dates', dates: [25] }, [12]), 'cron(0 9 25 DEC ? *)'],
    [monthly({ kind: 'last-day' }), 'cron(0 9 L * ? *)'],
    [monthly({ kind: 'last-weekday' }, [3, 6, 9, 12]), 'cron(0 9 LW MAR,JUN,SEP,DEC ? *)'],
    [monthly({ kind: 'nearest-weekday', date: 15 }), 'cron(0 9 15W * ? *)'],
    [monthly({ kind: 'nth-weekday', weekday: 2, nth: 1 }), 'cron(0 9 ? * MON#1 *)'],
    [monthly({ kind: 'last-of-weekday', weekday: 6 }), 'cron(0 9 ? * 6L *)'],
    [{ mode: 'expression', expression: 'cron(0/15 8-18 ? * MON-FRI *)' }, 'cron(0/15 8-18 ? * MON-FRI *)'],
  ])('%j are %s and back', (builder, text) => {
    expect(toExpression(builder)).toBe(text);
    expect(fromExpression(text)).toEqual(builder);
  });

  it.each([
    ['cron(0 9 ? * 2-6 *)', 'weekly'],
    ['cron(0 9 ? * * *)', 'daily'],
    ['cron(0 9 1/1 * ? *)', 'daily'],
    ['cron(0 9 ? 6 * *)', 'monthly'],
    ['cron(0 9-16 * * ? *)', 'daily'],
    ['cron(0 9-17 * * ? *)', 'expression'],
    ['rate(05 minutes)', 'every'],
    ['cron(0 9 1 * ? 2027)', 'expression'],
    ['cron(0 9 ? 6 MON *)', 'expression'],
    ['cron(0/15 9,17 * * ? *)', 'daily'],
    ['cron(0/5 9 * * ? *)', 'expression'],
    ['rate(1 hours)', 'expression'],
    ['0 9 * * 1-5', 'expression'],
    ['', 'expression'],
  ])('"%s" is %s', (text, mode) => expect(fromExpression(text).mode).toBe(mode));

  it.each<[Builder, string, RegExp]>([
    [{ mode: 'once', local: '' }, 'local', /exists/],
    [{ mode: 'once', local: '2027-02-29T09:00:00' }, 'local', /exists/],
    [{ mode: 'once', local: '1969-12-31T09:00:00' }, 'local', /from 1970 to 2199/],
    [{ mode: 'every', value: 0, unit: 'hour' }, 'value', /whole number from 1/],
    [{ mode: 'every', value: 1.5, unit: 'hour' }, 'value', /whole number from 1/],
    [{ mode: 'every', value: 2 ** 31, unit: 'hour' }, 'value', /whole number from 1/],
    [{ mode: 'daily', times: [] }, 'times', /Enter a time/],
    [{ mode: 'daily', times: ['24:00'] }, 'times', /as in 09:00/],
    [
      { mode: 'daily', times: ['09:00', '17:30'] },
      'times',
      /would also run at 09:30 and 17:00.*as in 09:00 and 17:00, or make another/,
    ],
    [
      { mode: 'daily', times: ['01:01', '02:02', '03:03', '04:04'] },
      'times',
      /01:02, 01:03 and 10 more times/,
    ],
    [
      { mode: 'daily', times: EVERY_MONTH.concat(13).map((hour) => `${String(hour).padStart(2, '0')}:00`) },
      'times',
      /at most 8/,
    ],
    [{ mode: 'weekly', weekdays: [], times: ['09:00'] }, 'weekdays', /at least one day/],
    [{ mode: 'weekly', weekdays: [2], times: ['9:00'] }, 'times', /as in 09:00/],
    [monthly({ kind: 'dates', dates: [] }), 'days', /at least one day/],
    [monthly({ kind: 'last-day' }, []), 'months', /at least one month/],
    [monthly({ kind: 'dates', dates: [30, 31] }, [2]), 'days', /February has no 30th.*up to the 29th/],
    [monthly({ kind: 'dates', dates: [31] }, [4, 6]), 'days', /These months have no 31st.*up to the 30th/],
    [monthly({ kind: 'nearest-weekday', date: 31 }, [11]), 'days', /November has no 31st/],
  ])('%j are no expression, and why', (builder, part, message) => {
    expect(builderProblem(builder)).toEqual({ part, message: expect.stringMatching(message) });
    expect(() => toExpression(builder)).toThrow(RangeError);
  });
});

const some = (values: readonly number[]) =>
  fc.subarray([...values], { minLength: 1 }).map((chosen) => chosen.sort((a, b) => a - b));
const weekday = fc.integer({ min: 1, max: 7 });
const two = (value: number) => String(value).padStart(2, '0');

const times = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 2 }),
    fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 4 }),
  )
  .map(([minutes, hours]) =>
    hours.flatMap((hour) => minutes.map((minute) => `${two(hour)}:${two(minute)}`)).sort(),
  );

const days = fc.oneof(
  some(EVERY_DATE).map((dates) => ({ kind: 'dates' as const, dates })),
  fc.constantFrom({ kind: 'last-day' as const }, { kind: 'last-weekday' as const }),
  fc.integer({ min: 1, max: 31 }).map((date) => ({ kind: 'nearest-weekday' as const, date })),
  fc.record({ kind: fc.constant('nth-weekday' as const), weekday, nth: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('last-of-weekday' as const), weekday }),
);

const moment = fc.date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });

const builders: fc.Arbitrary<Builder> = fc.oneof(
  moment.map((date): Builder => ({ mode: 'once', local: date.toISOString().slice(0, 19) })),
  fc.record({
    mode: fc.constant('every' as const),
    value: fc.integer({ min: 1, max: 10_000 }),
    unit: fc.constantFrom('minute' as const, 'hour' as const, 'day' as const),
  }),
  fc.record({
    mode: fc.constant('after' as const),
    value: fc.integer({ min: 1, max: 365 }),
    unit: fc.constantFrom('minute' as const, 'hour' as const, 'day' as const),
  }),
  fc.record({ mode: fc.constant('daily' as const), times }),
  fc.record({ mode: fc.constant('weekly' as const), weekdays: some([1, 2, 3, 4, 5, 6, 7]), times }),
  fc.record({ mode: fc.constant('monthly' as const), days, months: some(EVERY_MONTH), times }),
);

const right = builders.filter((builder) => builderProblem(builder) === null);

describe('the builder', () => {
  it('gives back all parts of what it made, which AWS understands', () => {
    fc.assert(
      fc.property(right, (builder) => {
        const text = toExpression(builder);
        expect(text.length).toBeLessThanOrEqual(256);
        expect(() => parseExpression(text)).not.toThrow();
        expect(fromExpression(text)).toEqual(builder);
      }),
      { numRuns: 2_000 },
    );
  });

  it('makes what a person put in any order the same', () => {
    const shuffled = <T>(values: readonly T[]) =>
      fc.shuffledSubarray([...values], { minLength: values.length });
    const given = fc
      .tuple(times, some([1, 2, 3, 4, 5, 6, 7]))
      .chain(([all, weekdays]) =>
        fc.tuple(shuffled(all), shuffled(weekdays), fc.constant({ all, weekdays })),
      );
    fc.assert(
      fc.property(given, ([mixed, mixedDays, { all, weekdays }]) => {
        expect(toExpression({ mode: 'weekly', weekdays: mixedDays, times: mixed })).toBe(
          toExpression({ mode: 'weekly', weekdays, times: all }),
        );
      }),
    );
  });

  it('keeps the times of every expression', () => {
    const changed = { count: 0 };
    const check = (text: string) => {
      const again = toExpression(fromExpression(text));
      if (again === text.trim()) return;
      changed.count += 1;
      expect({ text, runs: runs(again) }).toEqual({ text, runs: runs(text) });
    };
    for (const { expression } of expressions) check(expression);
    fc.assert(
      fc.property(randomCron, ({ text }) => {
        if (isExpression(text)) check(text);
      }),
      { numRuns: 3_000 },
    );
    expect(changed.count).toBeGreaterThan(100);
  });

  it('leaves text alone that is no expression', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(toExpression(fromExpression(text))).toBe(text.trim());
      }),
    );
  });

  it('is described in words that name its parts', () => {
    fc.assert(
      fc.property(right, (builder) => {
        const words = inEnglish(parseExpression(toExpression(builder)));
        for (const part of partsOf(builder)) expect(words).toContain(part);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The words that must be in a description, of those parts that stand in it one by one. */
function partsOf(builder: Builder): string[] {
  const WEEK = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  switch (builder.mode) {
    case 'once':
      return [builder.local.slice(0, 4), builder.local.slice(11, 16)];
    case 'every':
    case 'after':
      return builder.value === 1 ? [builder.unit] : [String(builder.value), `${builder.unit}s`];
    case 'expression':
      return [];
  }
  const listed = builder.times.length <= 6 ? builder.times : [];
  if (builder.mode === 'daily') return [...listed];
  if (builder.mode === 'weekly') {
    const chosen = builder.weekdays.map((each) => WEEK[each - 1] ?? '');
    return chosen.length <= 2 ? [...listed, ...chosen.map((name) => `${name}s`)] : [...listed];
  }
  const { days: on } = builder;
  switch (on.kind) {
    case 'dates':
      return on.dates.length === 1 ? [...listed, `the ${on.dates[0]}`] : [...listed];
    case 'last-day':
      return [...listed, 'the last day of'];
    case 'last-weekday':
      return [...listed, 'the last weekday'];
    case 'nearest-weekday':
      return [...listed, 'nearest to', String(on.date)];
    case 'nth-weekday':
      return [
        ...listed,
        `${['first', 'second', 'third', 'fourth', 'fifth'][on.nth - 1]} ${WEEK[on.weekday - 1]}`,
      ];
    case 'last-of-weekday':
      return [...listed, `the last ${WEEK[on.weekday - 1]}`];
  }
}

function isExpression(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** The first runs of a cron expression from 2027 on, and how many there are in the years that follow. */
function runs(text: string): unknown {
  const table = timetable(parseExpression(text), { timeZone: 'UTC', anchor: new Date('2027-01-01') });
  const first: number[] = [];
  table.each(Date.UTC(2027, 0), Date.UTC(2199, 0), (at) => first.push(at) < 40);
  return [first, table.count(Date.UTC(2027, 0), Date.UTC(2055, 0))];
}
