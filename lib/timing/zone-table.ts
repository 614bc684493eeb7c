import { DAY, HOUR } from './civil';

/**
 * A span of time, [start, end) in epoch milliseconds, with one offset from UTC in milliseconds. `fresh` is the
 * first local time that no earlier span has shown: from there to `end + offset` this one shows local times first.
 */
export type Segment = { start: number; end: number; offset: number; fresh: number };

const CHUNK = 1_600 * DAY; // 4.4 years: read from Intl on first use, then kept
const SAMPLE = 4 * DAY; // the shortest stay at an offset since 1970 is 6 days 23 hours (Recife 2000, Gaza 2040)
const FARTHEST_OFFSET = 16 * HOUR;
const LEAD = 2 * FARTHEST_OFFSET; // no local time is shown again after longer
const FIRST = Date.UTC(1900, 0, 1);
const LAST = Date.UTC(2300, 0, 1);
const CHUNKS = Math.ceil((LAST - FIRST) / CHUNK);

const NO_GAPS: readonly never[] = [];

/**
 * The offsets of one IANA zone, read from Intl once per stretch of 4.4 years. Formatting a date through Intl
 * costs microseconds; looking it up here costs nanoseconds.
 */
export class ZoneTable {
  readonly #format: Intl.DateTimeFormat;
  readonly #chunks: (readonly Segment[] | undefined)[] = new Array(CHUNKS).fill(undefined);
  #latest: Segment = { start: 0, end: 0, offset: 0, fresh: 0 };

  /** Throws RangeError (from Intl) if the runtime does not know the zone. */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  /** The segment that holds an instant. Long stays at one offset may come as several adjoining segments. */
  segmentAt(instant: number): Segment {
    const latest = this.#latest;
    if (instant >= latest.start && instant < latest.end) return latest;
    if (!(instant >= FIRST && instant < LAST)) {
      throw new RangeError(`instant: ${instant} lies outside the years 1900 to 2299 that time zones cover`);
    }
    const index = Math.floor((instant - FIRST) / CHUNK);
    let chunk = this.#chunks[index];
    if (!chunk) {
      chunk = this.#read(FIRST + index * CHUNK, FIRST + (index + 1) * CHUNK);
      this.#chunks[index] = chunk;
    }
    let place = 0;
    while (instant >= (chunk[place] as Segment).end) place += 1;
    this.#latest = chunk[place] as Segment;
    return this.#latest;
  }

  offsetAt(instant: number): number {
    return this.segmentAt(instant).offset;
  }

  /**
   * The segment in which local clocks first show `local` (local fields read as if they were UTC, in
   * milliseconds). Where they jump over it, the segment that begins at the jump: `local` then lies before its
   * `start + offset`.
   */
  showing(local: number): Segment {
    const latest = this.#latest;
    if (local >= latest.fresh && local < latest.end + latest.offset) return latest;
    let segment = this.segmentAt(local - FARTHEST_OFFSET);
    while (local >= segment.end + segment.offset) segment = this.segmentAt(segment.end);
    return segment;
  }

  /** The earliest instant at which local clocks show `local`, or NaN if they jump over it. */
  earliest(local: number): number {
    const segment = this.showing(local);
    const instant = local - segment.offset;
    return instant >= segment.start ? instant : Number.NaN;
  }

  /** The latest instant at which local clocks show `local`, or NaN in a gap. */
  latest(local: number): number {
    let found = Number.NaN;
    let segment = this.segmentAt(local - FARTHEST_OFFSET);
    for (;;) {
      const instant = local - segment.offset;
      if (instant >= segment.start && instant < segment.end) found = instant;
      if (segment.end > local + FARTHEST_OFFSET) return found;
      segment = this.segmentAt(segment.end);
    }
  }

  /** The first instant whose local time is `local` or later: the end of the gap where `local` is skipped. */
  firstAtOrAfter(local: number): number {
    const segment = this.showing(local);
    return Math.max(local - segment.offset, segment.start);
  }

  /** The local times in [from, to) that clocks jump over, as [from, to) each, in order. */
  gaps(from: number, to: number): readonly { from: number; to: number }[] {
    let segment = this.showing(from);
    if (from >= segment.start + segment.offset && to <= segment.end + segment.offset) return NO_GAPS;
    const gaps: { from: number; to: number }[] = [];
    let shown = from;
    for (;;) {
      const gapEnd = Math.min(segment.start + segment.offset, to);
      if (gapEnd > shown) gaps.push({ from: shown, to: gapEnd });
      shown = Math.max(shown, segment.end + segment.offset);
      if (shown >= to) return gaps;
      segment = this.segmentAt(segment.end);
    }
  }

  #read(start: number, end: number): readonly Segment[] {
    const segments: Segment[] = [];
    let shown = Number.NEGATIVE_INFINITY;
    for (const span of this.#spans(start - LEAD, end)) {
      const fresh = Math.max(span.start + span.offset, shown);
      shown = Math.max(shown, span.end + span.offset);
      if (span.end > start) segments.push({ ...span, fresh });
    }
    return segments;
  }

  #spans(start: number, end: number): Omit<Segment, 'fresh'>[] {
    const spans: Omit<Segment, 'fresh'>[] = [];
    let current = { start, offset: this.#offset(start) };
    let from = start;
    while (from < end - 1) {
      const to = Math.min(from + SAMPLE, end - 1);
      const offset = this.#offset(to);
      if (offset !== current.offset) {
        const change = this.#firstSecondNotAt(current.offset, from, to);
        spans.push({ ...current, end: change });
        current = { start: change, offset: this.#offset(change) };
        from = change;
      } else {
        from = to;
      }
    }
    spans.push({ ...current, end });
    return spans;
  }

  #firstSecondNotAt(offset: number, from: number, to: number): number {
    let low = Math.floor(from / 1000);
    let high = Math.ceil(to / 1000);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#offset(middle * 1000) === offset) low = middle;
      else high = middle;
    }
    return high * 1000;
  }

  #offset(instant: number): number {
    const second = Math.floor(instant / 1000) * 1000;
    const text = this.#format.format(second); // 03/29/2026, 02:30:00
    const local = Date.UTC(
      Number(text.slice(6, 10)),
      Number(text.slice(0, 2)) - 1,
      Number(text.slice(3, 5)),
      Number(text.slice(12, 14)),
      Number(text.slice(15, 17)),
      Number(text.slice(18, 20)),
    );
    return local - second;
  }
}

const tables = new Map<string, ZoneTable>();

/** The shared table of a zone; throws RangeError for a name that the runtime does not know. */
export function zoneTable(timeZone: string): ZoneTable {
  let table = tables.get(timeZone);
  if (!table) {
    table = new ZoneTable(timeZone);
    tables.set(timeZone, table);
  }
  return table;
}
