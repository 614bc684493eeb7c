import { validation } from '../errors';
import type { Json, JsonObject } from '../json';
import { pageOf, readToken } from '../scheduler/paging';
import { type Context, limitExceeded, type Row, type RuleTarget, requireRule } from './rule';

/** Targets of one rule, https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const TARGET_QUOTA = 5;

/** Targets that EventBridge calls only by a role (PutTargets, EventBridge API reference). */
const NEEDS_ROLE = /^arn:aws[\w-]*:(ecs|states|kinesis|firehose|codebuild|codepipeline|batch|ssm|events):/;

function checkTarget(target: RuleTarget): void {
  const { Id, Arn, Input, InputPath, InputTransformer, RoleArn, EcsParameters, SqsParameters } = target;
  if ([Input, InputPath, InputTransformer].filter((one) => one !== undefined).length > 1)
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  if (!/^arn:aws[\w-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/.test(Arn))
    throw validation(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if (NEEDS_ROLE.test(Arn) && !RoleArn) throw validation(`RoleArn is required for target ${Arn}.`);
  if (/^arn:aws[\w-]*:ecs:/.test(Arn) && !EcsParameters)
    throw validation(`Parameter(s) EcsParameters must be specified for target: ${Id}.`);
  if (/:sqs:.*\.fifo$/.test(Arn) && !SqsParameters?.MessageGroupId)
    throw validation(`Parameter(s) SqsParameters must be specified for target: ${Id}.`);
  if (Input !== undefined && !isJson(Input)) throw validation(`JSON syntax error in input for target ${Id}.`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const NONE_FAILED = { FailedEntryCount: 0, FailedEntries: [] };

async function write(context: Context, row: Row, targets: RuleTarget[]): Promise<JsonObject> {
  await context.db.query('update local_aws.rule set targets = $2 where id = $1', [
    row.id,
    JSON.stringify(targets),
  ]);
  return NONE_FAILED;
}

/** Adds targets, or replaces those with the same id. */
export async function putTargets(
  context: Context,
  input: { Rule: string; EventBusName?: string; Targets: RuleTarget[] },
): Promise<JsonObject> {
  for (const target of input.Targets) checkTarget(target);
  const row = await requireRule(context, { ...input, Name: input.Rule }, 'for update');
  const all = new Map<string, RuleTarget>();
  for (const target of [...(JSON.parse(row.targets) as RuleTarget[]), ...input.Targets])
    all.set(target.Id, target);
  if (all.size > TARGET_QUOTA)
    throw limitExceeded('The requested resource exceeds the maximum number allowed.');
  return write(
    context,
    row,
    [...all.values()].sort((a, b) => (a.Id < b.Id ? -1 : 1)),
  );
}

export async function removeTargets(
  context: Context,
  input: { Rule: string; EventBusName?: string; Ids: string[] },
): Promise<JsonObject> {
  const row = await requireRule(context, { ...input, Name: input.Rule }, 'for update');
  const left = (JSON.parse(row.targets) as RuleTarget[]).filter(({ Id }) => !input.Ids.includes(Id));
  return write(context, row, left);
}

export async function listTargets(
  context: Context,
  input: { Rule: string; EventBusName?: string; NextToken?: string; Limit?: number },
): Promise<JsonObject> {
  const row = await requireRule(context, { ...input, Name: input.Rule });
  const [after = ''] = readToken(input.NextToken, 1) ?? [];
  const rest = (JSON.parse(row.targets) as RuleTarget[]).filter(({ Id }) => Id > after);
  const page = pageOf(rest, input.Limit ?? 100, ({ Id }) => [Id]);
  return { Targets: page.shown as unknown as Json[], ...page.next };
}
