import { AwsError, validation } from '../errors';
import type { JsonObject } from '../json';
import { pageOf, readToken } from '../scheduler/paging';
import {
  BUS,
  type Context,
  checkBus,
  limitExceeded,
  type Row,
  type RuleBody,
  requireRule,
  ruleArn,
  ruleExpression,
  slotAfter,
  type Tag,
} from './rule';
import { mergeTags } from './tags';

/** Rules of one bus, https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const RULE_QUOTA = 300;

type PutInput = RuleBody & {
  Name: string;
  State?: 'ENABLED' | 'DISABLED';
  Tags?: Tag[];
  EventBusName?: string;
};

function checkRule({ ScheduleExpression, EventPattern }: RuleBody): void {
  if (!ScheduleExpression && !EventPattern)
    throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (ScheduleExpression) ruleExpression(ScheduleExpression);
  if (!EventPattern) return;
  try {
    JSON.parse(EventPattern);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AwsError('InvalidEventPatternException', 'Event pattern is not valid. Reason: it is no JSON.');
  }
}

/** Creates a rule, or replaces all of one but its targets and tags. */
export async function putRule(context: Context, input: PutInput): Promise<JsonObject> {
  const { Name, State = 'ENABLED', Tags = [], EventBusName, ...body } = input;
  checkBus(context, EventBusName);
  checkRule(body);
  const { region, account, now } = context;
  const counted = await context.db.query<{ count: number; own: number }>(
    'select count(*)::int as count, (count(*) filter (where name = $2))::int as own from local_aws.rule where region = $1',
    [region, Name],
  );
  const { count = 0, own = 0 } = counted.rows[0] ?? {};
  if (own === 0 && count >= RULE_QUOTA)
    throw limitExceeded('The requested resource exceeds the maximum number allowed.');
  await context.db.query(
    `insert into local_aws.rule (region, name, body, state, tags, anchor, next_slot) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (region, name) do update
       set body = excluded.body, state = excluded.state, anchor = excluded.anchor, next_slot = excluded.next_slot`,
    [
      region,
      Name,
      JSON.stringify(body),
      State,
      JSON.stringify(mergeTags([], Tags)),
      now,
      State === 'ENABLED' ? slotAfter(body, now, now) : null,
    ],
  );
  return { RuleArn: ruleArn(region, account, Name) };
}

/** Deletes a rule without targets; one that is not there is no error. */
export async function deleteRule(
  context: Context,
  input: { Name: string; EventBusName?: string },
): Promise<JsonObject> {
  checkBus(context, input.EventBusName);
  const found = await context.db.query<Row>(
    'select * from local_aws.rule where region = $1 and name = $2 for update',
    [context.region, input.Name],
  );
  if (found.rows[0] && found.rows[0].targets !== '[]')
    throw validation("Rule can't be deleted since it has targets.");
  await context.db.query('delete from local_aws.rule where region = $1 and name = $2', [
    context.region,
    input.Name,
  ]);
  return {};
}

const shown = ({ region, account }: Context, row: Row): JsonObject => ({
  Name: row.name,
  Arn: ruleArn(region, account, row.name),
  State: row.state,
  EventBusName: BUS,
  ...(JSON.parse(row.body) as JsonObject),
});

export async function describeRule(
  context: Context,
  input: { Name: string; EventBusName?: string },
): Promise<JsonObject> {
  return { ...shown(context, await requireRule(context, input)), CreatedBy: context.account };
}

type ListInput = { NamePrefix?: string; EventBusName?: string; NextToken?: string; Limit?: number };

export async function listRules(context: Context, input: ListInput): Promise<JsonObject> {
  checkBus(context, input.EventBusName);
  const [after = ''] = readToken(input.NextToken, 1) ?? [];
  const size = input.Limit ?? 100;
  const found = await context.db.query<Row>(
    `select * from local_aws.rule where region = $1 and name > $2 and ($3::text is null or starts_with(name, $3))
     order by name limit $4`,
    [context.region, after, input.NamePrefix ?? null, size + 1],
  );
  const page = pageOf(found.rows, size, (row) => [row.name]);
  return { Rules: page.shown.map((row) => shown(context, row)), ...page.next };
}

async function setState(
  context: Context,
  input: { Name: string; EventBusName?: string },
  state: 'ENABLED' | 'DISABLED',
): Promise<JsonObject> {
  const row = await requireRule(context, input, 'for update');
  if (row.state === state) return {};
  const next = state === 'ENABLED' ? slotAfter(JSON.parse(row.body), row.anchor, context.now) : null;
  await context.db.query('update local_aws.rule set state = $2, next_slot = $3 where id = $1', [
    row.id,
    state,
    next,
  ]);
  if (state === 'DISABLED')
    await context.db.query(
      'delete from local_aws.rule_invocation where rule_id = $1 and attempts = 0 and not running',
      [row.id],
    );
  return {};
}

export const enableRule = (context: Context, input: { Name: string; EventBusName?: string }) =>
  setState(context, input, 'ENABLED');

export const disableRule = (context: Context, input: { Name: string; EventBusName?: string }) =>
  setState(context, input, 'DISABLED');
