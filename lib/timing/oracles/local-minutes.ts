import type { RandomCron } from '../oracle';

/** For tests: what clocks on the wall come to, minute by minute, straight from Intl. Nothing here uses the engine. */

/**
 * A local time (its fields read as if they were UTC) and the first instant at which clocks show it; of a skipped one
 * the instant at which clocks jump over it. In epoch milliseconds.
 */
export type LocalMinute = { local: number; at: number; kind: 'ordinary' | 'repeated' | 'skipped' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Longer than clocks have been put back since 1970: three hours, at Casey in 2023. */
const MARGIN = 4 * HOUR;

const clocks = new Map<string, (instant: number) => number>();

/** What a clock in a zone shows at an instant, read as if it were UTC, in milliseconds of whole minutes. */
export function clockOf(timeZone: string): (instant: number) => number {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = newClock(timeZone);
    clocks.set(timeZone, clock);
  }
  return clock;
}

function newClock(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (instant) => {
    const text = format.format(instant); // 29/03/2026, 02:30
    const number = (from: number, to: number) => Number(text.slice(from, to));
    return Date.UTC(number(6, 10), number(3, 5) - 1, number(0, 2), number(12, 14), number(15, 17));
  };
}

/** Whether a clock shows now what it has shown an hour ago, or half an hour or two. */
export function isSecondPass(timeZone: string, instant: number): boolean {
  const shows = clockOf(timeZone);
  const now = shows(instant);
  return [30, 60, 120].some((ago) => shows(instant - ago * MINUTE) === now);
}

/** Whether an expression means a local time, given as if it were UTC. */
export function meansLocal(cron: RandomCron, local: number): boolean {
  const date = new Date(local);
  return cron.matches({
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  });
}

/** Every local minute that clocks show first, or jump over, in [from, to), both whole minutes; in order. */
export function localMinutes(timeZone: string, from: number, to: number): LocalMinute[] {
  const shows = clockOf(timeZone);
  const first = new Map<number, LocalMinute>();
  const found: LocalMinute[] = [];
  let expected = shows(from - MARGIN);
  for (let at = from - MARGIN; at < to + MARGIN; at += MINUTE) {
    const local = shows(at);
    const before = first.get(local);
    if (before) {
      before.kind = 'repeated';
      continue;
    }
    for (; expected < local; expected += MINUTE) {
      if (at >= from && at < to) found.push({ local: expected, at, kind: 'skipped' });
    }
    expected = local + MINUTE;
    const minute: LocalMinute = { local, at, kind: 'ordinary' };
    first.set(local, minute);
    if (at >= from && at < to) found.push(minute);
  }
  return found;
}

/** Those minutes that an expression means. */
export function meant(cron: RandomCron, minutes: readonly LocalMinute[]): LocalMinute[] {
  const times = Array.from({ length: 1440 }, (_, minute) =>
    cron.matchesTime(Math.floor(minute / 60), minute % 60),
  );
  const days = new Map<number, boolean>();
  const onDay = (number: number) => {
    const known = days.get(number);
    if (known !== undefined) return known;
    const date = new Date(number * DAY);
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const matches = cron.matchesDay({ year, month, day, hour: 0, minute: 0 });
    days.set(number, matches);
    return matches;
  };
  return minutes.filter(({ local }) => {
    const day = Math.floor(local / DAY);
    return times[(local - day * DAY) / MINUTE] && onDay(day);
  });
}
