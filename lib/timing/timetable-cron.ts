import { MINUTE } from './civil';
import type { CronFields } from './cron';
import { CronMinutes, MINUTES_OF_DAY } from './cron-minutes';
import { CronDaysInRange } from './cron-range';
import type { DaySpan, Exclusions } from './excluded';
import type { Occurrence, Timetable } from './timetable';
import { atOrAfter, localText, strictlyAfter } from './timetable-bounds';
import type { ZoneTable } from './zone-table';

/** What a cron expression needs in order to have instants; `start` and `end` are inclusive, in epoch milliseconds. */
export type CronSettings = {
  zone: ZoneTable;
  start: number;
  end: number;
  second: number;
  exclusions: Exclusions | null;
};

const EARLIEST = Date.UTC(1969, 11, 30);
const LATEST = Date.UTC(2200, 0, 3);

/**
 * The timetable of a cron expression. It works in local time: each local time has one instant, the first at which
 * clocks show it, and local times in order have instants in order. So an interval of instants is an interval of
 * local minutes, less the gaps.
 */
export class CronTimetable implements Timetable {
  readonly #minutes: CronMinutes;
  readonly #zone: ZoneTable;
  readonly #low: number;
  readonly #high: number;
  readonly #second: number;
  readonly #exclusions: Exclusions | null;
  /** Kept, since a week of a hundred thousand schedules asks a hundred thousand times. */
  #tallied: CronDaysInRange | null = null;

  constructor(fields: CronFields, { zone, start, end, second, exclusions }: CronSettings) {
    this.#minutes = new CronMinutes(fields);
    this.#zone = zone;
    this.#low = Math.max(start, EARLIEST);
    this.#high = Math.min(end, LATEST) + 1;
    this.#second = second * 1000;
    this.#exclusions = exclusions;
  }

