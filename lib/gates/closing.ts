import { parseExpression } from '@/lib/timing/expression';
import { type Timetable, timetable } from '@/lib/timing/timetable';

/** A maintenance window: once, or so many minutes from each time of an expression. */
export type Window =
  | { fromAt: Date; untilAt: Date }
  | {
      expression: string;
      timeZone: string;
      minutes: number;
      /** From where a rate is counted. */
      createdAt: Date;
    };

export type Closing = {
  from: Date;
  /** As far as was looked, where no end is in sight. */
  until: Date;
  /** False where windows follow one another without a gap as far as was looked. */
  ends: boolean;
};

const MINUTE = 60_000;
/** So far behind the first window, and at most so many, are those joined that meet one another: it takes some milliseconds. */
const LOOKED_AHEAD = 400 * 24 * 60 * MINUTE;
const MOST_JOINED = 12_000;

/**
 * When windows close a gate: the time that is, or comes next after an instant, joined with those that overlap or follow
 * without a gap. @returns null where none comes
 */
export function nextClosing(windows: readonly Window[], now: Date): Closing | null {
  const each = windows.map(spans);
  const first = earliest(each.map((span) => span(now.getTime())));
  if (!first) return null;
  let { from, until } = first;
  for (let joined = 0; ; joined += 1) {
    const next = earliest(each.map((span) => span(until)));
    const ends = !next || next.from > until;
    if (ends || joined === MOST_JOINED || until > first.until + LOOKED_AHEAD)
      return { from: new Date(from), until: new Date(until), ends };
    from = Math.min(from, next.from);
    until = next.until;
  }
}

/** Whether a window closes its gate at an instant. */
export const closesAt = (window: Window, now: Date): boolean => {
  const span = spans(window)(now.getTime());
  return span !== null && span.from <= now.getTime();
};

type Span = { from: number; until: number };

const earliest = (found: readonly (Span | null)[]): Span | null =>
  found.reduce<Span | null>(
    (best, one) =>
      one && (!best || one.from < best.from || (one.from === best.from && one.until > best.until))
        ? one
        : best,
    null,
  );

/** Of one window: the span that ends after an instant, the one that holds the instant or comes next. */
function spans(window: Window): (after: number) => Span | null {
  if ('fromAt' in window) {
    const [from, until] = [window.fromAt.getTime(), window.untilAt.getTime()];
    return (after) => (until > after ? { from, until } : null);
  }
  const times = timesOf(window);
  const length = window.minutes * MINUTE;
  return (after) => {
    // The latest that has begun ends last of those, because all are as long.
    const begun = times.previous(after + 1);
    const from = begun + length > after ? begun : times.next(after);
    return Number.isNaN(from) ? null : { from, until: from + length };
  };
}

const timesOf = ({
  expression,
  timeZone,
  createdAt,
}: Pick<Extract<Window, { expression: string }>, 'expression' | 'timeZone' | 'createdAt'>): Timetable =>
  timetable(parseExpression(expression), { timeZone, anchor: createdAt });
