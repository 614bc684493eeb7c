import { EVERYWHERE } from '@/lib/auth/access';
import { allows, authorise } from '@/lib/command';
import { type Actor, actorId, type Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { keyset, type Page, type Place, readCursor, toPage } from '@/lib/keyset';
import { allowedAt } from '@/lib/schedules/readable';
import type { Chain } from './chain';
import { type Difference, diff } from './diff';
import type { AuditFilter } from './filter';

const PAGE_SIZE = 50;

type Shared = {
  seq: string;
  id: string;
  occurredAt: Date;
  actorId: string;
  actorType: string;
  /** Null once erased. */
  person: { name: string; ip: string | null; userAgent: string | null } | null;
  groups: string[];
  action: string;
  outcome: 'ok' | 'denied' | 'failed';
  subject: string;
  reason: string | null;
  requestId: string;
};

export type ScheduleAuditRow = Shared & {
  scheduleId: string;
  generation: number;
  differences: Difference[];
  /** Of a sync that failed: AWS's code and words. */
  failure: { code: string; message: string } | null;
};

export type ActivityAuditRow = Shared & { details: Record<string, unknown> };

type Stored = Omit<Shared, 'person' | 'groups'> & { person: string | null; body: string };
type StoredSchedule = Stored & { scheduleId: string; generation: number };
type Body = {
  actor: { groups: string[] };
  before?: unknown;
  after?: unknown;
  details?: Record<string, unknown>;
};

/** A change belongs where its schedule was at that time. */
const WHERE_IT_WAS = { team: Prisma.sql`a.team_id`, environment: Prisma.sql`a.environment_id` };

/**
 * One page of the changes of all schedules that somebody may see, the newest first, or of one schedule.
 * @throws RotaError not-found, of what can be no schedule's id
 */
export async function listScheduleAudit(
  context: Context,
  filter: AuditFilter,
  scheduleId?: string,
): Promise<Page<ScheduleAuditRow>> {
  const { actor } = await authorise(context, 'audit.read');
  if (scheduleId !== undefined && !/^\w{1,16}$/.test(scheduleId)) throw notFound('This schedule');
  const of = scheduleId === undefined ? Prisma.sql`TRUE` : Prisma.sql`a.schedule_id = ${scheduleId}`;
  const extra = Prisma.sql`, a.schedule_id AS "scheduleId", a.generation`;
  const shown = Prisma.sql`${of} AND ${seenBy(actor, 'schedule')}`;
  const page = await read<StoredSchedule>(Prisma.sql`schedule_audit`, extra, shown, filter);
  return { ...page, rows: page.rows.map(scheduleRow) };
}

/** Whether somebody sees what everybody did; others see what they did themselves. */
export const readsAllActivity = (actor: Actor): boolean => allows(actor, 'audit.read', EVERYWHERE);

/** Whether somebody sees a row of an audit `a`, as a condition. */
export function seenBy(actor: Actor, chain: Chain): Prisma.Sql {
  if (chain === 'schedule') return allowedAt(actor, 'audit.read', WHERE_IT_WAS);
  return readsAllActivity(actor) ? Prisma.sql`TRUE` : Prisma.sql`a.actor_id = ${actorId(actor)}`;
}

/** One page of what users did besides changing schedules, the newest first. */
export async function listActivityAudit(
  context: Context,
  filter: AuditFilter,
): Promise<Page<ActivityAuditRow>> {
  const { actor } = await authorise(context, 'audit.read');
  const shown = seenBy(actor, 'activity');
  const page = await read<Stored>(Prisma.sql`activity_audit`, Prisma.empty, shown, filter);
  return {
    ...page,
    rows: page.rows.map((row) => ({ ...shared(row), details: (JSON.parse(row.body) as Body).details ?? {} })),
  };
}

/** The people that a filter can name: everybody who ever signed in. */
export async function listPeople(context: Context): Promise<{ id: string; name: string }[]> {
  await authorise(context, 'audit.read');
  return db()
    .$queryRaw`SELECT id::text, display_name AS name FROM "user" ORDER BY lower(display_name) LIMIT 1000`;
}

async function read<Row extends Stored>(
  table: Prisma.Sql,
  extra: Prisma.Sql,
  of: Prisma.Sql,
  filter: AuditFilter,
): Promise<Page<Row>> {
  const place: Place = {
    after: readCursor(filter.after, 'bigint'),
    before: readCursor(filter.before, 'bigint'),
  };
  const seq = Prisma.sql`a.seq`;
  const order = { value: seq, type: 'bigint' as const, id: Prisma.sql`a.id::text`, descending: true };
  const { where, orderBy, backwards } = keyset(order, place);
  const rows = await db().$queryRaw<Row[]>`
    SELECT a.seq::text, a.id::text, a.occurred_at AS "occurredAt", a.actor_id AS "actorId",
      a.actor_type AS "actorType", a.action, a.outcome, a.subject, a.reason, a.request_id AS "requestId", a.body,
      p.values AS person ${extra}
    FROM (SELECT * FROM ${table} a WHERE ${of} AND ${matches(filter)} AND ${where} ORDER BY ${orderBy} LIMIT ${PAGE_SIZE + 1}) a
    LEFT JOIN audit_person p ON p.audit_id = a.id ORDER BY ${orderBy}`;
  return toPage(rows, PAGE_SIZE, place, backwards, (row) => ({ value: row.seq, id: row.id }));
}

function matches({ q, actor, action, outcome, from, to }: AuditFilter): Prisma.Sql {
  const all: Prisma.Sql[] = [Prisma.sql`TRUE`];
  const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  if (q) all.push(Prisma.sql`(a.subject ILIKE ${part} OR a.reason ILIKE ${part} OR a.request_id = ${q})`);
  if (actor) all.push(Prisma.sql`a.actor_id = ${actor}`);
  if (action) all.push(Prisma.sql`a.action = ${action}`);
  if (outcome) all.push(Prisma.sql`a.outcome = ${outcome}`);
  if (from) all.push(Prisma.sql`a.occurred_at >= ${from}::date::timestamp AT TIME ZONE 'UTC'`);
  if (to) all.push(Prisma.sql`a.occurred_at < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'`);
  return Prisma.join(all, ' AND ');
}

function shared(row: Stored): Shared {
  const { body, person, ...rest } = row;
  return {
    ...rest,
    person: person ? (JSON.parse(person) as Shared['person']) : null,
    groups: (JSON.parse(body) as Body).actor.groups,
  };
}

function scheduleRow(row: StoredSchedule): ScheduleAuditRow {
  const { before, after } = JSON.parse(row.body) as Body;
  const synced = row.action === 'schedule.sync';
  const failed = synced && row.outcome === 'failed';
  return {
    ...shared(row),
    scheduleId: row.scheduleId,
    generation: row.generation,
    differences: synced ? [] : diff(before ?? {}, after ?? {}),
    failure: failed ? (after as { code: string; message: string }) : null,
  };
}
