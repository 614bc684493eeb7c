import type { AwsObserved, AwsRequest } from '@/lib/aws/scheduler';
import { invalid, type RotaError } from '@/lib/errors';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import { sameStart } from '@/lib/sync/normal-form';
import { ExpressionError, parseExpression } from '@/lib/timing/expression';
import { isTimeZone } from '@/lib/timing/zone';

/** One target's AWS schedule as it was found, and as Rota would have it. */
export type Pair = { observed: AwsObserved; wanted: AwsRequest };

export type Timing = Omit<ScheduleTiming, 'excluded'> & { flexibleMinutes: number };

/**
 * The timing of a schedule that takes over what AWS has. Targets share one timing: theirs must agree, and where some of
 * them are as Rota left them, nothing of it may differ.
 * @param untouched how many targets are as Rota left them
 * @throws RotaError invalid, where Rota can not keep what AWS has
 */
export function acceptedTiming(
  pairs: readonly Pair[],
  untouched: number,
  current: Timing,
  now: Date,
): Timing {
  const first = pairs.find((pair) => differs(pair, now));
  if (!first) return current;
  const agree = pairs.every(({ observed }) => timingText(observed) === timingText(first.observed));
  if (untouched > 0 || !agree)
    throw refused(
      'Its targets run at different times in AWS, and Rota keeps one time for all of them. Restore ours, or give them the same times in AWS first.',
    );
  return timingOf(first, current, now);
}

const NONE: Timing = {
  expression: '',
  timeZone: '',
  startAt: null,
  endAt: null,
  rateAnchor: null,
  second: 0,
  flexibleMinutes: 0,
};

/**
 * The timing of a schedule of which only AWS knows.
 * @throws RotaError invalid, where Rota can not keep what AWS has
 */
export const timingIn = (observed: readonly AwsObserved[], now: Date): Timing =>
  acceptedTiming(
    observed.map((one) => ({ observed: one, wanted: {} as AwsRequest })),
    0,
    NONE,
    now,
  );

/** The columns of a timing. */
export const timingColumns = ({
  expression,
  timeZone,
  startAt,
  endAt,
  rateAnchor,
  second,
  flexibleMinutes,
}: Timing) => ({ expression, timeZone, startAt, endAt, rateAnchor, second, flexibleMinutes });

/** Fields that Rota keeps nowhere. @throws RotaError invalid, naming them */
export function assertKept({ KmsKeyArn, ActionAfterCompletion }: AwsObserved): void {
  if (KmsKeyArn)
    throw refused(
      'In AWS it is encrypted with a key of its own (KmsKeyArn), which Rota does not keep. Restore ours, or take the key away in AWS first.',
    );
  if (ActionAfterCompletion === 'DELETE')
    throw refused(
      'In AWS it deletes itself after its last run (ActionAfterCompletion), which Rota does itself. Restore ours, or set it to NONE in AWS first.',
    );
}

function timingText(schedule: AwsObserved | AwsRequest): string {
  const {
    ScheduleExpression,
    ScheduleExpressionTimezone = 'UTC',
    StartDate,
    EndDate,
    FlexibleTimeWindow,
  } = schedule;
  return JSON.stringify([
    ScheduleExpression,
    ScheduleExpressionTimezone,
    StartDate,
    EndDate,
    FlexibleTimeWindow?.Mode,
    FlexibleTimeWindow?.MaximumWindowInMinutes,
  ]);
}

function differs({ observed, wanted }: Pair, now: Date): boolean {
  const [theirs, ours] = [observed, wanted].map((schedule) =>
    timingText({ ...schedule, StartDate: undefined } as AwsRequest),
  );
  return theirs !== ours || !sameStart(observed, wanted, now);
}

function timingOf({ observed, wanted }: Pair, current: Timing, now: Date): Timing {
  const { ScheduleExpression = '', ScheduleExpressionTimezone = 'UTC', StartDate, EndDate } = observed;
  const kind = kindOf(ScheduleExpression);
  if (!isTimeZone(ScheduleExpressionTimezone))
    throw refused(`Rota does not know the time zone ${ScheduleExpressionTimezone}. Restore ours.`);
  const second = kind === 'cron' ? current.second : 0;
  const later = (date: Date | undefined) =>
    date && kind !== 'at' ? new Date(date.getTime() + second * 1000) : null;
  const kept = ScheduleExpression === current.expression && sameStart(observed, wanted, now);
  const window = observed.FlexibleTimeWindow;
  return {
    expression: ScheduleExpression,
    timeZone: ScheduleExpressionTimezone,
    second,
    startAt: kept ? current.startAt : StartDate && StartDate > now ? later(StartDate) : null,
    endAt: later(EndDate),
    rateAnchor: kept
      ? current.rateAnchor
      : kind === 'rate'
        ? (StartDate ?? observed.LastModificationDate ?? now)
        : null,
    flexibleMinutes: window?.Mode === 'FLEXIBLE' ? (window.MaximumWindowInMinutes ?? 0) : 0,
  };
}

function kindOf(expression: string) {
  try {
    return parseExpression(expression).kind;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw refused(`Rota can not keep its expression. ${error.message}`);
  }
}

const refused = (message: string): RotaError => invalid([{ path: '', message }]);
