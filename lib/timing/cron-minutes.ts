import { bitCount, highestBit, lowBits, lowestBit, nextBit, previousBit } from './bits';
import { civilDate, dayNumber, daysInMonth } from './civil';
import type { CronFields } from './cron';
import { daysOfMonthMask } from './cron-days';
import { FIRST_YEAR } from './cron-field';

const HOURS_OF_DAY = 24;
export const MINUTES_OF_DAY = 1440;

/**
 * The local minutes that a cron expression names, without regard to a zone. A local minute counts from
 * 1970-01-01T00:00 on the local clock, a day from 1970-01-01; -1 stands for none. Remembers the month that it
 * looked at last.
 */
export class CronMinutes {
  readonly #fields: CronFields;
  readonly #hours: number;
  readonly #early: number;
  readonly #late: number;
  readonly #firstMinute: number;
  readonly #lastMinute: number;
  readonly #perHour: number;
  readonly #perDay: number;
  #year = 0;
  #month = 0;
  #monthStart = 0;
  #monthEnd = 0;
  #days = 0;

  constructor(fields: CronFields) {
    this.#fields = fields;
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
    const before = this.#hasDay(firstDay) ? this.#countOfDay(start - firstDay * MINUTES_OF_DAY) : 0;
    const within = this.#perDay * this.#countDays(firstDay, lastDay);
    return within - before + (this.#hasDay(lastDay) ? this.#countOfDay(to - lastDay * MINUTES_OF_DAY) : 0);
  }

  /** The first day with any minute that is `from` or later. */
  firstDay(from: number): number {
    this.#open(from);
    let rest = this.#days >>> (from - this.#monthStart);
    if (rest !== 0) return from + lowestBit(rest);
    while (this.#openNextMonth()) {
      rest = this.#days;
      if (rest !== 0) return this.#monthStart + lowestBit(rest);
    }
    return -1;
  }

  /**
   * Visits the minutes of the day from `low` up to but not `high`, in order: their number from 0 to 1439.
   * Ends early and returns false when `visit` returns false.
   */
  eachOfDay(low: number, high: number, visit: (minute: number) => unknown): boolean {
    for (let hours = this.#hours & (-1 << Math.floor(low / 60)); hours !== 0; hours &= hours - 1) {
      const base = lowestBit(hours) * 60;
      if (base >= high) return true;
      for (let word = this.#early; word !== 0; word &= word - 1) {
        const minute = base + lowestBit(word);
        if (minute >= low && minute < high && visit(minute) === false) return false;
      }
      for (let word = this.#late; word !== 0; word &= word - 1) {
        const minute = base + 32 + lowestBit(word);
        if (minute >= low && minute < high && visit(minute) === false) return false;
      }
    }
    return true;
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

  #countOfDay(to: number): number {
    const hour = Math.floor(to / 60);
    const whole = bitCount(this.#hours & lowBits(hour)) * this.#perHour;
    if (hour === HOURS_OF_DAY || ((this.#hours >>> hour) & 1) === 0) return whole;
    const minute = to - hour * 60;
    const early = bitCount(this.#early & lowBits(minute));
    return whole + early + (minute > 32 ? bitCount(this.#late & lowBits(minute - 32)) : 0);
  }

  #open(day: number): void {
    if (day >= this.#monthStart && day < this.#monthEnd) return;
    const { year, month } = civilDate(day);
    this.#load(year, month);
  }

  #openNextMonth(): boolean {
    const { months, years } = this.#fields;
    const year = nextBit(years, this.#year - FIRST_YEAR);
    const inYear = year + FIRST_YEAR === this.#year ? nextBit(months, this.#month + 1) : -1;
    if (inYear > 0) return this.#load(this.#year, inYear);
    const next = nextBit(years, this.#year + 1 - FIRST_YEAR);
    return next >= 0 && this.#load(next + FIRST_YEAR, nextBit(months, 1));
  }

  #openPreviousMonth(): boolean {
    const { months, years } = this.#fields;
    const year = previousBit(years, this.#year - FIRST_YEAR);
    const inYear = year + FIRST_YEAR === this.#year ? previousBit(months, this.#month - 1) : -1;
    if (inYear > 0) return this.#load(this.#year, inYear);
    const previous = previousBit(years, this.#year - 1 - FIRST_YEAR);
    return previous >= 0 && this.#load(previous + FIRST_YEAR, previousBit(months, 12));
  }

  #load(year: number, month: number): true {
    const { months, years } = this.#fields;
    const start = dayNumber(year, month, 1);
    const named = nextBit(years, year - FIRST_YEAR) === year - FIRST_YEAR && nextBit(months, month) === month;
    this.#year = year;
    this.#month = month;
    this.#monthStart = start;
    this.#monthEnd = start + daysInMonth(year, month);
    this.#days = named ? daysOfMonthMask(this.#fields.days, year, month) : 0;
    return true;
  }
}
