import type { ExcludedDates } from '@/lib/timing/excluded';
import { parseExpression } from '@/lib/timing/expression';
import { nextOccurrences } from '@/lib/timing/occurrences';
import { timetable } from '@/lib/timing/timetable';
import { parseLocal, toInstant } from '@/lib/timing/zone';

/** What says when a schedule runs: columns of its own, and the dates of the calendars that it follows. */
export type ScheduleTiming = {
  expression: string;
  timeZone: string;
  startAt: Date | null;
  endAt: Date | null;
  /** From where a rate is counted. What runs after its runs has none: from where it counts stands in its clock. */
  rateAnchor: Date | null;
  /** Of a cron: 0 to 59, added to each of its times. */
  second: number;
  excluded: readonly ExcludedDates[];
};

const MINUTE = 60_000;

/** Whether two versions of a schedule have the same nominal times. */
export const sameTimes = (one: ScheduleTiming, other: ScheduleTiming): boolean =>
  one.expression === other.expression &&
  one.timeZone === other.timeZone &&
  one.second === other.second &&
  one.startAt?.getTime() === other.startAt?.getTime() &&
  one.endAt?.getTime() === other.endAt?.getTime() &&
  one.rateAnchor?.getTime() === other.rateAnchor?.getTime();

/** The next slots of a schedule after an instant, whatever its state. */
export function upcoming(timing: ScheduleTiming, after: Date, count: number): Date[] {
  return nextOccurrences(parseExpression(timing.expression), { ...optionsOf(timing), after, count });
}

/** Whether a schedule runs so long after its previous run: its times follow from its runs, and AWS knows nothing of it. */
export const runsAfter = ({ expression }: Pick<ScheduleTiming, 'expression'>): boolean =>
  expression.startsWith('after(');

/** Whether a schedule has a run left after an instant, whatever its state; what runs after its runs counts from there. */
export const hasRunLeft = (timing: ScheduleTiming, after: Date): boolean =>
  upcoming(runsAfter(timing) ? { ...timing, rateAnchor: after } : timing, after, 1).length > 0;

/** A schedule's timing as the engine takes it. */
export function optionsOf({ timeZone, startAt, endAt, rateAnchor, second, excluded }: ScheduleTiming) {
  return {
    timeZone,
    second,
    excluded,
    ...(startAt && { start: startAt }),
    ...(endAt && { end: endAt }),
    ...(rateAnchor && { anchor: rateAnchor }),
  };
}

/** The next slot of a schedule that is on; null of any other: what is off is not shown as upcoming. */
const nextRunOf = (timing: ScheduleTiming & { state: string }, after: Date): Date | null =>
  timing.state === 'on' ? (upcoming(timing, after, 1)[0] ?? null) : null;

export type Clock = { nextRunAt: Date | null; overAt: Date | null };

const OFF: readonly string[] = ['paused', 'disabled'];

/**
 * What the clock of a schedule shows after an instant: of one that is on its next slot; where none is left, or it is
 * off, its last nominal time, whether that ran, was excluded or was missed: when it is over. What runs after its runs has
 * no nominal times, and is given with what its clock counts from as its anchor.
 */
export function clockOf(timing: ScheduleTiming & { state: string }, after: Date): Clock {
  const nextRunAt = nextRunOf(timing, after);
  const mayBeOver = timing.state === 'on' || OFF.includes(timing.state);
  if (nextRunAt || !mayBeOver || runsAfter(timing)) return { nextRunAt, overAt: null };
  const nominal = timetable(parseExpression(timing.expression), optionsOf({ ...timing, excluded: [] }));
  const last = nominal.previous(Number.POSITIVE_INFINITY);
  return { nextRunAt, overAt: Number.isNaN(last) ? null : new Date(last) };
}

type EnteredTiming = {
  expression: string;
  timeZone: string;
  startLocal: string | null;
  endLocal: string | null;
  second?: number;
};

/**
 * What a form's timing is as columns, with the dates that are excluded. `now` anchors a rate that has no start: at the
 * next full minute.
 */
export function timingColumns(
  input: EnteredTiming,
  now: Date,
  before?: ScheduleTiming,
  excluded: readonly ExcludedDates[] = [],
): ScheduleTiming {
  const { expression, timeZone, second = 0 } = input;
  const startAt = input.startLocal ? instantIn(input.startLocal, timeZone) : null;
  const endAt = input.endLocal ? instantIn(input.endLocal, timeZone) : null;
  const columns = { expression, timeZone, startAt, endAt, second, excluded };
  if (parseExpression(expression).kind !== 'rate') return { ...columns, rateAnchor: null };
  const unchanged = before?.expression === expression && before.startAt?.getTime() === startAt?.getTime();
  return { ...columns, rateAnchor: startAt ?? (unchanged ? before.rateAnchor : fullMinuteFrom(now)) };
}

/** The first full minute at an instant or after it: from there a rate without a start is counted. */
export const fullMinuteFrom = (instant: Date): Date =>
  new Date(Math.ceil(instant.getTime() / MINUTE) * MINUTE);

/** The instant of a local time such as 2027-03-01T09:00; null where there is no such date or clocks jump over it. */
export function instantIn(local: string, timeZone: string): Date | null {
  const fields = parseLocal(local);
  return fields && (toInstant(fields, timeZone)?.instant ?? null);
}
