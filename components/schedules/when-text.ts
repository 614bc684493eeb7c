import { describe as inEnglish } from '@/lib/timing/describe';
import { ExpressionError, parseExpression } from '@/lib/timing/expression';

/**
 * When a schedule runs in plain English; the expression itself where it can't be read.
 * @param second 0 to 59, that of a cron's runs
 */
export function whenText(expression: string, timeZone: string, second = 0): string {
  try {
    return inEnglish(parseExpression(expression), timeZone, second);
  } catch (error) {
    if (error instanceof ExpressionError) return expression;
    throw error;
  }
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** A length of time in its largest whole unit, as in `1 h` or `90 s`. */
export function durationText(seconds: number): string {
  const unit = UNITS.find(([, length]) => seconds >= length && seconds % length === 0);
  return unit ? `${seconds / unit[1]} ${unit[0]}` : `${seconds} s`;
}
