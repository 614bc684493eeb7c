import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jumps, ODD_ZONES, type RandomCron, randomCron } from '../oracle';
import { timetable } from '../timetable';
import { timeZones } from '../zone';
import { parseOrNull } from './expressions';
import { type LocalMinute, localMinutes, meant } from './local-minutes';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the engine says of the same interval, in the same words. */
function occurrences(cron: RandomCron, timeZone: string, from: number, to: number): LocalMinute[] {
  const expression = parseOrNull(cron.text);
  const found: LocalMinute[] = [];
  if (!expression) return found;
  timetable(expression, { timeZone }).occurrences(from, to, (each) => {
    const local = Date.parse(`${each.local}Z`);
    if (each.kind === 'skipped') found.push({ local, at: each.gapEnd, kind: each.kind });
    else if (each.kind !== 'excluded') found.push({ local, at: each.at, kind: each.kind });
  });
  return found;
}

const text = ({ local, at, kind }: LocalMinute) =>
  `${kind} ${new Date(local).toISOString()} at ${new Date(at).toISOString()}`;

/** The first line in which two lists differ: a short message even for a year of minutes. */
function firstDifference(ours: readonly LocalMinute[], meantOnes: readonly LocalMinute[]): string | null {
  for (let index = 0; index < Math.max(ours.length, meantOnes.length); index += 1) {
    const [one, other] = [ours[index], meantOnes[index]];
    if (one && other && one.local === other.local && one.at === other.at && one.kind === other.kind) continue;
    return `${one ? text(one) : 'nothing'}; meant ${other ? text(other) : 'nothing'}`;
  }
  return null;
}

describe('occurrences agree minute by minute with the clocks on the wall', () => {
  const years = fc.sample(
    fc.tuple(
      fc.oneof(fc.constantFrom(...ODD_ZONES), fc.constantFrom(...timeZones())),
      fc.integer({ min: 1973, max: 2198 }),
    ),
    3,
  );
  const fixed: [string, number][] = [
    ['Australia/Lord_Howe', 2026],
    ['Pacific/Apia', 2011],
    ['Antarctica/Casey', 2023],
  ];

  it.each([...fixed, ...years])(
    'through the whole year, in %s in %i',
    { timeout: 120_000 },
    (timeZone, year) => {
      const [from, to] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
      const minutes = localMinutes(timeZone, from, to);
      const crons = fc.sample(randomCron, { numRuns: 30, seed: year });
      let compared = 0;
      const wrong = crons.flatMap((cron) => {
        const wanted = meant(cron, minutes);
        compared += wanted.length;
        const difference = firstDifference(occurrences(cron, timeZone, from, to), wanted);
        return difference === null ? [] : [`${cron.text}: ${difference}`];
      });
      expect(wrong).toEqual([]);
      expect(compared).toBeGreaterThan(1_000);
    },
  );

  it('around the changes of clocks', () => {
    const transitions = ODD_ZONES.flatMap((name) =>
      jumps(name, Date.UTC(2026, 0, 1), Date.UTC(2031, 0, 1)).map((at) => ({ name, at })),
    );
    const change = fc.constantFrom(
      ...transitions,
      { name: 'Pacific/Apia', at: Date.UTC(2011, 11, 30, 10) },
      { name: 'Asia/Pyongyang', at: Date.UTC(2018, 4, 4, 15) },
      { name: 'Europe/Moscow', at: Date.UTC(2014, 9, 25, 22) },
      { name: 'Antarctica/Troll', at: Date.UTC(2026, 9, 25, 1) },
      { name: 'Pacific/Kwajalein', at: Date.UTC(1993, 7, 21, 12) },
    );
    fc.assert(
      fc.property(randomCron, change, (cron, { name, at }) => {
        const [from, to] = [at - 6 * HOUR, at + 6 * HOUR];
        const wanted = meant(cron, localMinutes(name, from, to));
        expect(firstDifference(occurrences(cron, name, from, to), wanted)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('on the days that the fields mean, over random years', () => {
    fc.assert(
      fc.property(randomCron, fc.integer({ min: 1970, max: 2199 }), (cron, year) => {
        const expression = parseOrNull(cron.text.replace(/^cron\(\S+ \S+/, 'cron(0 12'));
        const [from, to] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
        const wanted: number[] = [];
        for (let noon = from + DAY / 2; noon < to; noon += DAY) {
          const date = new Date(noon);
          const [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()];
          if (cron.matchesDay({ year, month, day, hour: 12, minute: 0 })) wanted.push(noon);
        }
        const found: number[] = [];
        if (expression) timetable(expression, { timeZone: 'UTC' }).each(from, to, (at) => found.push(at));
        expect(found).toEqual(wanted);
      }),
      { numRuns: 600 },
    );
  });
});
