import { bitCount, highestBit, lowBits, lowestBit, nextBit, previousBit } from './bits';
import type { CronFields } from './cron';
import { daysMask } from './cron-days';
import { MONTH_STARTS, monthOf } from './cron-months';

const HOURS_OF_DAY = 24;
export const MINUTES_OF_DAY = 1440;

/**
 * The local minutes that a cron expression names, without regard to a zone. A local minute counts from
 * 1970-01-01T00:00 on the local clock, a day from 1970-01-01; -1 stands for none. Remembers the month that it
 * looked at last.
 */
export class CronMinutes {
  readonly #fields: CronFields;
  readonly #months: number;
  readonly #hours: number;
  readonly #early: number;
  readonly #late: number;
  readonly #firstMinute: number;
  readonly #lastMinute: number;
  readonly #perHour: number;
  readonly #perDay: number;
  #listed: Uint16Array | null = null;
  /** The month looked at last: its year counted from 1970, its number, its days; and those that cron names. */
  #year = 0;
  #yearNamed = false;
  #month = 0;
  #monthStart = 0;
  #monthEnd = 0;
  #days = 0;

  constructor(fields: CronFields) {
    this.#fields = fields;
    this.#months = fields.months[0] ?? 0;
    this.#hours = fields.hours[0] ?? 0;
    this.#early = fields.minutes[0] ?? 0;
    this.#late = fields.minutes[1] ?? 0;
    this.#firstMinute = nextBit(fields.minutes, 0);
    this.#lastMinute = previousBit(fields.minutes, 59);
    this.#perHour = bitCount(this.#early) + bitCount(this.#late);
    this.#perDay = this.#perHour * bitCount(this.#hours);
  }

  /** The first minute that is `from` or later. */
  first(from: number): number {
    const start = Math.max(from, 0);
    const today = Math.floor(start / MINUTES_OF_DAY);
    if (this.#hasDay(today)) {
      const minute = this.#firstOfDay(start - today * MINUTES_OF_DAY);
      if (minute >= 0) return today * MINUTES_OF_DAY + minute;
    }
    const day = this.firstDay(today + 1);
    return day < 0 ? -1 : day * MINUTES_OF_DAY + this.#firstOfDay(0);
  }

  /** The last minute before `to`. */
  last(to: number): number {
    if (to <= 0) return -1;
    const today = Math.floor(to / MINUTES_OF_DAY);
    if (this.#hasDay(today)) {
      const minute = this.#lastOfDay(to - today * MINUTES_OF_DAY);
      if (minute >= 0) return today * MINUTES_OF_DAY + minute;
    }
    const day = this.#lastDay(today - 1);
    return day < 0 ? -1 : day * MINUTES_OF_DAY + this.#lastOfDay(MINUTES_OF_DAY);
  }

