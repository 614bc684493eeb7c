export type ExpressionField =
  | 'minutes'
  | 'hours'
  | 'day-of-month'
  | 'month'
  | 'day-of-week'
  | 'year'
  | 'rate'
  | 'at'
  | 'after'
  | 'expression';

export type ExpressionProblem = {
  /** The part of the expression that is wrong; `expression` for its form as a whole. */
  field: ExpressionField;
  /** Offset in characters, from 0, in the text as it was given. */
  position: number;
  reason: string;
  /** A whole expression that is right in this place. */
  example: string;
  /** The expression as a whole, corrected, where the intent is clear. */
  suggestion?: string | undefined;
};

/** What is wrong with an expression, where, and what would be right. */
export class ExpressionError extends Error {
  readonly field: ExpressionField;
  readonly position: number;
  readonly reason: string;
  readonly example: string;
  readonly suggestion?: string;

  constructor(problem: ExpressionProblem) {
    const advice = problem.suggestion
      ? `Did you mean ${problem.suggestion}?`
      : `For example: ${problem.example}.`;
    super(`${problem.field}: ${problem.reason}. ${advice}`);
    this.name = 'ExpressionError';
    this.field = problem.field;
    this.position = problem.position;
    this.reason = problem.reason;
    this.example = problem.example;
    if (problem.suggestion !== undefined) this.suggestion = problem.suggestion;
  }
}
