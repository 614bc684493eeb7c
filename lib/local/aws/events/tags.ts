import { validation } from '../errors';
import type { JsonObject } from '../json';
import { type Context, missing, type Row, requireRule, ruleArn, type Tag } from './rule';

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/reference.html */
const TAG_LIMIT = 50;

/** Tags with some set anew. Throws ValidationException for too many. */
export function mergeTags(present: Tag[], added: Tag[]): Tag[] {
  const all = new Map([...present, ...added].map((tag) => [tag.Key, tag]));
  if (all.size > TAG_LIMIT) throw validation(`A rule cannot have more than ${TAG_LIMIT} tags.`);
  return [...all.values()];
}

function ofArn(context: Context, arn: string, lock = ''): Promise<Row> {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  if (arn !== ruleArn(context.region, context.account, name))
    throw missing(`Resource ${arn} does not exist.`);
  return requireRule(context, { Name: name }, lock);
}

async function change(context: Context, arn: string, how: (tags: Tag[]) => Tag[]): Promise<JsonObject> {
  const row = await ofArn(context, arn, 'for update');
  const tags = how(JSON.parse(row.tags));
  await context.db.query('update local_aws.rule set tags = $2 where id = $1', [row.id, JSON.stringify(tags)]);
  return {};
}

export async function listTags(context: Context, input: { ResourceARN: string }): Promise<JsonObject> {
  const { tags } = await ofArn(context, input.ResourceARN);
  return { Tags: JSON.parse(tags) };
}

export const tagRule = (context: Context, input: { ResourceARN: string; Tags: Tag[] }) =>
  change(context, input.ResourceARN, (tags) => mergeTags(tags, input.Tags));

export const untagRule = (context: Context, input: { ResourceARN: string; TagKeys: string[] }) =>
  change(context, input.ResourceARN, (tags) => tags.filter(({ Key }) => !input.TagKeys.includes(Key)));
