import { DAY, MINUTE } from './civil';
import type { Exclusions } from './excluded';
import type { Occurrence, Timetable } from './timetable';
import { atOrAfter, localText, strictlyAfter } from './timetable-bounds';
import type { ZoneTable } from './zone-table';

/**
 * Slots at `anchor` + k periods (k ≥ 0) that lie between `start` and `end`, both included; epoch milliseconds. The
 * period is in whole minutes. `kind` is what each slot's occurrence says of itself.
 */
export type SlotSettings = {
  zone: ZoneTable;
  anchor: number;
  period: number;
  start: number;
  end: number;
  exclusions: Exclusions | null;
  kind?: 'ordinary' | 'repeated';
};

const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(2200, 0, 1) - 1;

type Stretch = { excluded: boolean; since: number; until: number };

const ALWAYS: Stretch = { excluded: false, since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** The timetable of a rate; that of `at` is one slot. Clocks matter to it only where dates are excluded. */
export class SlotTimetable implements Timetable {
  readonly #zone: ZoneTable;
  readonly #anchor: number;
  readonly #period: number;
  /** The slots are numbered from the anchor, from #first up to but not #end. */
  readonly #first: number;
  readonly #end: number;
  readonly #exclusions: Exclusions | null;
  readonly #kind: 'ordinary' | 'repeated';

  constructor({ zone, anchor, period, start, end, exclusions, kind = 'ordinary' }: SlotSettings) {
    this.#zone = zone;
    this.#anchor = anchor;
    this.#period = period;
    this.#first = Math.max(Math.ceil((Math.max(start, EARLIEST) - anchor) / period), 0);
    this.#end = Math.floor((Math.min(end, LATEST) - anchor) / period) + 1;
    this.#exclusions = exclusions;
    this.#kind = kind;
  }

  next(after: number): number {
    let slot = this.#slotFrom(strictlyAfter(after));
    while (slot < this.#end) {
      const at = this.#at(slot);
      const { excluded, until } = this.#stretch(at);
      if (!excluded) return at;
      slot = this.#slotFrom(until);
    }
    return Number.NaN;
  }

  previous(before: number): number {
    let slot = Math.min(this.#slotFrom(atOrAfter(before)), this.#end) - 1;
    while (slot >= this.#first) {
      const at = this.#at(slot);
      const { excluded, since } = this.#stretch(at);
      if (!excluded) return at;
      slot = this.#slotFrom(since) - 1;
    }
    return Number.NaN;
  }

  count(from: number, to: number): number {
    let count = 0;
    this.#eachStretch(from, to, (first, end) => {
      count += end - first;
    });
    return count;
  }

  each(from: number, to: number, visit: (at: number) => unknown): void {
    this.#eachStretch(from, to, (first, end) => {
      for (let slot = first; slot < end; slot += 1) if (visit(this.#at(slot)) === false) return false;
      return true;
    });
  }

  tally(buckets: Uint32Array, from: number): void {
    const step = this.#period / MINUTE;
    this.#eachStretch(from, from + buckets.length * MINUTE, (first, end) => {
      let index = Math.floor((this.#at(first) - from) / MINUTE);
      for (let slot = first; slot < end; slot += 1, index += step) buckets[index] = (buckets[index] ?? 0) + 1;
    });
  }

  occurrences(from: number, to: number, visit: (occurrence: Occurrence) => unknown): void {
    const end = Math.min(this.#slotFrom(atOrAfter(to)), this.#end);
    for (let slot = this.#slotFrom(atOrAfter(from)); slot < end; slot += 1) {
      const at = this.#at(slot);
      const time = at + this.#zone.offsetAt(at);
      const local = localText(time);
      const dates = this.#exclusions?.on(Math.floor(time / DAY));
      const occurrence: Occurrence = dates
        ? { kind: 'excluded', at, local, dates }
        : { kind: this.#kind, at, local };
      if (visit(occurrence) === false) return;
    }
  }

  /** Visits the runs in [from, to) as ranges of slots, [first, end), none of them empty. */
  #eachStretch(from: number, to: number, visit: (first: number, end: number) => unknown): void {
    let slot = this.#slotFrom(atOrAfter(from));
    const last = Math.min(this.#slotFrom(atOrAfter(to)), this.#end);
    while (slot < last) {
      const { excluded, until } = this.#stretch(this.#at(slot));
      const end = Math.min(this.#slotFrom(until), last);
      if (!excluded && visit(slot, end) === false) return;
      slot = end;
    }
  }

  /** Whether an instant falls on excluded dates, and [since, until) around it in which that does not change. */
  #stretch(at: number): Stretch {
    if (!this.#exclusions) return ALWAYS;
    const { start, end, offset } = this.#zone.segmentAt(at);
    const day = Math.floor((at + offset) / DAY);
    const span = this.#exclusions.spanFrom(day);
    if (!span) return ALWAYS;
    const first = span.first * DAY - offset;
    if (day < span.first) return { excluded: false, since: start, until: Math.min(first, end) };
    const after = (span.last + 1) * DAY - offset;
    return { excluded: true, since: Math.max(first, start), until: Math.min(after, end) };
  }

  #at(slot: number): number {
    return this.#anchor + slot * this.#period;
  }

  /** The first slot at an instant or later. */
  #slotFrom(instant: number): number {
    return Math.max(Math.ceil((instant - this.#anchor) / this.#period), this.#first);
  }
}
