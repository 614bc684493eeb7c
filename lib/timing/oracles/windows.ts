import fc from 'fast-check';
import { jumps, ODD_ZONES, type RandomCron, randomCron } from '../oracle';
import { timetable } from '../timetable';
import { parseOrNull } from './expressions';

/** For tests: where the engine and its peers are compared: random expressions in eight zones. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** An interval in which an expression is looked at: whole, or up to its `most`th run. */
export type Window = { cron: RandomCron; timeZone: string; from: number; to: number; most: number };

export const EXPRESSIONS = 300;

const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2031, 0, 1);

/**
 * For each of 300 expressions and each zone: three hours on either side of every change of clocks from 2026 to 2030,
 * or of every `nth` such, in turn; and a week from anywhere in these years.
 */
export function windows(nth = 1): Window[] {
  const crons = fc
    .sample(randomCron, EXPRESSIONS * 2)
    .filter((cron) => parseOrNull(cron.text) !== null)
    .slice(0, EXPRESSIONS);
  const weeks = fc.sample(fc.integer({ min: FROM / HOUR, max: (TO - 7 * DAY) / HOUR }), crons.length);
  return ODD_ZONES.flatMap((timeZone, zoneIndex) => {
    const changes = jumps(timeZone, FROM, TO);
    return crons.flatMap((cron, index) => {
      const around = changes
        .filter((_, change) => (change + index) % nth === 0)
        .map((at) => ({
          cron,
          timeZone,
          from: at - 3 * HOUR,
          to: at + 3 * HOUR,
          most: Number.POSITIVE_INFINITY,
        }));
      const from = (weeks[(index + zoneIndex * 37) % weeks.length] ?? 0) * HOUR;
      return [...around, { cron, timeZone, from, to: from + 7 * DAY, most: 60 }];
    });
  });
}

/** The engine's runs in a window, and where it ends: after the last of them, where they are as many as it takes. */
export function engineRuns({ cron, timeZone, from, to, most }: Window): { ours: number[]; to: number } {
  const expression = parseOrNull(cron.text);
  if (!expression) throw new Error(`${cron.text} never fires`);
  const ours: number[] = [];
  timetable(expression, { timeZone }).each(from, to, (at) => ours.push(at) < most);
  return { ours, to: ours.length === most ? (ours.at(-1) ?? from) + 1 : to };
}
