import { exclusionsOf } from '@/lib/calendars/exclusions';
import { authorise } from '@/lib/command';
import type { Actor, Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { freezesOver } from '@/lib/freeze/covering';
import { keyset, type Order, type Page, readCursor, toPage } from '@/lib/keyset';
import type { Delivery } from '@/lib/targets/delivery';
import type { Kind } from '@/lib/targets/registry';
import { maskedInput } from '@/lib/targets/secrets';
import { EVERY_TEAM, type ListFilter } from './filter';
import { ofTeamWanted } from './of-team';
import { readable } from './readable';
import { type State, scheduleId } from './schema';
import { withContact } from './sync-contact';
import { runsAfter } from './timing';

export const PAGE_SIZE = 50;
/** Counts stop here: "more than 1,000" is all that anybody needs to know. */
export const COUNT_CAP = 1001;
/** A search reads at most so many matches before it sorts them. */
const SEARCH_CAP = 2001;

export type SyncView = {
  status: 'pending' | 'live' | 'failed' | 'drift';
  error: string | null;
  errorCode: string | null;
  checkedAt: Date | null;
  attempts: number;
  /** Since when AWS can't be asked: how it stands there is not known. */
  unknownSince: Date | null;
  /** Whether AWS is to have nothing of it: it runs after its runs, which only Rota sees. */
  byRota: boolean;
};

export type ScheduleRow = {
  id: string;
  name: string;
  /** As the database folds it: where a list of names that begin alike goes on. */
  foldedName: string;
  description: string;
  teamId: string;
  teamName: string;
  environmentId: string;
  environmentName: string;
  production: boolean;
  owner: string;
  tags: string[];
  state: State;
  stateReason: string | null;
  stateBy: string | null;
  stateAt: Date;
  pauseUntil: Date | null;
  missedAt: Date | null;
  /** Whether a freeze keeps it off in AWS, whatever its state. */
  frozen: boolean;
  delivery: Delivery;
  expression: string;
  timeZone: string;
  second: number;
  nextRunAt: Date | null;
  /** Of one that runs after its runs: the slot of a run that is not over, on whose end the next time depends. */
  awaitedSlotAt: Date | null;
  updatedAt: Date;
  generation: number;
  /** Where its file lives; null of one that is changed here. */
  managedBy: string | null;
  syncStatus: SyncView['status'];
  syncError: string | null;
  unknownSince: Date | null;
  targets: { kind: Kind; arn: string; settings: Record<string, unknown> }[];
};

export type ScheduleList = Page<ScheduleRow> & {
  /** Matches, at most COUNT_CAP. */
  count: number;
};

type ListOrder = Omit<Order, 'descending'> & { cursorValue(row: ScheduleRow): string };

const NEXT_RUN = Prisma.sql`COALESCE(c.next_run_at, 'infinity'::timestamptz)`;
/** A collation of its own, so that one index gives both the beginnings of names and their order. */
const FOLDED_NAME = Prisma.sql`lower(s.name) COLLATE "C"`;

const ORDERS: Record<ListFilter['sort'], ListOrder> = {
  name: { value: Prisma.sql`s.name`, type: 'text', id: Prisma.sql`s.id`, cursorValue: (row) => row.name },
  next: {
    value: NEXT_RUN,
    type: 'timestamptz',
    id: Prisma.sql`c.schedule_id`,
    cursorValue: (row) => row.nextRunAt?.toISOString() ?? 'infinity',
  },
  updated: {
    value: Prisma.sql`s.updated_at`,
    type: 'timestamptz',
    id: Prisma.sql`s.id`,
    cursorValue: (row) => row.updatedAt.toISOString(),
  },
};

/** How a filter's list is sorted, in the form that the database has the shortest way to. */
function orderOf({ sort, q }: ListFilter): ListOrder {
  if (sort === 'name' && isPrefix(q))
    return { ...ORDERS.name, value: FOLDED_NAME, cursorValue: (row) => row.foldedName };
  return ORDERS[sort];
}

const isPrefix = (q: string): boolean => q.length > 0 && q.length < 3;

/** One page of the schedules that match a filter, with their number as far as it is counted. */
export async function listSchedules(context: Context, filter: ListFilter): Promise<ScheduleList> {
  const { actor } = await authorise(context, 'schedule.read');
  const [page, counted] = await Promise.all([
    pageOf(actor, filter, PAGE_SIZE),
    db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (
        SELECT FROM schedule s WHERE ${matchesFilter(filter, actor)} LIMIT ${COUNT_CAP}) capped`,
  ]);
  return { ...page, count: counted[0]?.count ?? 0 };
}

/** The same without their number, `size` at once. */
export async function pageOfSchedules(
  context: Context,
  filter: ListFilter,
  size: number,
): Promise<Page<ScheduleRow>> {
  const { actor } = await authorise(context, 'schedule.read');
  return pageOf(actor, filter, size);
}

async function pageOf(actor: Actor, filter: ListFilter, size: number): Promise<Page<ScheduleRow>> {
  const order = orderOf(filter);
  const place = {
    after: readCursor(filter.after, order.type),
    before: readCursor(filter.before, order.type),
  };
  const { where, orderBy, backwards } = keyset({ ...order, descending: filter.dir === 'desc' }, place);
  const { search, source, matches } = conditions(filter, actor);
  const clock = Prisma.sql`JOIN schedule_clock c ON c.schedule_id = s.id`;
  const rows = await db().$queryRaw<ScheduleRow[]>`
      ${search}
      SELECT s.id, s.name, s.description, s.team_id AS "teamId", s.owner, s.tags, s.state::text,
        s.state_reason AS "stateReason", s.state_by AS "stateBy", s.state_at AS "stateAt",
        s.pause_until AS "pauseUntil", s.missed_at AS "missedAt",
        frozen(s.team_id, s.environment_id) AS frozen, s.delivery::text, s.expression,
        s.time_zone AS "timeZone", s.second, s.updated_at AS "updatedAt", s.generation, s.managed_by AS "managedBy",
        c.next_run_at AS "nextRunAt",
        c.awaited_slot_at AS "awaitedSlotAt", y.status::text AS "syncStatus", y.error AS "syncError",
        unknown_since(s.environment_id) AS "unknownSince", lower(s.name) AS "foldedName",
        (SELECT t.name FROM team t WHERE t.id = s.team_id) AS "teamName",
        e.id AS "environmentId", e.name AS "environmentName", e.production,
        COALESCE((
          SELECT json_agg(json_build_object('kind', g.kind, 'arn', g.arn, 'settings', g.settings) ORDER BY g.position)
          FROM target g WHERE g.schedule_id = s.id), '[]') AS targets
      FROM (
        SELECT s.* FROM ${source} s ${filter.sort === 'next' ? clock : Prisma.empty}
        WHERE ${matches} AND ${where} ORDER BY ${orderBy} LIMIT ${size + 1}
      ) s ${clock} JOIN schedule_sync y ON y.schedule_id = s.id JOIN environment e ON e.id = s.environment_id
      ORDER BY ${orderBy}`;
  const cursorOf = (row: ScheduleRow) => ({ value: order.cursorValue(row), id: row.id });
  return toPage(rows, size, place, backwards, cursorOf);
}

/** Team and state, which stand in the schedule (`s`) and in its clock (`c`), where an index has them by next run. */
function facets({ team, state }: ListFilter, actor: Actor, table: Prisma.Sql): Prisma.Sql[] {
  const all = [
    state ? Prisma.sql`${table}.state = ${state}::"ScheduleState"` : Prisma.sql`${table}.state <> 'deleted'`,
  ];
  if (team && team !== EVERY_TEAM) all.push(ofTeamWanted(team, actor, Prisma.sql`${table}.team_id`));
  return all;
}

/** Whether a schedule `s` matches a filter, whatever its place in the list, and may be seen by an actor. */
export const matchesFilter = (filter: ListFilter, actor: Actor): Prisma.Sql => conditions(filter, actor).all;

/** Three characters and more are found anywhere in name and description by trigrams; fewer begin the name. */
function conditions(filter: ListFilter, actor: Actor) {
  const { q, sync, owner, tag, environment, name, managedBy } = filter;
  const all: Prisma.Sql[] = [readable(actor)];
  if (environment) all.push(Prisma.sql`s.environment_id = ${environment}`);
  if (owner) all.push(Prisma.sql`s.owner = ${owner}`);
  if (tag) all.push(Prisma.sql`s.tags @> ARRAY[${tag}]`);
  if (name) all.push(Prisma.sql`${FOLDED_NAME} = lower(${name})`);
  if (managedBy) all.push(Prisma.sql`s.managed_by = ${managedBy}`);
  // The index holds only what is not live, and is found only where the query says so.
  if (sync === 'live')
    all.push(
      Prisma.sql`EXISTS (SELECT FROM schedule_sync y WHERE y.schedule_id = s.id AND y.status = 'live')
        AND s.environment_id <> ALL(ARRAY(SELECT e.id FROM environment e WHERE unknown_since(e.id) IS NOT NULL))`,
    );
  else if (sync)
    all.push(
      Prisma.sql`s.id IN (SELECT y.schedule_id FROM schedule_sync y
        WHERE y.status <> 'live' AND y.status = ${sync}::"SyncStatus")`,
    );
  const escaped = q.toLowerCase().replace(/[\\%_]/g, '\\$&');
  if (isPrefix(q)) all.push(Prisma.sql`${FOLDED_NAME} LIKE ${`${escaped}%`}`);
  const byPrefix = isPrefix(q) && filter.sort === 'name';
  const withFacets = (table: Prisma.Sql) => Prisma.join([...facets(filter, actor, table), ...all], ' AND ');
  if (q === '' || byPrefix) {
    const matches = withFacets(filter.sort === 'next' ? Prisma.sql`c` : Prisma.sql`s`);
    return { search: Prisma.empty, source: Prisma.sql`schedule`, matches, all: withFacets(Prisma.sql`s`) };
  }
  if (!isPrefix(q)) all.push(Prisma.sql`lower(s.name || ' ' || s.description) LIKE ${`%${escaped}%`}`);
  const found = withFacets(Prisma.sql`s`);
  return {
    search: Prisma.sql`WITH found AS MATERIALIZED (SELECT s.* FROM schedule s WHERE ${found} LIMIT ${SEARCH_CAP})`,
    source: Prisma.sql`found`,
    matches: Prisma.sql`TRUE`,
    all: found,
  };
}

export type Counts = { paused: number; disabled: number; failed: number; pending: number; drift: number };

/** What the top of the list tells at a glance; each number at most COUNT_CAP. */
export async function countSchedules(context: Context): Promise<Counts> {
  const { actor } = await authorise(context, 'schedule.read');
  const seen = readable(actor);
  const state = (name: string) =>
    Prisma.sql`(SELECT count(*)::int FROM (SELECT FROM schedule s
      WHERE state = ${name}::"ScheduleState" AND ${seen} LIMIT ${COUNT_CAP}) x)`;
  const sync = (name: string) =>
    Prisma.sql`(SELECT count(*)::int FROM (SELECT FROM schedule_sync y JOIN schedule s ON s.id = y.schedule_id
      WHERE y.status <> 'live' AND y.status = ${name}::"SyncStatus" AND s.state <> 'deleted' AND ${seen} LIMIT ${COUNT_CAP}) x)`;
  const [counts] = await db().$queryRaw<Counts[]>`
    SELECT ${state('paused')} AS paused, ${state('disabled')} AS disabled, ${sync('failed')} AS failed,
      ${sync('pending')} AS pending, ${sync('drift')} AS drift`;
  if (!counts) throw new Error('The counts could not be read.');
  return counts;
}

/**
 * One schedule with all that its page shows; secrets masked. A deleted one too: its tombstone has a page.
 * @throws RotaError not-found
 */
export async function getSchedule(context: Context, id: string) {
  await authorise(context, 'schedule.read');
  if (!scheduleId.safeParse(id).success) throw notFound('This schedule');
  const schedule = await db().schedule.findUnique({
    where: { id },
    include: {
      team: true,
      environment: { include: CONTACT },
      clock: true,
      sync: true,
      targets: { orderBy: { position: 'asc' } },
      calendars: { include: { calendar: true }, orderBy: { calendar: { name: 'asc' } } },
    },
  });
  if (!schedule) throw notFound('This schedule');
  await authorise(context, 'schedule.read', schedule);
  const excluded = (await exclusionsOf(db(), [id]))(id);
  const freezes = await freezesOver(db(), schedule);
  const awsSchedules = await db().awsSchedule.findMany({ where: { scheduleId: id } });
  return {
    ...schedule,
    sync: schedule.sync && {
      ...withContact(schedule.sync, schedule.environment),
      byRota: runsAfter(schedule),
    },
    excluded,
    freezes,
    calendars: schedule.calendars.map(({ calendar: { id, name, teamId } }) => ({ id, name, teamId })),
    targets: schedule.targets.map((target) => ({
      ...target,
      settings: target.settings as Record<string, unknown>,
      input: maskedInput(target),
      awsName: awsSchedules.find((aws) => aws.targetId === target.id)?.name ?? null,
    })),
  };
}

export type ScheduleDetail = Awaited<ReturnType<typeof getSchedule>>;

const CONTACT = {
  sync: { select: { unreachableSince: true, recoverySince: true } },
  scan: { select: { passedAt: true } },
} as const;

/** How a schedule stands in AWS now: what a page asks while it waits. */
export async function getSync(context: Context, id: string): Promise<SyncView & { live: boolean }> {
  await authorise(context, 'schedule.read');
  if (!scheduleId.safeParse(id).success) throw notFound('This schedule');
  const found = await db().scheduleSync.findUnique({
    where: { scheduleId: id },
    include: {
      schedule: {
        select: { expression: true, teamId: true, environmentId: true, environment: { select: CONTACT } },
      },
    },
  });
  if (!found) throw notFound('This schedule');
  await authorise(context, 'schedule.read', found.schedule);
  const { schedule, status, error, errorCode, attempts } = found;
  const { checkedAt, unknownSince } = withContact(found, schedule.environment);
  return {
    status,
    error,
    errorCode,
    checkedAt,
    attempts,
    unknownSince,
    byRota: runsAfter(schedule),
    live: status === 'live' && !unknownSince,
  };
}
