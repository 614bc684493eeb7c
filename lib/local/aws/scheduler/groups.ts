import { conflict, notFound, quotaExceeded, validation } from '../errors';
import type { JsonObject } from '../json';
import type { Context } from './context';
import { pageOf, readToken } from './paging';

export interface Tag {
  Key: string;
  Value: string;
}

interface Row {
  name: string;
  created_at: number;
  modified_at: number;
  tags: string;
}

/** Groups in one Region, https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html */
const GROUP_QUOTA = 500;
const TAG_LIMIT = 200;

const arnOf = (context: Context, name: string) =>
  `arn:aws:scheduler:${context.region}:${context.account}:schedule-group/${name}`;
const shown = (context: Context, row: Row) => ({
  Arn: arnOf(context, row.name),
  CreationDate: row.created_at / 1000,
  LastModificationDate: row.modified_at / 1000,
  Name: row.name,
  State: 'ACTIVE',
});

/** Returns the group's row. Throws ResourceNotFoundException. */
export async function requireGroup(context: Context, name: string, lock = ''): Promise<Row> {
  const found = await context.db.query<Row>(
    `select * from local_aws.schedule_group where region = $1 and name = $2 ${lock}`,
    [context.realm, name],
  );
  const row = found.rows[0];
  if (!row) throw notFound(`Schedule group ${name} does not exist.`);
  return row;
}

function merge(present: Tag[], added: Tag[]): Tag[] {
  const all = new Map([...present, ...added].map((tag) => [tag.Key, tag]));
  if (all.size > TAG_LIMIT) throw validation(`A schedule group cannot have more than ${TAG_LIMIT} tags.`);
  return [...all.values()];
}

function insertGroup(context: Context, name: string, tags: Tag[]) {
  return context.db.query(
    `insert into local_aws.schedule_group (region, name, created_at, modified_at, tags)
     values ($1, $2, $3, $3, $4) on conflict do nothing`,
    [context.realm, name, context.now, JSON.stringify(tags)],
  );
}

/** Each Region has the group `default` from the start. */
export async function ensureDefaultGroup(context: Context): Promise<void> {
  await insertGroup(context, 'default', []);
}

export async function createGroup(
  context: Context,
  input: { Name: string; Tags?: Tag[] },
): Promise<JsonObject> {
  const tags = merge([], input.Tags ?? []);
  const counted = await context.db.query<{ count: string }>(
    'select count(*) from local_aws.schedule_group where region = $1',
    [context.realm],
  );
  const made = await insertGroup(context, input.Name, tags);
  if (made.rowCount === 0) throw conflict(`Schedule group ${input.Name} already exists.`);
  if (Number(counted.rows[0]?.count) >= GROUP_QUOTA)
    throw quotaExceeded(`The quota of ${GROUP_QUOTA} schedule groups has been reached.`);
  return { ScheduleGroupArn: arnOf(context, input.Name) };
}

export async function getGroup(context: Context, input: { Name: string }): Promise<JsonObject> {
  return shown(context, await requireGroup(context, input.Name));
}

/** Deletes the group and every schedule in it. */
export async function deleteGroup(context: Context, input: { Name: string }): Promise<JsonObject> {
  if (input.Name === 'default') throw validation('The default schedule group cannot be deleted.');
  await requireGroup(context, input.Name, 'for update');
  await context.db.query('delete from local_aws.schedule_group where region = $1 and name = $2', [
    context.realm,
    input.Name,
  ]);
  return {};
}

export async function listGroups(
  context: Context,
  input: { NamePrefix?: string; MaxResults?: number; NextToken?: string },
): Promise<JsonObject> {
  const [after = ''] = readToken(input.NextToken, 1) ?? [];
  const size = input.MaxResults ?? 100;
  const found = await context.db.query<Row>(
    `select * from local_aws.schedule_group
     where region = $1 and name > $2 and ($3::text is null or starts_with(name, $3))
     order by name limit $4`,
    [context.realm, after, input.NamePrefix ?? null, size + 1],
  );
  const page = pageOf(found.rows, size, (row) => [row.name]);
  return { ScheduleGroups: page.shown.map((row) => shown(context, row)), ...page.next };
}

const tagsOf = (row: Row): Tag[] => JSON.parse(row.tags);

function named(context: Context, arn: string): string {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  if (arn !== arnOf(context, name)) throw notFound(`Resource ${arn} does not exist.`);
  return name;
}

async function changeTags(
  context: Context,
  arn: string,
  change: (tags: Tag[]) => Tag[],
): Promise<JsonObject> {
  const row = await requireGroup(context, named(context, arn), 'for update');
  await context.db.query(
    `update local_aws.schedule_group set tags = $3, modified_at = $4 where region = $1 and name = $2`,
    [context.realm, row.name, JSON.stringify(change(tagsOf(row))), context.now],
  );
  return {};
}

export async function listTags(context: Context, input: { ResourceArn: string }): Promise<JsonObject> {
  const row = await requireGroup(context, named(context, input.ResourceArn));
  return { Tags: tagsOf(row).map(({ Key, Value }) => ({ Key, Value })) };
}

export const tagGroup = (context: Context, input: { ResourceArn: string; Tags: Tag[] }) =>
  changeTags(context, input.ResourceArn, (tags) => merge(tags, input.Tags));

export const untagGroup = (context: Context, input: { ResourceArn: string; TagKeys: string[] }) =>
  changeTags(context, input.ResourceArn, (tags) => tags.filter((tag) => !input.TagKeys.includes(tag.Key)));
