import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ODD_ZONES, randomCron, type Wall, wallClock } from '../oracle';
import { type ExcludedDates, type Occurrence, type TimetableOptions, timetable } from '../timetable';
import { parseOrNull } from './expressions';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Case = { text: string; options: TimetableOptions; from: number; to: number };

const zone = fc.constantFrom(...ODD_ZONES);
const instant = fc
  .integer({ min: Date.UTC(1973, 0, 1) / MINUTE, max: Date.UTC(2190, 0, 1) / MINUTE })
  .map((minutes) => minutes * MINUTE);
/** Near a change of clocks of most zones, where there is most to get wrong. */
const nearChanges = fc
  .tuple(
    fc.integer({ min: 2026, max: 2030 }),
    fc.constantFrom(2, 3, 8, 9, 10),
    fc.integer({ min: 0, max: 43_200 }),
  )
  .map(([year, month, minute]) => Date.UTC(year, month, 1) + minute * MINUTE);
const start = fc.oneof(instant, nearChanges);
const length = fc.integer({ min: 1, max: 21 * 24 * 60 }).map((minutes) => minutes * MINUTE);

const rate = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.constantFrom('minute', 'hour', 'day'))
  .map(([value, unit]) => `rate(${value} ${unit}${value === 1 ? '' : 's'})`);

/** A rate or a cron that fires, in an interval, with nothing but its zone and anchor. */
const bare: fc.Arbitrary<Case> = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: randomCron.map(({ text }) => text) }, { weight: 1, arbitrary: rate }),
    zone,
    start,
    length,
    fc.integer({ min: -3 * DAY, max: 3 * DAY }),
  )
  .filter(([text]) => parseOrNull(text) !== null)
  .map(([text, timeZone, from, long, shift]) => ({
    text,
    options: { timeZone, anchor: new Date(from + shift - (shift % 1000)) },
    from,
    to: from + long,
  }));

function dateText({ year, month, day }: Wall): string {
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
}

/** The same with a start, an end, a second and excluded dates, each there or not. */
const full: fc.Arbitrary<Case> = fc
  .tuple(
    bare,
    fc.option(fc.double({ min: -0.2, max: 0.7, noNaN: true }), { nil: undefined }),
    fc.option(fc.double({ min: 0.3, max: 1.2, noNaN: true }), { nil: undefined }),
    fc.integer({ min: 0, max: 59 }),
    fc.array(fc.tuple(fc.double({ min: -0.1, max: 1, noNaN: true }), fc.integer({ min: 0, max: 3 })), {
      maxLength: 3,
    }),
  )
  .map(([each, startsAt, endsAt, second, excluded]) => {
    const { from, to, options } = each;
    const part = (share: number) => Math.round((from + (to - from) * share) / 1000) * 1000;
    const dates = excluded.map(([share, days], index): ExcludedDates => {
      const [first, last] = [part(share), part(share) + days * DAY].map((at) =>
        dateText(wallClock(at, options.timeZone)),
      );
      return { first: first ?? '', last: last ?? '', by: 'a calendar', label: String(index) };
    });
    // on a minute and its second, where a run may be
    const bound = (share: number) => new Date(Math.round(part(share) / MINUTE) * MINUTE + second * 1000);
    const bounds = {
      start: startsAt === undefined ? undefined : bound(startsAt),
      end: endsAt === undefined ? undefined : bound(endsAt),
    };
    return { ...each, options: { ...options, ...bounds, second, excluded: dates } };
  });

function compile({ text, options }: Case) {
  const expression = parseOrNull(text);
  if (!expression) throw new Error(`${text} never fires`);
  return timetable(expression, options);
}

function runs(table: ReturnType<typeof timetable>, from: number, to: number): number[] {
  const found: number[] = [];
  table.each(from, to, (at) => found.push(at));
  return found;
}

function occurrences(table: ReturnType<typeof timetable>, from: number, to: number): Occurrence[] {
  const found: Occurrence[] = [];
  table.occurrences(from, to, (each) => found.push(each));
  return found;
}

const isRun = (each: Occurrence) => each.kind === 'ordinary' || each.kind === 'repeated';

