import schedules from '@/lib/timing/data/expressions.json';
import { type CronFields, parseExpression } from '@/lib/timing/expression';
import { type Timetable, timetable } from '@/lib/timing/timetable';

/** One everyday schedule: an AWS expression, what it parses to, and its zone. */
export type Everyday = { expression: string; fields: CronFields; timeZone: string; table: Timetable };

/** The everyday schedules, all of them cron. */
export function everyday(): Everyday[] {
  return schedules.map(({ expression, timezone }) => {
    const parsed = parseExpression(expression);
    if (parsed.kind !== 'cron') throw new Error(`${expression} is no cron expression.`);
    return {
      expression,
      fields: parsed.fields,
      timeZone: timezone,
      table: timetable(parsed, { timeZone: timezone }),
    };
  });
}

/** `count` of the items, evenly spread over them. */
export function spread<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(items.length / count, 1);
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}
