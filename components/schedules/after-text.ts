import { describe as inEnglish } from '@/lib/timing/describe';
import { parseExpression } from '@/lib/timing/expression';

/** How long after a run the next one comes, as in `10 minutes`, of the expression of what runs after its runs. */
export const waitText = (expression: string): string =>
  inEnglish(parseExpression(expression)).replace(/ after the previous run ended$/, '');

/** When it runs, to somebody who is about to save it. */
export const firstText = (expression: string): string =>
  `The first run comes ${waitText(expression)} after it is saved, or switched on. Each further one comes ${waitText(expression)} after all targets of the run before have ended, however they ended: when that is, nobody knows ahead.`;