describe('any timetable', () => {
  it('gives as its next run one strictly after, and the same runs in a list and one by one', () => {
    fc.assert(
      fc.property(full, (each) => {
        const table = compile(each);
        const list = runs(table, each.from, each.to);
        let after = each.from - 1;
        for (const run of list.slice(0, 200)) {
          expect(run).toBeGreaterThan(after);
          expect(table.next(after)).toBe(run);
          after = run;
        }
        const next = table.next(list.at(-1) ?? each.from - 1);
        expect(Number.isNaN(next) || next >= each.to).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('gives backwards what it gives forwards', () => {
    fc.assert(
      fc.property(full, (each) => {
        const table = compile(each);
        const list = runs(table, each.from, each.to);
        let before = each.to;
        for (const run of list.slice(-200).toReversed()) {
          expect(table.previous(before)).toBe(run);
          before = run;
        }
        const [first, second] = list;
        if (first !== undefined && second !== undefined) {
          expect(table.next(table.previous(second))).toBe(second);
          expect(table.previous(table.next(first))).toBe(first);
        }
        const earlier = table.previous(first ?? each.to);
        expect(Number.isNaN(earlier) || earlier < each.from).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('has the next run of any instant just after the last run before it', () => {
    fc.assert(
      fc.property(full, fc.double({ min: 0, max: 1, noNaN: true }), (each, share) => {
        const table = compile(each);
        const now = Math.floor(each.from + (each.to - each.from) * share);
        const [next, previous] = [table.next(now), table.previous(now)];
        if (!Number.isNaN(next))
          expect(table.previous(next)).toSatisfy((at) => Number.isNaN(at) || at <= now);
        if (!Number.isNaN(previous))
          expect(table.next(previous)).toSatisfy((at) => Number.isNaN(at) || at >= now);
      }),
      { numRuns: 400 },
    );
  });

  it('counts as many runs as it lists, however the interval is cut', () => {
    fc.assert(
      fc.property(full, fc.double({ min: 0, max: 1, noNaN: true }), (each, share) => {
        const table = compile(each);
        const middle = Math.round(each.from + (each.to - each.from) * share);
        const count = table.count(each.from, each.to);
        expect(count).toBe(runs(table, each.from, each.to).length);
        expect(table.count(each.from, middle) + table.count(middle, each.to)).toBe(count);
      }),
      { numRuns: 600 },
    );
  });

  it('counts centuries as it counts their years', () => {
    fc.assert(
      fc.property(full, fc.integer({ min: 1970, max: 2180 }), (each, first) => {
        const table = compile(each);
        const year = (number: number) => Date.UTC(number, 0, 1);
        let sum = 0;
        for (let number = first; number < first + 20; number += 1) {
          sum += table.count(year(number), year(number + 1));
        }
        expect(table.count(year(first), year(first + 20))).toBe(sum);
      }),
      { numRuns: 100 },
    );
  });

  it('draws each run into its minute, on top of what is there', () => {
    fc.assert(
      fc.property(full, fc.integer({ min: 0, max: MINUTE }), (each, shift) => {
        const table = compile(each);
        const from = each.from + shift;
        const buckets = new Uint32Array(Math.min((each.to - each.from) / MINUTE, 5_000)).fill(1);
        const wanted = new Uint32Array(buckets);
        for (const at of runs(table, from, from + buckets.length * MINUTE)) {
          const index = Math.floor((at - from) / MINUTE);
          wanted[index] = (wanted[index] ?? 0) + 1;
        }
        table.tally(buckets, from);
        expect(buckets.findIndex((value, index) => value !== wanted[index])).toBe(-1);
      }),
      { numRuns: 400 },
    );
  });

  it('stops where the visitor says so', () => {
    fc.assert(
      fc.property(full, fc.integer({ min: 1, max: 5 }), (each, most) => {
        const table = compile(each);
        const [some, kinds]: [number[], Occurrence[]] = [[], []];
        table.each(each.from, each.to, (at) => some.push(at) < most);
        table.occurrences(each.from, each.to, (one) => kinds.push(one) < most);
        expect(some).toEqual(runs(table, each.from, each.to).slice(0, most));
        expect(kinds).toEqual(occurrences(table, each.from, each.to).slice(0, most));
      }),
      { numRuns: 200 },
    );
  });
});

describe('occurrences', () => {
  it('hold the runs, and with the rest lie in order, however the interval is cut', () => {
    fc.assert(
      fc.property(full, fc.double({ min: 0, max: 1, noNaN: true }), (each, share) => {
        const table = compile(each);
        const middle = Math.round(each.from + (each.to - each.from) * share);
        const all = occurrences(table, each.from, each.to);
        const found = all.flatMap((one) => (isRun(one) && 'at' in one ? [one.at] : []));
        expect(found).toEqual(runs(table, each.from, each.to));
        const times = all.map((one) => (one.kind === 'skipped' ? one.gapEnd : one.at));
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect([...occurrences(table, each.from, middle), ...occurrences(table, middle, each.to)]).toEqual(
          all,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('show the local time that the wall clock shows', () => {
    fc.assert(
      fc.property(full, (each) => {
        for (const one of occurrences(compile(each), each.from, each.to).slice(0, 50)) {
          if (one.kind === 'skipped') continue;
          const { year, month, day, hour, minute } = wallClock(one.at, each.options.timeZone);
          const second = (one.at % MINUTE) / 1000;
          const shown = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
          expect(one.local).toBe(shown.toISOString().slice(0, 19));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('start, end, second and excluded dates', () => {
  /** What is left of the bare runs, by the words of the contract. */
  function left({ text, options, from, to }: Case): number[] {
    const { timeZone, anchor, start: first, end: last, excluded = [] } = options;
    const second = text.startsWith('cron') ? (options.second ?? 0) * 1000 : 0;
    const plain = runs(compile({ text, options: { timeZone, anchor }, from, to }), from - MINUTE, to);
    return plain
      .map((at) => at + second)
      .filter((at) => at >= from && at < to)
      .filter((at) => (!first || at >= Number(first)) && (!last || at <= Number(last)))
      .filter((at) => {
        const day = dateText(wallClock(at, timeZone));
        return !excluded.some((dates) => dates.first <= day && day <= dates.last);
      });
  }

  it('leave of the bare runs those that they allow, at their second', () => {
    let compared = 0;
    fc.assert(
      fc.property(full, (each) => {
        const wanted = left(each);
        compared += wanted.length;
        expect(runs(compile(each), each.from, each.to)).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(10_000);
  });

  it('name the dates that exclude an occurrence, and no others', () => {
    let named = 0;
    fc.assert(
      fc.property(full, (each) => {
        const { excluded = [], timeZone } = each.options;
        for (const one of occurrences(compile(each), each.from, each.to).slice(0, 500)) {
          if (one.kind === 'skipped') continue;
          const day = dateText(wallClock(one.at, timeZone));
          const reasons = excluded.filter((dates) => dates.first <= day && day <= dates.last);
          if (one.kind !== 'excluded') expect(reasons).toEqual([]);
          else {
            expect(reasons).toContainEqual(one.dates);
            named += 1;
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(named).toBeGreaterThan(500);
  });
});

describe('rates', () => {
  it('run at their anchor plus whole periods, first at the anchor', () => {
    const periods = { minute: MINUTE, hour: HOUR, day: DAY };
    const unit = fc.constantFrom('minute' as const, 'hour' as const, 'day' as const);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), unit, instant, instant, (value, name, anchor, after) => {
        const text = `rate(${value} ${name}${value === 1 ? '' : 's'})`;
        const table = compile({
          text,
          options: { timeZone: 'UTC', anchor: new Date(anchor) },
          from: 0,
          to: 0,
        });
        const period = value * periods[name];
        expect(table.next(anchor - 1)).toBe(anchor);
        expect(table.previous(anchor)).toBeNaN();
        const next = table.next(after);
        expect((next - anchor) % period).toBe(0);
        expect(next).toBeGreaterThan(after);
        expect(next).toBeLessThanOrEqual(Math.max(anchor, after + period));
        const to = after + 1000 * period;
        const wanted =
          Math.max(Math.ceil((to - anchor) / period), 0) - Math.max(Math.ceil((after - anchor) / period), 0);
        if (to < Date.UTC(2200, 0, 1)) expect(table.count(after, to)).toBe(wanted);
      }),
      { numRuns: 400 },
    );
  });
});
