import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import expressions from './data/expressions.json';
import { type Expression, ExpressionError, parseExpression } from './expression';
import { nextOccurrence, nextOccurrences } from './occurrences';
import { jumps, ODD_ZONES, type RandomCron, randomCron, wallClock, wallText } from './oracle';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SEED = 20_261_121;

function parseOrNull(text: string): Expression | null {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError && error.reason.startsWith('it never fires')) return null;
    throw error;
  }
}

const zone = fc.constantFrom(...ODD_ZONES);
const instant = fc
  .integer({ min: Date.UTC(1971, 0, 1) / MINUTE, max: Date.UTC(2190, 0, 1) / MINUTE })
  .map((minutes) => minutes * MINUTE);
const transitions = new Map(
  ODD_ZONES.map((name) => [name, jumps(name, Date.UTC(2026, 0, 1), Date.UTC(2031, 0, 1))]),
);

/** Each minute of [from, to) whose wall time matches and was not on the clock before. */
function bruteForce(cron: RandomCron, timeZone: string, from: number, to: number): number[] {
  const shown = new Set<string>();
  const found: number[] = [];
  for (let each = from - 3 * HOUR; each < to; each += MINUTE) {
    const wall = wallClock(each, timeZone);
    const text = wallText(wall);
    if (each >= from && !shown.has(text) && cron.matches(wall)) found.push(each);
    shown.add(text);
  }
  return found;
}

function within(expression: Expression | null, timeZone: string, from: number, to: number): number[] {
  if (!expression) return [];
  const options = { timeZone, after: new Date(from - 1), end: new Date(to - 1), count: 1e6 };
  return nextOccurrences(expression, options).map(Number);
}

