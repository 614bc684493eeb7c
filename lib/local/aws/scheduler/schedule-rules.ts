import { validation } from '../errors';
import { parseExpression } from './expression';
import type { ScheduleInput } from './schedule';
import { checkTarget } from './target-rules';

const START_TOLERANCE = 5 * 60_000;

/**
 * The rules between the members of CreateSchedule and UpdateSchedule. Throws ValidationException.
 * @param now epoch milliseconds
 */
export function checkSchedule(input: ScheduleInput, now: number): void {
  parseExpression(input.ScheduleExpression, input.ScheduleExpressionTimezone ?? 'UTC');
  const { Mode, MaximumWindowInMinutes } = input.FlexibleTimeWindow;
  if (Mode === 'FLEXIBLE' && MaximumWindowInMinutes === undefined)
    throw validation('MaximumWindowInMinutes must be provided when the FlexibleTimeWindow Mode is FLEXIBLE.');
  if (Mode === 'OFF' && MaximumWindowInMinutes !== undefined)
    throw validation('MaximumWindowInMinutes must not be provided when the FlexibleTimeWindow Mode is OFF.');
  const { StartDate, EndDate } = input;
  if (StartDate !== undefined && StartDate * 1000 < now - START_TOLERANCE)
    throw validation('The StartDate you specify cannot be earlier than 5 minutes ago.');
  if (EndDate !== undefined && StartDate !== undefined && EndDate <= StartDate)
    throw validation('The EndDate you specify must come after the StartDate.');
  checkTarget(input.Target);
}
