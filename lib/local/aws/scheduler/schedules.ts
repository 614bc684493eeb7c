import { conflict, notFound, validation } from '../errors';
import type { JsonObject } from '../json';
import type { Context, Place } from './context';
import { requireGroup } from './groups';
import { pageOf, readToken } from './paging';
import { type ScheduleBody, type ScheduleInput, withDefaults } from './schedule';
import { checkSchedule } from './schedule-rules';
import { beginning, continuing, type Standing } from './slots';

interface Row {
  id: string;
  group_name: string;
  name: string;
  body: string;
  state: string;
  created_at: number;
  modified_at: number;
  anchor: number;
  last_slot: number | null;
  next_slot: number | null;
}

export const scheduleArn = ({ region, account }: Place, group: string, name: string) =>
  `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`;

const arnOf = (context: Context, group: string, name: string) => scheduleArn(context, group, name);
const standingOf = (row: Row): Standing => ({
  anchor: row.anchor,
  lastSlot: row.last_slot,
  nextSlot: row.next_slot,
});
const bodyOf = (row: Row): ScheduleBody => JSON.parse(row.body);

async function findRow(context: Context, group: string, name: string, lock = ''): Promise<Row> {
  const found = await context.db.query<Row>(
    `select * from local_aws.schedule where region = $1 and group_name = $2 and name = $3 ${lock}`,
    [context.realm, group, name],
  );
  const row = found.rows[0];
  if (row) return row;
  await requireGroup(context, group);
  throw notFound(`Schedule ${name} does not exist.`);
}

function check(context: Context, input: ScheduleInput): void {
  checkSchedule(input, context.now);
  if (context.unassumableRoles.has(input.Target.RoleArn))
    throw validation(
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    );
}

export async function createSchedule(context: Context, input: ScheduleInput): Promise<JsonObject> {
  check(context, input);
  const group = input.GroupName ?? 'default';
  await requireGroup(context, group);
  const body = withDefaults(input);
  const standing = beginning(body, context.now);
  const made = await context.db.query(
    `insert into local_aws.schedule (region, group_name, name, body, state, delete_after, created_at,
       modified_at, anchor, last_slot, next_slot)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10) on conflict do nothing`,
    [
      context.realm,
      group,
      input.Name,
      JSON.stringify(body),
      body.State,
      body.ActionAfterCompletion === 'DELETE',
      context.now,
      standing.anchor,
      standing.lastSlot,
      standing.nextSlot,
    ],
  );
  if (made.rowCount === 0) throw conflict(`Schedule ${input.Name} already exists.`);
  return { ScheduleArn: arnOf(context, group, input.Name) };
}

export async function updateSchedule(context: Context, input: ScheduleInput): Promise<JsonObject> {
  check(context, input);
  const group = input.GroupName ?? 'default';
  const row = await findRow(context, group, input.Name, 'for update');
  const body = withDefaults(input);
  const standing = continuing({ body: bodyOf(row), standing: standingOf(row) }, body, context.now);
  await context.db.query(
    `update local_aws.schedule set body = $2, state = $3, delete_after = $4, modified_at = $5, anchor = $6,
       last_slot = $7, next_slot = $8 where id = $1`,
    [
      row.id,
      JSON.stringify(body),
      body.State,
      body.ActionAfterCompletion === 'DELETE',
      context.now,
      standing.anchor,
      standing.lastSlot,
      standing.nextSlot,
    ],
  );
  if (body.State === 'DISABLED')
    await context.db.query(
      'delete from local_aws.invocation where schedule_id = $1 and attempts = 0 and not running',
      [row.id],
    );
  return { ScheduleArn: arnOf(context, group, input.Name) };
}

export async function getSchedule(
  context: Context,
  input: { Name: string; GroupName?: string },
): Promise<JsonObject> {
  const row = await findRow(context, input.GroupName ?? 'default', input.Name);
  return {
    Arn: arnOf(context, row.group_name, row.name),
    CreationDate: row.created_at / 1000,
    GroupName: row.group_name,
    LastModificationDate: row.modified_at / 1000,
    Name: row.name,
    ...(JSON.parse(row.body) as JsonObject),
  };
}

export async function deleteSchedule(
  context: Context,
  input: { Name: string; GroupName?: string },
): Promise<JsonObject> {
  const row = await findRow(context, input.GroupName ?? 'default', input.Name, 'for update');
  await context.db.query('delete from local_aws.schedule where id = $1', [row.id]);
  return {};
}

export interface ListInput {
  GroupName?: string;
  NamePrefix?: string;
  State?: string;
  MaxResults?: number;
  NextToken?: string;
}

export async function listSchedules(context: Context, input: ListInput): Promise<JsonObject> {
  if (input.GroupName !== undefined) await requireGroup(context, input.GroupName);
  const after = readToken(input.NextToken, 2) ?? ['', ''];
  const size = input.MaxResults ?? 100;
  const found = await context.db.query<Row>(
    `select * from local_aws.schedule
     where region = $1 and (group_name, name) > ($2, $3)
       and ($4::text is null or group_name = $4) and ($5::text is null or starts_with(name, $5))
       and ($6::text is null or state = $6)
     order by group_name, name limit $7`,
    [
      context.realm,
      ...after,
      input.GroupName ?? null,
      input.NamePrefix ?? null,
      input.State ?? null,
      size + 1,
    ],
  );
  const { shown, next } = pageOf(found.rows, size, (row) => [row.group_name, row.name]);
  const summaries = shown.map((row) => ({
    Arn: arnOf(context, row.group_name, row.name),
    CreationDate: row.created_at / 1000,
    GroupName: row.group_name,
    LastModificationDate: row.modified_at / 1000,
    Name: row.name,
    State: row.state,
    Target: { Arn: bodyOf(row).Target.Arn },
  }));
  return { Schedules: summaries, ...next };
}
