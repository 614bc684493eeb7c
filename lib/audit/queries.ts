import { authorise } from '@/lib/command';
import { type Actor, actorId, actorName, type Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { gateNames, withGateNames } from '@/lib/gates/names';
import { type Page, type Place, readCursor, toPage } from '@/lib/keyset';
import type { Chain } from './chain';
import { detailNames, type Names } from './detail-names';
import { type Difference, diff } from './diff';
import type { AuditFilter } from './filter';
import { matching } from './queries-filter';
import { personSeenBy, readsAllActivity, seenBy } from './queries-seen';
import { isSnapshot, type ReadableChange, readableDifference } from './readable-difference';

const PAGE_SIZE = 50;

type Shared = {
  seq: string;
  id: string;
  occurredAt: Date;
  actorId: string;
  actorType: string;
  /** Null once erased. Address and browser are left out where they are not for who asks. */
  person: { name: string; ip?: string | null; userAgent?: string | null } | null;
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

export type ActivityAuditRow = Shared & {
  details: Record<string, unknown>;
  /** By now, where the subject is the id of a person; null of anything else, and of who is erased. */
  subjectName: string | null;
  /** What its details have by ids. */
  names: Names;
};

type Stored = Omit<Shared, 'person' | 'groups'> & { person: string | null; body: string };
type StoredActivity = Stored & Pick<ActivityAuditRow, 'subjectName'>;
type StoredSchedule = Stored & { scheduleId: string; generation: number };
type Body = {
  actor: { groups: string[] };
  before?: unknown;
  after?: unknown;
  restoredFrom?: number;
  details?: Record<string, unknown>;
};

/** What the rows of one audit alone have: more columns, and a table that they are from. */
type Extra = { columns: Prisma.Sql; join: Prisma.Sql };

const OF_SCHEDULE: Extra = {
  columns: Prisma.sql`, a.schedule_id AS "scheduleId", a.generation`,
  join: Prisma.empty,
};
const OF_ACTIVITY: Extra = {
  columns: Prisma.sql`, u.display_name AS "subjectName"`,
  join: Prisma.sql`LEFT JOIN "user" u ON u.id = CASE
    WHEN a.subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN a.subject::uuid END`,
};

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
  const page = await read<StoredSchedule>('schedule', OF_SCHEDULE, of, { actor, filter, size });
  const names = await gateNames(page.rows.flatMap(({ body }) => snapshotsIn(body)));
  return { ...page, rows: page.rows.map((row) => scheduleRow(row, names)) };
}

/** One page of what users did besides changing schedules, the newest first. */
export async function listActivityAudit(
  context: Context,
  filter: AuditFilter,
  size = PAGE_SIZE,
): Promise<Page<ActivityAuditRow>> {
  const { actor } = await authorise(context, 'audit.read');
  const of = Prisma.sql`TRUE`;
  const page = await read<StoredActivity>('activity', OF_ACTIVITY, of, { actor, filter, size });
  const details = page.rows.map(({ body }) => (JSON.parse(body) as Body).details ?? {});
  const names = await detailNames(actor, details);
  return {
    ...page,
    rows: page.rows.map((row, index) => ({
      ...shared(row),
      subjectName: row.subjectName,
      details: details[index] ?? {},
      names,
    })),
  };
}

/** The people that a filter offers: everybody who ever signed in; who sees only a part of the audits, only themselves. */
export async function suggestPeople(context: Context): Promise<{ id: string; name: string }[]> {
  const { actor } = await authorise(context, 'audit.read');
  if (!readsAllActivity(actor)) return [{ id: actorId(actor), name: actorName(actor) }];
  return db()
    .$queryRaw`SELECT id::text, display_name AS name FROM "user" ORDER BY lower(display_name) LIMIT 1000`;
}

type Asked = { actor: Actor; filter: AuditFilter; size: number };

async function read<Row extends Stored>(
  chain: Chain,
  { columns, join }: Extra,
  of: Prisma.Sql,
  { actor, filter, size }: Asked,
): Promise<Page<Row>> {
  const place: Place = {
    after: readCursor(filter.after, 'bigint'),
    before: readCursor(filter.before, 'bigint'),
  };
  const { from, where: fits, seq } = await matching(chain, filter);
  const seen = seenBy(actor, chain, filter.ip !== '');
  const { where, orderBy, backwards } = byNumber(seq, place);
  const rows = await db().$queryRaw<Row[]>`
    SELECT a.seq::text, a.id::text, a.occurred_at AS "occurredAt", a.actor_id AS "actorId",
      a.actor_type AS "actorType", a.action, a.outcome, a.subject, a.reason, a.request_id AS "requestId", a.body,
      ${personSeenBy(actor).values} AS person ${columns}
    FROM (
      SELECT a.* FROM ${from} WHERE ${of} AND ${seen} AND ${fits} AND ${where} ORDER BY ${orderBy} LIMIT ${size + 1}
    ) a
    LEFT JOIN audit_person p ON p.audit_id = a.id ${join} ORDER BY ${orderBy}`;
  return toPage(rows, size, place, backwards, (row) => ({ value: row.seq, id: row.id }));
}

/** A page's place and order, the newest first, by the number alone: no two rows of an audit share one. */
function byNumber(seq: Prisma.Sql, { after, before }: Place) {
  const backwards = !after && before !== null;
  const cursor = after ?? before;
  const beyond = backwards ? Prisma.sql`>` : Prisma.sql`<`;
  return {
    where: cursor ? Prisma.sql`${seq} ${beyond} ${cursor.value}::bigint` : Prisma.sql`TRUE`,
    orderBy: backwards ? Prisma.sql`${seq}` : Prisma.sql`${seq} DESC`,
    backwards,
  };
}

function shared(row: Stored): Shared {
  const { body, person, ...rest } = row;
  return {
    ...rest,
    person: person ? (JSON.parse(person) as Shared['person']) : null,
    groups: (JSON.parse(body) as Body).actor.groups,
  };
}

/** What a change was of, and what came of it, where it was one of what a schedule is. */
function snapshotsIn(body: string) {
  const { before, after } = JSON.parse(body) as Body;
  return [before, after].filter(isSnapshot);
}

/** @param gates names of those that it may name by their ids */
function scheduleRow(row: StoredSchedule, gates: ReadonlyMap<string, string>): ScheduleAuditRow {
  const { before, after, restoredFrom = null } = JSON.parse(row.body) as Body;
  const told = (side: unknown) => (isSnapshot(side) ? withGateNames(side, gates) : null);
  const left = told(before);
  const right = told(after);
  const synced = row.action === 'schedule.sync';
  const failed = synced && row.outcome === 'failed';
  return {
    ...shared(row),
    scheduleId: row.scheduleId,
    generation: row.generation,
    differences: synced ? [] : diff(before ?? {}, after ?? {}),
    changes: right ? readableDifference(left, right) : [],
    restoredFrom,
    failure: failed ? (after as { code: string; message: string }) : null,
  };
}
