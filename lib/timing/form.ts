import { ExpressionError, parseExpression, type RateUnit } from './expression';

/** What a person enters: a moment in the schedule's own zone, an interval, or an expression as text. */
export type Timing =
  | { mode: 'once'; local: string /* yyyy-MM-ddTHH:mm, as a datetime-local input gives it */ }
  | { mode: 'every'; value: number; unit: RateUnit }
  | { mode: 'expression'; expression: string };

/** The AWS expression of what was entered; it is not validated, `parseExpression` does that. */
export function toExpression(timing: Timing): string {
  switch (timing.mode) {
    case 'once':
      return `at(${timing.local}:00)`;
    case 'every':
      return `rate(${timing.value} ${timing.unit}${timing.value === 1 ? '' : 's'})`;
    case 'expression':
      return timing.expression.trim();
  }
}

/**
 * The simplest way to enter an expression that gives back exactly this text: `at` with seconds, cron, and text
 * that is no valid expression stay as they are.
 */
export function fromExpression(text: string): Timing {
  const expression = text.trim();
  const timing = simplest(expression);
  return timing && toExpression(timing) === expression ? timing : { mode: 'expression', expression };
}

function simplest(text: string): Timing | null {
  try {
    const expression = parseExpression(text);
    if (expression.kind === 'rate') {
      return { mode: 'every', value: expression.value, unit: expression.unit };
    }
    return expression.kind === 'at' ? { mode: 'once', local: expression.local.slice(0, 16) } : null;
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}
