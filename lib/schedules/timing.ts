import { parseExpression } from '@/lib/timing/expression';
import { nextOccurrences } from '@/lib/timing/occurrences';
import { parseLocal, toInstant } from '@/lib/timing/zone';

/** The columns of a schedule that say when it runs. */
export type ScheduleTiming = {
  expression: string;
  timeZone: string;
  startAt: Date | null;
  endAt: Date | null;
  rateAnchor: Date | null;
};

const MINUTE = 60_000;

/** The next slots of a schedule after an instant, whatever its state. */
export function upcoming(timing: ScheduleTiming, after: Date, count: number): Date[] {
  const { timeZone, startAt, endAt, rateAnchor } = timing;
  return nextOccurrences(parseExpression(timing.expression), {
    timeZone,
    after,
    count,
    ...(startAt && { start: startAt }),
    ...(endAt && { end: endAt }),
    ...(rateAnchor && { anchor: rateAnchor }),
  });
}

/** The next slot of a schedule that is on; null of any other: what is off is not shown as upcoming. */
export const nextRunOf = (timing: ScheduleTiming & { state: string }, after: Date): Date | null =>
  timing.state === 'on' ? (upcoming(timing, after, 1)[0] ?? null) : null;

/** What a form's timing is as columns. `now` anchors a rate that has no start: at the next full minute. */
export function timingColumns(
  input: { expression: string; timeZone: string; startLocal: string | null; endLocal: string | null },
  now: Date,
  before?: ScheduleTiming,
): ScheduleTiming {
  const { expression, timeZone } = input;
  const startAt = input.startLocal ? instantIn(input.startLocal, timeZone) : null;
  const endAt = input.endLocal ? instantIn(input.endLocal, timeZone) : null;
  if (parseExpression(expression).kind !== 'rate')
    return { expression, timeZone, startAt, endAt, rateAnchor: null };
  const unchanged = before?.expression === expression && before.startAt?.getTime() === startAt?.getTime();
  const fullMinute = new Date(Math.ceil(now.getTime() / MINUTE) * MINUTE);
  return {
    expression,
    timeZone,
    startAt,
    endAt,
    rateAnchor: startAt ?? (unchanged ? before.rateAnchor : fullMinute),
  };
}

/** The instant of a local time such as 2027-03-01T09:00; null where there is no such date or clocks jump over it. */
export function instantIn(local: string, timeZone: string): Date | null {
  const fields = parseLocal(local);
  return fields && (toInstant(fields, timeZone)?.instant ?? null);
}