  next(after: number): number {
    const from = Math.max(strictlyAfter(after), this.#low);
    if (from >= this.#high) return Number.NaN;
    let minute = this.#minuteAt(from);
    for (;;) {
      minute = this.#minutes.first(minute);
      if (minute < 0) return Number.NaN;
      const excluded = this.#excludedOn(minute);
      if (excluded) {
        minute = (excluded.last + 1) * MINUTES_OF_DAY;
        continue;
      }
      const local = this.#localOf(minute);
      const segment = this.#zone.showing(local);
      const at = local - segment.offset;
      if (at >= segment.start) return at < this.#high ? at : Number.NaN;
      minute = this.#minuteFrom(segment.start + segment.offset);
    }
  }

  previous(before: number): number {
    const to = Math.min(atOrAfter(before), this.#high);
    if (to <= this.#low) return Number.NaN;
    let minute = this.#minuteAt(to);
    for (;;) {
      minute = this.#minutes.last(minute);
      if (minute < 0) return Number.NaN;
      const excluded = this.#excludedOn(minute);
      if (excluded) {
        minute = excluded.first * MINUTES_OF_DAY;
        continue;
      }
      const local = this.#localOf(minute);
      const segment = this.#zone.showing(local);
      const at = local - segment.offset;
      if (at >= segment.start) return at >= this.#low ? at : Number.NaN;
    }
  }

  count(from: number, to: number): number {
    const first = this.#firstMinute(from);
    const end = this.#endMinute(to);
    if (first >= end) return 0;
    const count = this.#countRuns(first, end);
    return this.#exclusions ? count - this.#countExcluded(first, end, this.#exclusions) : count;
  }

  each(from: number, to: number, visit: (at: number) => unknown): void {
    const days = this.#newDays().begin(this.#firstMinute(from), this.#endMinute(to));
    const minutes = this.#minutes.ofDay();
    while (days.advance()) {
      const { low, high, midnight } = days;
      if (days.steady) {
        for (let index = low; index < high; index += 1) {
          if (visit(midnight + (minutes[index] as number) * MINUTE) === false) return;
        }
      } else {
        for (let index = low; index < high; index += 1) {
          const at = this.#zone.earliest(midnight + (minutes[index] as number) * MINUTE);
          if (!Number.isNaN(at) && visit(at) === false) return;
        }
      }
    }
  }

  tally(buckets: Uint32Array, from: number): void {
    this.#tallied ??= this.#newDays();
    const days = this.#tallied.begin(
      this.#firstMinute(from),
      this.#endMinute(from + buckets.length * MINUTE),
    );
    const minutes = this.#minutes.ofDay();
    while (days.advance()) {
      const { low, high, midnight } = days;
      if (days.steady) {
        const first = Math.floor((midnight - from) / MINUTE);
        for (let index = low; index < high; index += 1) {
          const bucket = first + (minutes[index] as number);
          buckets[bucket] = (buckets[bucket] as number) + 1;
        }
      } else {
        for (let index = low; index < high; index += 1) {
          const at = this.#zone.earliest(midnight + (minutes[index] as number) * MINUTE);
          if (Number.isNaN(at)) continue;
          const bucket = Math.floor((at - from) / MINUTE);
          buckets[bucket] = (buckets[bucket] as number) + 1;
        }
      }
    }
  }

  occurrences(from: number, to: number, visit: (occurrence: Occurrence) => unknown): void {
    const end = this.#endMinute(to);
    let minute = this.#minutes.first(this.#firstMinute(from));
    while (minute >= 0 && minute < end) {
      if (visit(this.#occurrence(minute)) === false) return;
      minute = this.#minutes.first(minute + 1);
    }
  }

  #newDays(): CronDaysInRange {
    return new CronDaysInRange(this.#minutes, this.#zone, this.#second, this.#exclusions);
  }

  #occurrence(minute: number): Occurrence {
    const milliseconds = this.#localOf(minute);
    const local = localText(milliseconds);
    const segment = this.#zone.showing(milliseconds);
    const at = milliseconds - segment.offset;
    if (at < segment.start) return { kind: 'skipped', local, gapEnd: segment.start };
    const dates = this.#exclusions?.on(dayOf(minute));
    if (dates) return { kind: 'excluded', at, local, dates };
    const again = this.#zone.latest(milliseconds) > at;
    return { kind: again ? 'repeated' : 'ordinary', at, local };
  }

  #countRuns(from: number, to: number): number {
    let count = this.#minutes.count(from, to);
    for (const gap of this.#zone.gaps(this.#localOf(from), this.#localOf(to))) {
      count -= this.#minutes.count(this.#minuteFrom(gap.from), this.#minuteFrom(gap.to));
    }
    return count;
  }

  #countExcluded(begin: number, end: number, exclusions: Exclusions): number {
    let count = 0;
    for (const { first, last } of exclusions.spansBetween(dayOf(begin), dayOf(end))) {
      const from = Math.max(begin, first * MINUTES_OF_DAY);
      const to = Math.min(end, (last + 1) * MINUTES_OF_DAY);
      if (from < to) count += this.#countRuns(from, to);
    }
    return count;
  }

  #excludedOn(minute: number): DaySpan | undefined {
    return this.#exclusions?.spanOn(dayOf(minute));
  }

  /** Together with #endMinute: the local minutes of an interval of instants, those in the gaps included. */
  #firstMinute(from: number): number {
    return this.#minuteAt(Math.min(Math.max(atOrAfter(from), this.#low), LATEST));
  }

  #endMinute(to: number): number {
    return this.#minuteAt(Math.max(Math.min(atOrAfter(to), this.#high), EARLIEST));
  }

  /** The first local minute whose first instant is `instant` or later. */
  #minuteAt(instant: number): number {
    const { offset, fresh } = this.#zone.segmentAt(instant);
    return this.#minuteFrom(Math.max(instant + offset, fresh));
  }

  #minuteFrom(local: number): number {
    return Math.ceil((local - this.#second) / MINUTE);
  }

  #localOf(minute: number): number {
    return minute * MINUTE + this.#second;
  }
}

const dayOf = (minute: number) => Math.floor(minute / MINUTES_OF_DAY);
