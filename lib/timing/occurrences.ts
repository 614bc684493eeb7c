import { DAY, HOUR, MINUTE } from './civil';
import { type Visit, walkCron } from './cron-walk';
import type { Expression, RateUnit } from './expression';
import { assertTimeZone, localMilliseconds, parseLocal } from './zone';
import { zoneTable } from './zone-table';

/**
 * When to look. `timeZone` is an IANA name. `start` and `end` bound cron and rate, both inclusive; `at` ignores
 * them, as AWS does. The slots of a rate are `anchor` + k periods (k ≥ 0); `anchor` defaults to `start`.
 */
export type OccurrenceOptions = {
  timeZone: string;
  after: Date;
  start?: Date | undefined;
  end?: Date | undefined;
  anchor?: Date | undefined;
};

const PERIODS: Record<RateUnit, number> = { minute: MINUTE, hour: HOUR, day: DAY };
const LATEST = 8.64e15;

/**
 * The first `count` occurrences strictly after `after`, in order; fewer where the schedule ends. A cron time
 * that the zone's clocks jump over is skipped, one that they show twice counts once, at the earlier instant.
 * Throws RangeError for an unknown zone, an invalid date or count, and for a rate with neither anchor nor start.
 */
export function nextOccurrences(
  expression: Expression,
  options: OccurrenceOptions & { count: number },
): Date[] {
  const { count } = options;
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`count: ${count} is not a whole number from 0`);
  }
  const found: Date[] = [];
  walk(expression, options, (instant) => found.length < count && found.push(new Date(instant)) < count);
  return found;
}

/** The first occurrence strictly after `after`, or null if there is none. Throws as `nextOccurrences` does. */
export function nextOccurrence(expression: Expression, options: OccurrenceOptions): Date | null {
  let found: number | undefined;
  walk(expression, options, (instant) => {
    found = instant;
    return false;
  });
  return found === undefined ? null : new Date(found);
}

function walk(expression: Expression, options: OccurrenceOptions, visit: Visit): void {
  assertTimeZone(options.timeZone);
  const after = time(options.after, 'after');
  const start = options.start ? time(options.start, 'start') : Number.NEGATIVE_INFINITY;
  const end = options.end ? time(options.end, 'end') : Number.POSITIVE_INFINITY;
  const visitUntilEnd: Visit = (instant) => instant <= end && visit(instant);
  // start is inclusive, and all instants are whole milliseconds
  const from = Math.max(after, start - 1);
  switch (expression.kind) {
    case 'cron':
      walkCron(expression.fields, zoneTable(options.timeZone), from, visitUntilEnd);
      break;
    case 'rate': {
      const anchor = options.anchor ?? options.start;
      if (!anchor) {
        throw new RangeError('anchor: a rate needs an anchor or a start, from which its periods are counted');
      }
      walkRate(time(anchor, 'anchor'), expression.value * PERIODS[expression.unit], from, visitUntilEnd);
      break;
    }
    case 'at': {
      const instant = instantOfAt(expression.local, options.timeZone);
      if (instant > after) visit(instant);
    }
  }
}

function walkRate(anchor: number, period: number, after: number, visit: Visit): void {
  const passed = after < anchor ? 0 : Math.floor((after - anchor) / period) + 1;
  for (let slot = anchor + passed * period; slot <= LATEST; slot += period) {
    if (!visit(slot)) return;
  }
}

/** A local time that clocks jump over runs at the first instant after the gap: docs/decisions/at-in-a-gap.md. */
function instantOfAt(local: string, timeZone: string): number {
  const fields = parseLocal(local);
  if (!fields) throw new RangeError(`local: "${local}" is not of the form yyyy-mm-ddThh:mm:ss`);
  return zoneTable(timeZone).firstAtOrAfter(localMilliseconds(fields));
}

function time(date: Date, name: string): number {
  const value = date.getTime();
  if (Number.isNaN(value)) throw new RangeError(`${name}: not a valid date`);
  return value;
}
