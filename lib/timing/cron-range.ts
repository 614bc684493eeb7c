import { DAY, MINUTE } from './civil';
import { type CronMinutes, MINUTES_OF_DAY } from './cron-minutes';
import type { Exclusions } from './excluded';
import type { ZoneTable } from './zone-table';

/**
 * Goes through the days of a range of local minutes on which a cron expression runs, with what a loop over the runs
 * of one day needs. Plain fields instead of a callback a day: a loop over days that run once is five times as fast
 * so. After `begin` it can be used again.
 */
export class CronDaysInRange {
  readonly #minutes: CronMinutes;
  readonly #zone: ZoneTable;
  readonly #second: number;
  readonly #exclusions: Exclusions | null;
  readonly #perDay: number;
  #from = 0;
  #to = 0;
  #day = 0;
  #steadyFrom = 0;
  #steadyTo = 0;
  #offset = 0;
  /** Which of the minutes of the day lie in the range: those numbered from `low` up to but not `high`. */
  low = 0;
  high = 0;
  /** Whether one offset holds all day. */
  steady = false;
  /** The day's first minute, second included: an instant on a steady day, otherwise local milliseconds. */
  midnight = 0;

  /** `second` is in milliseconds. */
  constructor(minutes: CronMinutes, zone: ZoneTable, second: number, exclusions: Exclusions | null) {
    this.#minutes = minutes;
    this.#zone = zone;
    this.#second = second;
    this.#exclusions = exclusions;
    this.#perDay = minutes.countOfDay(MINUTES_OF_DAY);
  }

  /** Stands before the first day of the local minutes from `from` up to but not `to`. */
  begin(from: number, to: number): this {
    this.#from = from;
    this.#to = to;
    this.#day = Math.max(Math.floor(from / MINUTES_OF_DAY), 0);
    return this;
  }

  /** Goes to the next day that has runs; false where there is none. */
  advance(): boolean {
    const from = this.#from;
    const to = this.#to;
    let day = this.#minutes.firstDay(this.#day);
    if (this.#exclusions !== null) day = this.#notExcluded(day, this.#exclusions);
    const start = day * MINUTES_OF_DAY;
    if (day < 0 || start >= to) return false;
    this.#day = day + 1;
    this.low = start >= from ? 0 : this.#minutes.countOfDay(from - start);
    this.high = start + MINUTES_OF_DAY <= to ? this.#perDay : this.#minutes.countOfDay(to - start);
    const local = start * MINUTE + this.#second;
    if (local < this.#steadyFrom || local >= this.#steadyTo) this.#enterSegment(local);
    this.steady = local >= this.#steadyFrom && local < this.#steadyTo;
    this.midnight = this.steady ? local - this.#offset : local;
    return true;
  }

  #enterSegment(local: number): void {
    const { start, end, offset, fresh } = this.#zone.showing(local);
    this.#steadyFrom = Math.max(fresh, start + offset);
    this.#steadyTo = end + offset - DAY;
    this.#offset = offset;
  }

  #notExcluded(from: number, exclusions: Exclusions): number {
    let day = from;
    while (day >= 0) {
      const span = exclusions.spanOn(day);
      if (!span) return day;
      day = this.#minutes.firstDay(span.last + 1);
    }
    return day;
  }
}
