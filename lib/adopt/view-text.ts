import type { Found } from '@/lib/aws/discover';
import { KINDS, type Kind } from '@/lib/targets/registry';
import { describe as inEnglish } from '@/lib/timing/describe';
import { ExpressionError, parseExpression } from '@/lib/timing/expression';
import { isTimeZone } from '@/lib/timing/zone';
import type { TargetView } from './views';

/** When something runs, in plain English where it can be said. */
export function whenText(found: Found): { when: string; expression: string } {
  const [expression, zone] =
    found.kind === 'rule'
      ? [found.rule.ScheduleExpression ?? '', 'UTC']
      : [found.schedule.ScheduleExpression ?? '', found.schedule.ScheduleExpressionTimezone ?? 'UTC'];
  try {
    return { when: inEnglish(parseExpression(expression), isTimeZone(zone) ? zone : undefined), expression };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { when: expression, expression };
  }
}

/** Targets by the names under which people know them. */
export const targetViews = (targets: readonly Record<string, unknown>[]): TargetView[] =>
  targets.map((target) => {
    const { label, icon, shortName } = KINDS[target.kind as Kind];
    return { kind: label, icon, name: shortName(String(target.arn ?? ''), target) };
  });
