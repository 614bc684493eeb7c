import { DAY, MINUTE } from './civil';
import type { CronFields } from './cron';
import { CronMinutes, MINUTES_OF_DAY } from './cron-minutes';
import type { Exclusions } from './excluded';
import type { Occurrence, Timetable } from './timetable';
import { atOrAfter, localText, strictlyAfter } from './timetable-bounds';
import type { Segment, ZoneTable } from './zone-table';

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
    const range = this.#range(from, to);
    if (!range) return 0;
    let count = this.#countRuns(range.from, range.to);
    for (const { first, last } of this.#exclusions?.merged ?? []) {
      const begin = Math.max(range.from, first * MINUTES_OF_DAY);
      const end = Math.min(range.to, (last + 1) * MINUTES_OF_DAY);
      if (begin < end) count -= this.#countRuns(begin, end);
    }
    return count;
  }

  each(from: number, to: number, visit: (at: number) => unknown): void {
    const range = this.#range(from, to);
    if (!range) return;
    let day = this.#minutes.firstDay(Math.max(Math.floor(range.from / MINUTES_OF_DAY), 0));
    while (day >= 0) {
      const midnight = day * MINUTES_OF_DAY;
      if (midnight >= range.to) return;
      const excluded = this.#exclusions?.spanOn(day);
      if (!excluded) {
        const low = Math.max(range.from - midnight, 0);
        const high = Math.min(range.to - midnight, MINUTES_OF_DAY);
        if (!this.#eachOfDay(midnight, low, high, visit)) return;
      }
      day = this.#minutes.firstDay((excluded?.last ?? day) + 1);
    }
  }

  tally(buckets: Uint32Array, from: number): void {
    this.each(from, from + buckets.length * MINUTE, (at) => {
      const index = Math.floor((at - from) / MINUTE);
      buckets[index] = (buckets[index] ?? 0) + 1;
    });
  }

  occurrences(from: number, to: number, visit: (occurrence: Occurrence) => unknown): void {
    const range = this.#range(from, to);
    if (!range) return;
    let minute = this.#minutes.first(range.from);
    while (minute >= 0 && minute < range.to) {
      if (visit(this.#occurrence(minute)) === false) return;
      minute = this.#minutes.first(minute + 1);
    }
  }

  #occurrence(minute: number): Occurrence {
    const milliseconds = this.#localOf(minute);
    const local = localText(milliseconds);
    const segment = this.#zone.showing(milliseconds);
    const at = milliseconds - segment.offset;
    if (at < segment.start) return { kind: 'skipped', local, gapEnd: segment.start };
    const dates = this.#exclusions?.on(Math.floor(minute / MINUTES_OF_DAY));
    if (dates) return { kind: 'excluded', at, local, dates };
    const again = this.#zone.latest(milliseconds) > at;
    return { kind: again ? 'repeated' : 'ordinary', at, local };
  }

  #eachOfDay(midnight: number, low: number, high: number, visit: (at: number) => unknown): boolean {
    const base = this.#localOf(midnight);
    const segment = this.#zone.showing(base);
    if (base - segment.offset >= segment.start && base + DAY <= segment.end + segment.offset) {
      const start = base - segment.offset;
      return this.#minutes.eachOfDay(low, high, (minute) => visit(start + minute * MINUTE));
    }
    return this.#minutes.eachOfDay(low, high, (minute) => {
      const at = this.#zone.earliest(base + minute * MINUTE);
      return Number.isNaN(at) || visit(at);
    });
  }

  #countRuns(from: number, to: number): number {
    let count = this.#minutes.count(from, to);
    const end = this.#localOf(to);
    let segment = this.#zone.showing(this.#localOf(from));
    let shown = this.#localOf(from);
    for (;;) {
      count -= this.#countSkipped(shown, segment, end, from, to);
      shown = Math.max(shown, segment.end + segment.offset);
      if (shown >= end) return count;
      segment = this.#zone.segmentAt(segment.end);
    }
  }

  #countSkipped(shown: number, { start, offset }: Segment, end: number, from: number, to: number): number {
    const gapEnd = Math.min(start + offset, end);
    if (gapEnd <= shown) return 0;
    return this.#minutes.count(
      Math.max(this.#minuteFrom(shown), from),
      Math.min(this.#minuteFrom(gapEnd), to),
    );
  }

  #excludedOn(minute: number) {
    return this.#exclusions?.spanOn(Math.floor(minute / MINUTES_OF_DAY));
  }

  /** The local minutes whose first instants lie in [from, to), those in gaps between them included; null if none. */
  #range(from: number, to: number): { from: number; to: number } | null {
    const first = Math.max(atOrAfter(from), this.#low);
    const end = Math.min(atOrAfter(to), this.#high);
    return first < end ? { from: this.#minuteAt(first), to: this.#minuteAt(end) } : null;
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
