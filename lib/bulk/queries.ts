import type { Scope } from '@/lib/auth/access';
import type { Permission } from '@/lib/auth/roles';
import { authorise } from '@/lib/command';
import { type Actor, actorId, type Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { keyset, type Page, readCursor, toPage } from '@/lib/keyset';
import type { SyncView } from '@/lib/schedules/queries';
import { allowedAt, readable } from '@/lib/schedules/readable';
import { type State, scheduleId } from '@/lib/schedules/schema';
import { BULK, type BulkAction, type JobAction, permissionOf } from './actions';
import type { ItemFilter, ItemStatus } from './filter';
import { type JobParams, jobParams } from './schema';

export const PAGE_SIZE = 50;
const SHOWN_JOBS = 50;

export type Job = {
  id: string;
  action: JobAction;
  status: 'draft' | 'running' | 'done';
  reason: string | null;
  createdBy: string;
  createdByName: string;
  createdAt: Date;
  runByName: string;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** The job that this one undoes, and what that did. */
  undoOf: string | null;
  undone: BulkAction | null;
  /** The job that undid this one. */
  undoneBy: string | null;
  counts: Record<ItemStatus, number>;
  /** The production environments that it reaches. */
  production: string[];
};

export type JobDetail = Job & { params: JobParams; teamName: string | null };

const JOB = Prisma.sql`
  SELECT j.id, j.action, j.status::text, j.reason, j.created_by AS "createdBy", j.created_by_name AS "createdByName",
    j.created_at AS "createdAt", j.run_by_name AS "runByName", j.started_at AS "startedAt",
    j.finished_at AS "finishedAt", j.undo_of AS "undoOf", u.action AS undone, b.id AS "undoneBy", c.counts,
    j.params, t.name AS "teamName",
    ARRAY(SELECT e.name FROM environment e WHERE e.production AND e.id = ANY(j.environment_ids) ORDER BY e.name)
      AS production
  FROM bulk_job j LEFT JOIN bulk_job u ON u.id = j.undo_of LEFT JOIN bulk_job b ON b.undo_of = j.id
    LEFT JOIN team t ON t.id = j.params ->> 'teamId',
    LATERAL (SELECT json_build_object('queued', count(*) FILTER (WHERE i.status = 'queued'),
      'done', count(*) FILTER (WHERE i.status = 'done'), 'skipped', count(*) FILTER (WHERE i.status = 'skipped'),
      'failed', count(*) FILTER (WHERE i.status = 'failed')) AS counts FROM bulk_item i WHERE i.job_id = j.id) c`;

/** The last bulk acts that somebody may see, the newest first; without drafts. */
export async function listJobs(context: Context): Promise<Job[]> {
  const { actor } = await authorise(context, 'schedule.read');
  return db().$queryRaw<Job[]>`
    ${JOB} WHERE j.status <> 'draft' AND ${visible(actor)} ORDER BY j.created_at DESC, j.id DESC LIMIT ${SHOWN_JOBS}`;
}

/**
 * A draft is for whoever made it alone; a job for whoever made or ran it, and for those who may see all of its schedules.
 * A token sees what its person made only where it reaches all of it.
 */
function visible(actor: Actor): Prisma.Sql {
  const own = actorId(actor);
  const whole = Prisma.sql`NOT EXISTS (
    SELECT FROM bulk_item i JOIN schedule s ON s.id = i.schedule_id WHERE i.job_id = j.id AND NOT ${readable(actor)})`;
  const limited = actor.type === 'user' && actor.token !== undefined;
  return Prisma.sql`CASE WHEN j.status = 'draft' THEN j.created_by = ${own} AND ${limited ? whole : Prisma.sql`TRUE`}
    ELSE ${limited ? Prisma.sql`FALSE` : Prisma.sql`${own} IN (j.created_by, j.run_by)`} OR ${whole} END`;
}

/**
 * @throws RotaError not-found, of somebody else's draft too; forbidden, where somebody may not see all of its schedules
 */
export async function getJob(context: Context, id: string): Promise<JobDetail> {
  const { actor } = await authorise(context, 'schedule.read');
  if (!scheduleId.safeParse(id).success) throw notFound('This bulk act');
  const [job] = await db().$queryRaw<
    (Job & { params: unknown; teamName: string | null })[]
  >`${JOB} WHERE j.id = ${id} AND ${visible(actor)}`;
  if (job) return { ...job, params: jobParams.parse(job.params) };
  const [hidden] = await db().$queryRaw<Scope[]>`
    SELECT s.team_id AS "teamId", s.environment_id AS "environmentId"
    FROM bulk_job j JOIN bulk_item i ON i.job_id = j.id JOIN schedule s ON s.id = i.schedule_id
    WHERE j.id = ${id} AND j.status <> 'draft' AND NOT ${readable(actor)} LIMIT 1`;
  if (hidden) await authorise(context, 'schedule.read', hidden);
  throw notFound('This bulk act');
}

/** What somebody may do about a job that is done: try what failed again where they may, undo what they may undo as a whole. */
export async function jobOffers(
  context: Context,
  { id, action, status, undone, undoneBy }: Job,
): Promise<{ retry: boolean; undo: boolean }> {
  const { actor } = await authorise(context, 'schedule.read');
  if (status !== 'done' || undoneBy !== null) return { retry: false, undo: false };
  const may = (permission: Permission | null) =>
    permission ? allowedAt(actor, permission) : Prisma.sql`FALSE`;
  const undo = action === 'undo' ? null : BULK[action].undoPermission;
  const [found] = await db().$queryRaw<{ retry: boolean | null; undo: boolean | null }[]>`
    SELECT bool_or(${may(permissionOf(action, undone))}) FILTER (WHERE i.status = 'failed') AS retry,
      bool_and(${may(undo)}) FILTER (WHERE i.status = 'done') AS undo
    FROM bulk_item i JOIN schedule s ON s.id = i.schedule_id WHERE i.job_id = ${id}`;
  return { retry: found?.retry ?? false, undo: found?.undo ?? false };
}

export type Item = {
  scheduleId: string;
  position: number;
  name: string;
  status: ItemStatus;
  message: string | null;
  state: State;
  teamName: string;
  /** How the schedule stands in AWS now. */
  syncStatus: SyncView['status'];
  syncError: string | null;
  nowState: State;
  /** Whether AWS is to have nothing of it. */
  byRota: boolean;
};

/** One page of those of a job's schedules that somebody may see, in the order in which they are carried out. */
export async function listItems(context: Context, id: string, filter: ItemFilter): Promise<Page<Item>> {
  const { actor } = await authorise(context, 'schedule.read');
  const place = { after: readCursor(filter.after, 'bigint'), before: readCursor(filter.before, 'bigint') };
  const { where, orderBy, backwards } = keyset(
    { value: Prisma.sql`i.position`, type: 'bigint', id: Prisma.sql`i.schedule_id`, descending: false },
    place,
  );
  const status = filter.status ? Prisma.sql`i.status = ${filter.status}::"BulkItemStatus"` : Prisma.sql`TRUE`;
  const rows = await db().$queryRaw<Item[]>`
    SELECT i.schedule_id AS "scheduleId", i.position, i.name, i.status::text, i.message, i.before ->> 'state' AS state,
      i.before ->> 'team' AS "teamName", y.status::text AS "syncStatus", y.error AS "syncError",
      s.state::text AS "nowState", s.expression LIKE 'after(%' AS "byRota"
    FROM bulk_item i JOIN bulk_job j ON j.id = i.job_id JOIN schedule s ON s.id = i.schedule_id
      JOIN schedule_sync y ON y.schedule_id = i.schedule_id
    WHERE i.job_id = ${id} AND ${visible(actor)} AND ${readable(actor)} AND ${status} AND ${where}
    ORDER BY ${orderBy} LIMIT ${PAGE_SIZE + 1}`;
  return toPage(rows, PAGE_SIZE, place, backwards, (row) => ({
    value: String(row.position),
    id: row.scheduleId,
  }));
}

export type Affected = {
  /** What would be done to, by state and team. */
  groups: { state: State; team: string; count: number }[];
  /** What is left out, by the reason. */
  skipped: { message: string; count: number }[];
  /** How many of those it would be done to are in production, and in which environments. */
  production: { count: number; names: string[] };
};

/**
 * What a draft of one's own would do to those of its schedules that one may see, counted.
 * @throws RotaError not-found
 */
export async function affected(context: Context, id: string): Promise<Affected> {
  await getJob(context, id);
  const { actor } = await authorise(context, 'schedule.read');
  const rows = (status: ItemStatus) =>
    Prisma.sql`bulk_item i JOIN schedule s ON s.id = i.schedule_id JOIN environment e ON e.id = s.environment_id
      WHERE i.job_id = ${id} AND i.status = ${status}::"BulkItemStatus" AND ${readable(actor)}`;
  const [groups, skipped, [production]] = await Promise.all([
    db().$queryRaw<Affected['groups']>`
      SELECT i.before ->> 'state' AS state, i.before ->> 'team' AS team, count(*)::int AS count
      FROM ${rows('queued')} GROUP BY 1, 2 ORDER BY 3 DESC, 2, 1`,
    db().$queryRaw<Affected['skipped']>`
      SELECT i.message, count(*)::int AS count FROM ${rows('skipped')} GROUP BY 1 ORDER BY 2 DESC, 1`,
    db().$queryRaw<Affected['production'][]>`
      SELECT count(*)::int AS count, COALESCE(array_agg(DISTINCT e.name ORDER BY e.name), '{}') AS names
      FROM ${rows('queued')} AND e.production`,
  ]);
  return { groups, skipped, production: production ?? { count: 0, names: [] } };
}
