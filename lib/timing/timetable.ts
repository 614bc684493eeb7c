import { DAY, HOUR, MINUTE } from './civil';
import { type ExcludedDates, Exclusions } from './excluded';
import type { Expression, RateUnit } from './expression';
import { afterTimetable } from './timetable-after';
import { CronTimetable } from './timetable-cron';
import { SlotTimetable } from './timetable-slots';
import { assertTimeZone, localMilliseconds, parseLocal } from './zone';
import { zoneTable } from './zone-table';

export type { ExcludedDates } from './excluded';

/** What an expression needs besides its text in order to have instants. */
export type TimetableOptions = {
  /** An IANA name. */
  timeZone: string;
  /** The first instant that may run, itself included. `at` ignores it, as AWS does. */
  start?: Date | undefined;
  /** The last instant that may run, itself included. `at` ignores it, as AWS does. */
  end?: Date | undefined;
  /**
   * Where the periods of a rate are counted from: its slots are `anchor` + k periods (k ≥ 0). Defaults to `start`. Of
   * `after` it is when the previous run ended; without it nothing is known to run.
   */
  anchor?: Date | undefined;
  /** 0 to 59, added to each instant of a cron; `at` has its own second, a rate its anchor's. */
  second?: number | undefined;
  /** Local days in the schedule's zone on which nothing runs. */
  excluded?: readonly ExcludedDates[] | undefined;
};

/**
 * One nominal time of a schedule. `local` is `yyyy-mm-ddThh:mm:ss` by the clocks of the zone, `at` and `gapEnd`
 * are epoch milliseconds.
 * - `repeated`: the local time occurs twice; it runs once, at the earlier instant, `at`.
 * - `skipped`: the clocks jump over it, to `gapEnd`; nothing runs.
 * - `excluded`: it falls on excluded dates; nothing runs.
 */
export type Occurrence =
  | { kind: 'ordinary' | 'repeated'; at: number; local: string }
  | { kind: 'skipped'; local: string; gapEnd: number }
  | { kind: 'excluded'; at: number; local: string; dates: ExcludedDates };

/**
 * When one expression runs in one zone, from 1970 to 2199. Compiled once, then asked often. Instants are epoch
 * milliseconds; an interval holds its first instant and not its last, and may be infinite. A run is an occurrence
 * that is neither skipped nor excluded. Every method throws RangeError for NaN.
 */
export type Timetable = {
  /** The first run strictly after an instant, or NaN. */
  next(after: number): number;
  /** The last run strictly before an instant, or NaN. */
  previous(before: number): number;
  /** How many runs lie in [from, to), without listing them. */
  count(from: number, to: number): number;
  /** Visits the runs in [from, to), in order; stops where `visit` returns false. */
  each(from: number, to: number, visit: (at: number) => unknown): void;
  /** Adds 1 to its minute for each run: `buckets[0]` is the minute that begins at `from`. */
  tally(buckets: Uint32Array, from: number): void;
  /** Visits what is nominal in [from, to), in order, whatever becomes of it; stops where `visit` returns false. */
  occurrences(from: number, to: number, visit: (occurrence: Occurrence) => unknown): void;
};

const PERIODS: Record<RateUnit, number> = { minute: MINUTE, hour: HOUR, day: DAY };

/**
 * Compiles an expression for a zone. Throws RangeError, naming the option, for an unknown zone, an invalid date,
 * second or excluded date, and for a rate with neither anchor nor start.
 *
 * A cron time that the zone's clocks jump over is skipped, one that they show twice runs once, at the earlier
 * instant: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html.
 * `at` in a gap runs at the first instant after it: docs/decisions/at-in-a-gap.md.
 */
export function timetable(expression: Expression, options: TimetableOptions): Timetable {
  assertTimeZone(options.timeZone);
  const zone = zoneTable(options.timeZone);
  const start = options.start ? time(options.start, 'start') : Number.NEGATIVE_INFINITY;
  const end = options.end ? time(options.end, 'end') : Number.POSITIVE_INFINITY;
  const exclusions = options.excluded?.length ? compiled(options.excluded) : null;
  switch (expression.kind) {
    case 'cron':
      return new CronTimetable(expression.fields, {
        zone,
        start,
        end,
        second: secondOf(options.second ?? 0),
        exclusions,
      });
    case 'rate': {
      const anchor = options.anchor ?? options.start;
      if (!anchor) {
        throw new RangeError('anchor: a rate needs an anchor or a start, from which its periods are counted');
      }
      const period = expression.value * PERIODS[expression.unit];
      return new SlotTimetable({ zone, anchor: time(anchor, 'anchor'), period, start, end, exclusions });
    }
    case 'after': {
      const since = options.anchor ? time(options.anchor, 'anchor') : null;
      const wait = expression.value * PERIODS[expression.unit];
      return afterTimetable({ zone, since, wait, start, end, exclusions });
    }
    case 'at': {
      const local = localOf(expression.local);
      const at = zone.firstAtOrAfter(local);
      const kind = zone.latest(local) > at ? 'repeated' : 'ordinary';
      return new SlotTimetable({ zone, anchor: at, period: DAY, start: at, end: at, exclusions, kind });
    }
  }
}

const compiledLists = new WeakMap<readonly ExcludedDates[], Exclusions>();

/** One calendar is followed by many schedules, so a list is made ready once. */
function compiled(excluded: readonly ExcludedDates[]): Exclusions {
  let exclusions = compiledLists.get(excluded);
  if (!exclusions) {
    exclusions = new Exclusions(excluded);
    compiledLists.set(excluded, exclusions);
  }
  return exclusions;
}

function secondOf(second: number): number {
  if (Number.isInteger(second) && second >= 0 && second <= 59) return second;
  throw new RangeError(`second: ${second} is not a whole number from 0 to 59`);
}

function localOf(text: string): number {
  const fields = parseLocal(text);
  if (!fields) throw new RangeError(`local: "${text}" is not of the form yyyy-mm-ddThh:mm:ss`);
  return localMilliseconds(fields);
}

function time(date: Date, name: string): number {
  const value = date.getTime();
  if (Number.isNaN(value)) throw new RangeError(`${name}: not a valid date`);
  return value;
}
