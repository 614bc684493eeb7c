import { EVERYWHERE } from '@/lib/auth/access';
import { allows, authorise } from '@/lib/command';
import { type Actor, actorId, actorName, type Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { keyset, type Page, type Place, readCursor, toPage } from '@/lib/keyset';
import { allowedAt } from '@/lib/schedules/readable';
import type { Chain } from './chain';
import { type Difference, diff } from './diff';
import type { AuditFilter } from './filter';
import { matching } from './queries-filter';
import { isSnapshot, type ReadableChange, readableDifference } from './readable-difference';

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
  /** The same in words, of a change of what is to be; none of what was found in AWS. */
  changes: ReadableChange[];
  /** The generation that a restored version is of. */
  restoredFrom: number | null;
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
  restoredFrom?: number;
  details?: Record<string, unknown>;
};

/** A change belongs where its schedule was at that time. */
const WHERE_IT_WAS = { team: Prisma.sql`a.team_id`, environment: Prisma.sql`a.environment_id` };

/**
 * One page of the changes of all schedules that somebody may see, the newest first, or of one schedule.
 * @param size how many rows the page has at the most
 * @throws RotaError not-found, of what can be no schedule's id
 */
export async function listScheduleAudit(
  context: Context,
  filter: AuditFilter,
  scheduleId?: string,
  size = PAGE_SIZE,
): Promise<Page<ScheduleAuditRow>> {
  const { actor } = await authorise(context, 'audit.read');
  if (scheduleId !== undefined && !/^\w{1,16}$/.test(scheduleId)) throw notFound('This schedule');
  const of = scheduleId === undefined ? Prisma.sql`TRUE` : Prisma.sql`a.schedule_id = ${scheduleId}`;
  const extra = Prisma.sql`, a.schedule_id AS "scheduleId", a.generation`;
  const shown = Prisma.sql`${of} AND ${seenBy(actor, 'schedule')}`;
  const page = await read<StoredSchedule>('schedule', extra, shown, filter, size);
  return { ...page, rows: page.rows.map(scheduleRow) };
}

/** Whether somebody sees what everybody did; others see what they did themselves. */
export const readsAllActivity = (actor: Actor): boolean => allows(actor, 'audit.read', EVERYWHERE);

/** Whether somebody sees every row of an audit. */
export const seesWhole = (actor: Actor, chain: Chain): boolean =>
  allows(actor, chain === 'activity' ? 'access.read' : 'audit.read', EVERYWHERE);

/**
 * Whether somebody sees a row of an audit `a`, as a condition. Who signs in from where, and what was typed where it
 * failed, which may be a password, is for those who may see who has access.
 */
export function seenBy(actor: Actor, chain: Chain): Prisma.Sql {
  if (chain === 'schedule') return allowedAt(actor, 'audit.read', WHERE_IT_WAS);
  if (seesWhole(actor, chain)) return Prisma.sql`TRUE`;
  const own = Prisma.sql`a.actor_id = ${actorId(actor)}`;
  if (!readsAllActivity(actor)) return own;
  return Prisma.sql`(${own} OR (a.actor_type <> 'anonymous' AND a.action NOT IN ('sign-in', 'sign-out')))`;
}

/** One page of what users did besides changing schedules, the newest first. */
export async function listActivityAudit(
  context: Context,
  filter: AuditFilter,
  size = PAGE_SIZE,
): Promise<Page<ActivityAuditRow>> {
  const { actor } = await authorise(context, 'audit.read');
  const shown = seenBy(actor, 'activity');
  const page = await read<Stored>('activity', Prisma.empty, shown, filter, size);
  return {
    ...page,
    rows: page.rows.map((row) => ({ ...shared(row), details: (JSON.parse(row.body) as Body).details ?? {} })),
  };
}

/** The people that a filter offers: everybody who ever signed in; who sees only a part of the audits, only themselves. */
export async function suggestPeople(context: Context): Promise<{ id: string; name: string }[]> {
  const { actor } = await authorise(context, 'audit.read');
  if (!readsAllActivity(actor)) return [{ id: actorId(actor), name: actorName(actor) }];
  return db()
    .$queryRaw`SELECT id::text, display_name AS name FROM "user" ORDER BY lower(display_name) LIMIT 1000`;
}

async function read<Row extends Stored>(
  chain: Chain,
  extra: Prisma.Sql,
  of: Prisma.Sql,
  filter: AuditFilter,
  size: number,
): Promise<Page<Row>> {
  const place: Place = {
    after: readCursor(filter.after, 'bigint'),
    before: readCursor(filter.before, 'bigint'),
  };
  const { from, where: fits, seq } = await matching(chain, filter);
  const order = { value: seq, type: 'bigint' as const, id: Prisma.sql`a.id::text`, descending: true };
  const { where, orderBy, backwards } = keyset(order, place);
  const rows = await db().$queryRaw<Row[]>`
    SELECT a.seq::text, a.id::text, a.occurred_at AS "occurredAt", a.actor_id AS "actorId",
      a.actor_type AS "actorType", a.action, a.outcome, a.subject, a.reason, a.request_id AS "requestId", a.body,
      p.values AS person ${extra}
    FROM (
      SELECT a.* FROM ${from} WHERE ${of} AND ${fits} AND ${where} ORDER BY ${orderBy} LIMIT ${size + 1}
    ) a
    LEFT JOIN audit_person p ON p.audit_id = a.id ORDER BY ${orderBy}`;
  return toPage(rows, size, place, backwards, (row) => ({ value: row.seq, id: row.id }));
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
  const { before, after, restoredFrom = null } = JSON.parse(row.body) as Body;
  const synced = row.action === 'schedule.sync';
  const failed = synced && row.outcome === 'failed';
  return {
    ...shared(row),
    scheduleId: row.scheduleId,
    generation: row.generation,
    differences: synced ? [] : diff(before ?? {}, after ?? {}),
    changes: isSnapshot(after) ? readableDifference(isSnapshot(before) ? before : null, after) : [],
    restoredFrom,
    failure: failed ? (after as { code: string; message: string }) : null,
  };
}
