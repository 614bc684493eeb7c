import { dayNumber } from './civil';
import { formatLocal, parseLocal } from './zone';

/**
 * Calendar days on which nothing runs: local days in the schedule's zone, `first` and `last` included,
 * `yyyy-mm-dd`. `by` and `label` say why: "England bank holidays", "Christmas Day".
 */
export type ExcludedDates = { first: string; last: string; by: string; label: string };

/** Days in a row, counted from 1970-01-01, both included. */
export type DaySpan = { first: number; last: number };

/** Excluded dates made ready for asking. */
export class Exclusions {
  readonly #given: readonly (DaySpan & { dates: ExcludedDates })[];
  /** All excluded days in as few spans as possible, in order. */
  readonly #merged: readonly DaySpan[];

  /** Throws RangeError for a date that no calendar has, and for a range that ends before it begins. */
  constructor(excluded: readonly ExcludedDates[]) {
    this.#given = excluded.map(spanOf).toSorted((one, other) => one.first - other.first);
    const merged: DaySpan[] = [];
    for (const { first, last } of this.#given) {
      const open = merged.at(-1);
      if (open && first <= open.last + 1) open.last = Math.max(open.last, last);
      else merged.push({ first, last });
    }
    this.#merged = merged;
  }

  /** The first merged span that does not end before a day; undefined if all do. */
  spanFrom(day: number): DaySpan | undefined {
    return this.#merged[this.#indexFrom(day)];
  }

  /** The merged span that holds a day; undefined for a day like any other. */
  spanOn(day: number): DaySpan | undefined {
    const span = this.spanFrom(day);
    return span && span.first <= day ? span : undefined;
  }

  /** The merged spans that share a day with `first` to `last`, in order. */
  spansBetween(first: number, last: number): readonly DaySpan[] {
    const from = this.#indexFrom(first);
    let to = from;
    while (to < this.#merged.length && (this.#merged[to] as DaySpan).first <= last) to += 1;
    return this.#merged.slice(from, to);
  }

  /** The dates that exclude a day, of several those that begin first; undefined for a day like any other. */
  on(day: number): ExcludedDates | undefined {
    return this.#given.find(({ first, last }) => first <= day && day <= last)?.dates;
  }

  #indexFrom(day: number): number {
    let low = 0;
    let high = this.#merged.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#merged[middle] as DaySpan).last < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function spanOf(dates: ExcludedDates, index: number): DaySpan & { dates: ExcludedDates } {
  const [first, last] = [
    dayOf(dates.first, `excluded[${index}].first`),
    dayOf(dates.last, `excluded[${index}].last`),
  ];
  if (last < first)
    throw new RangeError(`excluded[${index}].last: ${dates.last} comes before ${dates.first}`);
  return { first, last, dates };
}

function dayOf(text: string, field: string): number {
  const local = parseLocal(`${text}T00:00`);
  if (!local || formatLocal(local).slice(0, 10) !== text) {
    throw new RangeError(`${field}: ${JSON.stringify(text)} is not a date such as 2027-12-25`);
  }
  return dayNumber(local.year, local.month, local.day);
}
