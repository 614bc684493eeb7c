import { correct } from './correction';
import { CRON_EXAMPLE, type CronFields, parseCron } from './cron';
import { ExpressionError } from './expression-error';
import { parseAfter, parseAt, parseRate, type RateUnit } from './rate-and-at';

export type { CronFields } from './cron';
export { ExpressionError, type ExpressionField, type ExpressionProblem } from './expression-error';
export type { RateUnit } from './rate-and-at';

/**
 * A parsed expression: plain data. `text` is what was given, without outer blanks. `after` is Rota's own, which
 * EventBridge Scheduler does not know: so long after the previous run ended.
 */
export type Expression =
  | { kind: 'cron'; fields: CronFields; text: string }
  | { kind: 'rate'; value: number; unit: RateUnit; text: string }
  | { kind: 'at'; local: string; text: string }
  | { kind: 'after'; value: number; unit: RateUnit; text: string };

const LONGEST = 256;

/**
 * Parses `cron(…)`, `rate(…)` or `at(…)` (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html),
 * or `after(…)`.
 * Throws ExpressionError, with a corrected expression where the intent is clear.
 */
export function parseExpression(text: string): Expression {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof ExpressionError) throw withCorrection(error, text);
    throw error;
  }
}

function parse(given: string): Expression {
  const text = given.trim();
  const start = given.length - given.trimStart().length;
  if (text.length > LONGEST) {
    throw form(start + LONGEST, `it is ${text.length} characters long; at most ${LONGEST} are allowed`);
  }
  const match = /^(cron|rate|at|after)\((.*)\)$/s.exec(text);
  if (!match) {
    throw form(start, text === '' ? 'it is empty' : 'an expression is written cron(…), rate(…) or at(…)');
  }
  const [, kind = '', body = ''] = match;
  const position = start + kind.length + 1;
  switch (kind) {
    case 'cron':
      return { kind, fields: parseCron(body, position), text };
    case 'rate':
      return { kind, ...parseRate(body, position), text };
    case 'after':
      return { kind, ...parseAfter(body, position), text };
    default:
      return { kind: 'at', local: parseAt(body, position), text };
  }
}

function form(position: number, reason: string): ExpressionError {
  return new ExpressionError({ field: 'expression', position, reason, example: CRON_EXAMPLE });
}

function withCorrection(error: ExpressionError, text: string): ExpressionError {
  const found = text.trim().length > LONGEST ? null : correct(text);
  if (!found) return error;
  return new ExpressionError({
    field: found.position === undefined ? error.field : 'expression',
    position: found.position ?? error.position,
    reason: found.reason ?? error.reason,
    example: found.example ?? error.example,
    suggestion: found.candidates.find(parses),
  });
}

function parses(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}
