import { type Expression, parseExpression } from '@/lib/timing/expression';
import { type Timetable, timetable } from '@/lib/timing/timetable';

const MOST_KEPT = 10_000;

export type TimetableRequest = {
  expression: string;
  timezone: string;
  from: Date;
  start?: Date | null | undefined;
  end?: Date | null | undefined;
  anchor?: Date | null | undefined;
  second?: number | null | undefined;
};

/** Parses each expression and compiles each timetable once, and keeps a bounded number of them. */
export class Compiler {
  readonly #expressions = new Map<string, Expression>();
  readonly #timetables = new Map<string, Timetable>();

  /**
   * A rate with neither anchor nor start counts from `from`, as what comes after a run does without an anchor.
   * @throws ExpressionError
   */
  timetable({ expression: text, timezone, from, start, end, anchor, second }: TimetableRequest): Timetable {
    const expression = kept(this.#expressions, text, () => parseExpression(text));
    const counted =
      expression.kind === 'rate'
        ? (anchor ?? start ?? from)
        : expression.kind === 'after'
          ? (anchor ?? from)
          : undefined;
    const key = [timezone, ...[start, end, counted, second].map((part) => Number(part ?? Number.NaN)), text];
    return kept(this.#timetables, key.join(' '), () =>
      timetable(expression, {
        timeZone: timezone,
        start: start ?? undefined,
        end: end ?? undefined,
        anchor: counted,
        second: second ?? undefined,
      }),
    );
  }
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (map.size >= MOST_KEPT) map.clear();
  map.set(key, made);
  return made;
}
