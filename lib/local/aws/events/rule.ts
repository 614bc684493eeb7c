import { AwsError, validation } from '../errors';
import type { JsonObject } from '../json';
import type { Connection } from '../scheduler/database';
import { type Expression, nextSlot, parseExpression } from '../scheduler/expression';
import type { TargetInput } from '../scheduler/schedule';

/** What one operation runs with. `now` is in epoch milliseconds. */
export interface Context {
  db: Connection;
  region: string;
  account: string;
  now: number;
}

/** What PutRule sets, after validation. */
export interface RuleBody {
  ScheduleExpression?: string;
  EventPattern?: string;
  Description?: string;
  RoleArn?: string;
}

export interface Tag {
  Key: string;
  Value: string;
}

/** A target as PutTargets takes it; what is forwarded to a service has the names of EventBridge Scheduler. */
export type RuleTarget = Omit<TargetInput, 'RoleArn'> & {
  Id: string;
  RoleArn?: string;
  InputPath?: string;
  InputTransformer?: JsonObject;
};

export interface Row {
  id: string;
  name: string;
  body: string;
  state: 'ENABLED' | 'DISABLED';
  targets: string;
  tags: string;
  anchor: number;
}

export const BUS = 'default';

export const ruleArn = (region: string, account: string, name: string) =>
  `arn:aws:events:${region}:${account}:rule/${name}`;

export const missing = (message: string) => new AwsError('ResourceNotFoundException', message);
export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message);

/** There is the default bus alone. Throws ResourceNotFoundException for any other. */
export function checkBus(context: Context, name: string | undefined): void {
  const arn = `arn:aws:events:${context.region}:${context.account}:event-bus/${BUS}`;
  if (name !== undefined && name !== BUS && name !== arn) throw missing(`Event bus ${name} does not exist.`);
}

/** The rule's row. Throws ResourceNotFoundException. */
export async function requireRule(
  context: Context,
  input: { Name: string; EventBusName?: string },
  lock = '',
): Promise<Row> {
  checkBus(context, input.EventBusName);
  const found = await context.db.query<Row>(
    `select * from local_aws.rule where region = $1 and name = $2 ${lock}`,
    [context.region, input.Name],
  );
  const [row] = found.rows;
  if (!row) throw missing(`Rule ${input.Name} does not exist on EventBus ${BUS}.`);
  return row;
}

/** A rule's expression: cron or rate, in UTC. Throws ValidationException, of a one-time one too. */
export function ruleExpression(text: string): Expression {
  try {
    const expression = parseExpression(text, 'UTC');
    if (expression.kind !== 'at') return expression;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
  throw validation('Parameter ScheduleExpression is not valid.');
}

/** The first slot after an instant; null of a rule that has no schedule. A rate steps from its anchor. */
export const slotAfter = (body: RuleBody, anchor: number, after: number): number | null =>
  body.ScheduleExpression
    ? nextSlot(ruleExpression(body.ScheduleExpression), { anchor }, Math.max(after, anchor))
    : null;