describe('occurrences of any expression', () => {
  it('lie after the instant asked for, in order, and equal the next one asked for again and again', () => {
    fc.assert(
      fc.property(randomCron, zone, instant, (cron, timeZone, start) => {
        const expression = parseOrNull(cron.text);
        fc.pre(expression !== null);
        const list = nextOccurrences(expression, { timeZone, after: new Date(start), count: 12 });
        const repeated: Date[] = [];
        let after: Date | null = new Date(start);
        while (after && repeated.length < 12) {
          const previous: Date = after;
          after = nextOccurrence(expression, { timeZone, after });
          if (after) {
            expect(after.getTime()).toBeGreaterThan(previous.getTime());
            repeated.push(after);
          }
        }
        expect(list).toEqual(repeated);
      }),
      { seed: SEED, numRuns: 600 },
    );
  });

  it('fall on the days that the fields mean, day by day over random years', () => {
    fc.assert(
      fc.property(randomCron, fc.integer({ min: 1970, max: 2199 }), (cron, year) => {
        const atNoon = parseOrNull(cron.text.replace(/^cron\(\S+ \S+/, 'cron(0 12'));
        const [from, to] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
        const meant: number[] = [];
        for (let noon = from + DAY / 2; noon < to; noon += DAY) {
          const date = new Date(noon);
          const [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()];
          if (cron.matchesDay({ year, month, day, hour: 12, minute: 0 })) meant.push(noon);
        }
        expect(within(atNoon, 'UTC', from, to)).toEqual(meant);
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it('agree minute by minute with the meaning of the fields over random days', () => {
    fc.assert(
      fc.property(randomCron, zone, instant, (cron, timeZone, start) => {
        const found = within(parseOrNull(cron.text), timeZone, start, start + 1.5 * DAY);
        expect(found).toEqual(bruteForce(cron, timeZone, start, start + 1.5 * DAY));
      }),
      { seed: SEED, numRuns: 120 },
    );
  });

  it('agree minute by minute around the changes of clocks', () => {
    const change = fc.constantFrom(
      ...ODD_ZONES.flatMap((name) => (transitions.get(name) ?? []).map((at) => ({ name, at }))),
      { name: 'Pacific/Apia', at: Date.UTC(2011, 11, 30, 10) },
      { name: 'Asia/Pyongyang', at: Date.UTC(2018, 4, 4, 15) },
      { name: 'Europe/Moscow', at: Date.UTC(2014, 9, 25, 22) },
    );
    fc.assert(
      fc.property(randomCron, change, (cron, { name, at }) => {
        const [from, to] = [at - 6 * HOUR, at + 6 * HOUR];
        expect(within(parseOrNull(cron.text), name, from, to)).toEqual(bruteForce(cron, name, from, to));
      }),
      { seed: SEED, numRuns: 250 },
    );
  });

  it('of a rate lie on its anchor plus whole periods', () => {
    const unit = fc.constantFrom(
      { name: 'minute', long: MINUTE },
      { name: 'hour', long: HOUR },
      { name: 'day', long: DAY },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        unit,
        instant,
        instant,
        (value, { name, long }, anchor, start) => {
          const rate = parseExpression(`rate(${value} ${name}${value === 1 ? '' : 's'})`);
          const found = nextOccurrence(rate, {
            timeZone: 'UTC',
            after: new Date(start),
            anchor: new Date(anchor),
          });
          const distance = Number(found) - anchor;
          expect(distance % (value * long)).toBe(0);
          expect(distance).toBeGreaterThanOrEqual(0);
          expect(Number(found)).toBeGreaterThan(start);
          if (anchor <= start) expect(Number(found) - start).toBeLessThanOrEqual(value * long);
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });
});

/** croner has its own idea of gaps and repeated hours: what does not match the fields or comes second is dropped. */
function peer(cron: RandomCron, timeZone: string, from: number, to: number): number[] {
  const pattern = new Cron(`0 ${cron.text.slice('cron('.length, -1)}`, {
    timezone: timeZone,
    mode: '7-part',
    alternativeWeekdays: true,
    sloppyRanges: true,
    paused: true,
  });
  const found = new Set<number>();
  for (let next = pattern.nextRun(new Date(from - 1000)); next; next = pattern.nextRun(next)) {
    if (Number(next) >= to) break;
    const wall = wallClock(Number(next), timeZone);
    const text = wallText(wall);
    const second = [30, 60, 120].some(
      (ago) => wallText(wallClock(Number(next) - ago * MINUTE, timeZone)) === text,
    );
    if (cron.matches(wall) && !second) found.add(Number(next));
  }
  return [...found];
}

describe('the same as croner, with a guard for what it does at the changes of clocks', () => {
  const samples = fc
    .sample(randomCron, { seed: SEED, numRuns: 120 })
    .filter((cron) => parseOrNull(cron.text) !== null);

  it.each(ODD_ZONES)('in %s', (timeZone) => {
    const around = [
      ...(transitions.get(timeZone) ?? []).slice(0, 8),
      Date.UTC(2027, 5, 15),
      Date.UTC(2028, 1, 29),
    ];
    let compared = 0;
    const mismatches: string[] = [];
    for (const [index, cron] of samples.entries()) {
      const at = around[index % around.length] ?? 0;
      const [from, to] = [at - 5 * HOUR, at + 5 * HOUR];
      const ours = within(parseExpression(cron.text), timeZone, from, to);
      const theirs = peer(cron, timeZone, from, to);
      compared += theirs.length;
      if (ours.join() !== theirs.join()) mismatches.push(`${cron.text} around ${new Date(at).toISOString()}`);
    }
    expect(mismatches).toEqual([]);
    expect(compared).toBeGreaterThan(100);
  });

  it('in the next runs of everyday expressions', () => {
    const after = new Date('2026-10-20T00:00:00Z');
    for (const { expression: text, timezone: timeZone } of expressions.slice(0, 200)) {
      const ours = nextOccurrence(parseExpression(text), { timeZone, after });
      const body = `0 ${text.slice('cron('.length, -1)}`;
      const options = { timezone: timeZone, alternativeWeekdays: true, sloppyRanges: true, paused: true };
      expect([text, timeZone, ours]).toEqual([
        text,
        timeZone,
        new Cron(body, { ...options, mode: '7-part' }).nextRun(after),
      ]);
    }
  });
});