  /** How many minutes lie in [from, to). */
  count(from: number, to: number): number {
    const start = Math.max(from, 0);
    if (to <= start) return 0;
    const firstDay = Math.floor(start / MINUTES_OF_DAY);
    const lastDay = Math.floor(to / MINUTES_OF_DAY);
    const before = this.#hasDay(firstDay) ? this.countOfDay(start - firstDay * MINUTES_OF_DAY) : 0;
    const within = this.#perDay * this.#countDays(firstDay, lastDay);
    return within - before + (this.#hasDay(lastDay) ? this.countOfDay(to - lastDay * MINUTES_OF_DAY) : 0);
  }

  /** The first day with any minute that is `from` or later; `from` is 0 or more. */
  firstDay(from: number): number {
    this.#open(from);
    const rest = this.#days >>> (from - this.#monthStart);
    if (rest !== 0) return from + lowestBit(rest);
    while (this.#openNextMonth()) {
      if (this.#days !== 0) return this.#monthStart + lowestBit(this.#days);
    }
    return -1;
  }

  /** The minutes of each day that has any, 0 to 1439. */
  ofDay(): Uint16Array {
    if (!this.#listed) {
      const listed = new Uint16Array(this.#perDay);
      for (let minute = 0, index = 0; index < listed.length; minute += 1, index += 1) {
        minute = this.#firstOfDay(minute);
        listed[index] = minute;
      }
      this.#listed = listed;
    }
    return this.#listed;
  }

  /** How many of those come before a minute of the day, 0 to 1440. */
  countOfDay(to: number): number {
    const hour = Math.floor(to / 60);
    const whole = bitCount(this.#hours & lowBits(hour)) * this.#perHour;
    if (hour === HOURS_OF_DAY || ((this.#hours >>> hour) & 1) === 0) return whole;
    const minute = to - hour * 60;
    const early = bitCount(this.#early & lowBits(minute));
    return whole + early + (minute > 32 ? bitCount(this.#late & lowBits(minute - 32)) : 0);
  }

  #lastDay(to: number): number {
    if (to < 0) return -1;
    this.#open(to);
    const rest = this.#days & lowBits(to - this.#monthStart + 1);
    if (rest !== 0) return this.#monthStart + highestBit(rest);
    while (this.#openPreviousMonth()) {
      if (this.#days !== 0) return this.#monthStart + highestBit(this.#days);
    }
    return -1;
  }

  #countDays(from: number, to: number): number {
    if (from >= to) return 0;
    this.#open(from);
    let count = bitCount(this.#days & (-1 << (from - this.#monthStart)));
    while (this.#monthEnd < to) {
      if (!this.#openNextMonth()) return count;
      count += bitCount(this.#days);
    }
    // the month that holds `to`, or one that begins only after it
    return count - bitCount(this.#days & ~lowBits(Math.max(to - this.#monthStart, 0)));
  }

  #hasDay(day: number): boolean {
    this.#open(day);
    return ((this.#days >>> (day - this.#monthStart)) & 1) === 1;
  }

  #firstOfDay(from: number): number {
    const hour = Math.floor(from / 60);
    if ((this.#hours >>> hour) & 1) {
      const minute = nextBit(this.#fields.minutes, from - hour * 60);
      if (minute >= 0) return hour * 60 + minute;
    }
    const later = this.#hours & (-2 << hour);
    return later === 0 ? -1 : lowestBit(later) * 60 + this.#firstMinute;
  }

  #lastOfDay(to: number): number {
    const hour = Math.floor(to / 60);
    if (hour < HOURS_OF_DAY && (this.#hours >>> hour) & 1) {
      const minute = previousBit(this.#fields.minutes, to - hour * 60 - 1);
      if (minute >= 0) return hour * 60 + minute;
    }
    const earlier = this.#hours & lowBits(hour);
    return earlier === 0 ? -1 : highestBit(earlier) * 60 + this.#lastMinute;
  }

  #open(day: number): void {
    if (day >= this.#monthStart && day < this.#monthEnd) return;
    const index = monthOf(day);
    const year = Math.floor(index / 12);
    this.#yearNamed = nextBit(this.#fields.years, year) === year;
    const month = index - year * 12 + 1;
    this.#load(year, month, this.#yearNamed && ((this.#months >>> month) & 1) === 1);
  }

  #openNextMonth(): boolean {
    const later = this.#yearNamed ? this.#months & (-2 << this.#month) : 0;
    if (later !== 0) return this.#load(this.#year, lowestBit(later), true);
    const year = nextBit(this.#fields.years, this.#year + 1);
    if (year < 0) return false;
    this.#yearNamed = true;
    return this.#load(year, lowestBit(this.#months), true);
  }

  #openPreviousMonth(): boolean {
    const earlier = this.#yearNamed ? this.#months & lowBits(this.#month) : 0;
    if (earlier !== 0) return this.#load(this.#year, highestBit(earlier), true);
    const year = previousBit(this.#fields.years, this.#year - 1);
    if (year < 0) return false;
    this.#yearNamed = true;
    return this.#load(year, highestBit(this.#months), true);
  }

  #load(year: number, month: number, named: boolean): true {
    const index = year * 12 + month - 1;
    const start = MONTH_STARTS[index] as number;
    const end = MONTH_STARTS[index + 1] as number;
    this.#year = year;
    this.#month = month;
    this.#monthStart = start;
    this.#monthEnd = end;
    this.#days = named ? daysMask(this.#fields.days, start, end - start) : 0;
    return true;
  }
}
