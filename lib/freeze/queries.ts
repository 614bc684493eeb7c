import type { Scope as Place } from '@/lib/auth/access';
import { allows, authorise } from '@/lib/command';
import type { Actor, Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { reachedBy, readable } from '@/lib/schedules/readable';
import type { Scope } from './schema';

export type FreezeRow = {
  id: string;
  scope: Scope;
  /** Its team or environment; null where it covers all. */
  scopeId: string | null;
  /** The name of its team or environment; null where it covers all. */
  name: string | null;
  reason: string;
  byName: string;
  at: Date;
};

const COLUMNS = Prisma.sql`f.id, f.scope::text, COALESCE(f.team_id, f.environment_id) AS "scopeId", COALESCE(t.name, e.name) AS name, f.reason, f.by_name AS "byName", f.at`;
const NAMED = Prisma.sql`"freeze" f LEFT JOIN team t ON t.id = f.team_id LEFT JOIN environment e ON e.id = f.environment_id`;
const REACH = { team: Prisma.sql`f.team_id`, environment: Prisma.sql`f.environment_id` };

/** Whether a freeze may cover something that an actor may see. */
const reaches = (actor: Actor): Prisma.Sql => reachedBy(actor, 'schedule.read', REACH);

/** Schedules that would run if no freeze covered them, those that an actor may see. */
const covered = (actor: Actor): Prisma.Sql =>
  Prisma.sql`s.state = 'on' AND (f.scope = 'all' OR s.team_id = f.team_id OR s.environment_id = f.environment_id)
    AND ${readable(actor)}`;

/** Where a freeze is started and lifted: `id` is that of its team or environment. */
export const freezePlace = (scope: Scope, id: string | null): Place => ({
  teamId: scope === 'team' ? id : null,
  environmentId: scope === 'environment' ? id : null,
});

export type Banner = FreezeRow & { schedules: number };

/**
 * The freezes that are on and reach what somebody may see, the oldest first, with the number of these schedules that
 * each keeps off: for every page.
 */
export async function freezeBanners(context: Context): Promise<Banner[]> {
  const { actor } = await authorise(context, 'schedule.read');
  return db().$queryRaw<Banner[]>`
    SELECT ${COLUMNS}, (SELECT count(*)::int FROM schedule s WHERE ${covered(actor)}) AS schedules
    FROM ${NAMED} WHERE f.lifted_at IS NULL AND ${reaches(actor)} ORDER BY f.at, f.id`;
}

export type ActiveFreeze = Banner & {
  /** How many of its schedules were read back as off in AWS since it began. */
  off: number;
  /** How many AWS refused to switch off. */
  failed: number;
  /** How many AWS has not: it has taken none of their targets yet, and is asked again. */
  absent: number;
  /** The production environments that its schedules are in. */
  production: string[];
  /** How many somebody changed in AWS: switched off, and waiting for a decision on the rest. */
  drifted: number;
  /** Whether whoever asks may lift it. */
  mayLift: boolean;
};

/** The same, with how far AWS has followed. */
export async function activeFreezes(context: Context): Promise<ActiveFreeze[]> {
  const { actor } = await authorise(context, 'schedule.read');
  const rows = await db().$queryRaw<Omit<ActiveFreeze, 'mayLift'>[]>`
    SELECT ${COLUMNS}, count(s.id)::int AS schedules,
      (count(*) FILTER (WHERE y.status = 'live' AND y.checked_at > f.at))::int AS off,
      (count(*) FILTER (WHERE y.status = 'failed'))::int AS failed,
      (count(*) FILTER (WHERE y.status = 'pending' AND y.error IS NOT NULL AND NOT EXISTS (
        SELECT FROM aws_schedule a WHERE a.schedule_id = s.id AND a.hash IS NOT NULL)))::int AS absent,
      (count(*) FILTER (WHERE y.status = 'drift'))::int AS drifted,
      COALESCE(array_agg(DISTINCT p.name) FILTER (WHERE p.production), '{}') AS production
    FROM ${NAMED} LEFT JOIN schedule s ON ${covered(actor)} LEFT JOIN schedule_sync y ON y.schedule_id = s.id
      LEFT JOIN environment p ON p.id = s.environment_id
    WHERE f.lifted_at IS NULL AND ${reaches(actor)} GROUP BY f.id, t.name, e.name ORDER BY f.at, f.id`;
  return rows.map((freeze) => ({
    ...freeze,
    mayLift: allows(actor, 'freeze.lift', freezePlace(freeze.scope, freeze.scopeId)),
  }));
}

export type LiftedFreeze = FreezeRow & { liftedAt: Date; liftedByName: string; liftReason: string | null };

const SHOWN_LIFTED = 20;

/** The last freezes that were lifted and reached what somebody may see, the newest first. */
export async function liftedFreezes(context: Context): Promise<LiftedFreeze[]> {
  const { actor } = await authorise(context, 'schedule.read');
  return db().$queryRaw<LiftedFreeze[]>`
    SELECT ${COLUMNS}, f.lifted_at AS "liftedAt", f.lifted_by_name AS "liftedByName", f.lift_reason AS "liftReason"
    FROM ${NAMED} WHERE f.lifted_at IS NOT NULL AND ${reaches(actor)} ORDER BY f.lifted_at DESC, f.id DESC LIMIT ${SHOWN_LIFTED}`;
}

/** A freeze that covered a schedule; `liftedAt` is null while it does. */
export type FreezeOfSchedule = FreezeRow & { by: string; liftedAt: Date | null };

const SHOWN_OF_SCHEDULE = 5;

/** The last freezes that covered a schedule where it is now, since it was made, the newest first. */
export async function freezesOfSchedule(context: Context, scheduleId: string): Promise<FreezeOfSchedule[]> {
  const { actor } = await authorise(context, 'schedule.read');
  return db().$queryRaw<FreezeOfSchedule[]>`
    SELECT ${COLUMNS}, f.by, f.lifted_at AS "liftedAt"
    FROM ${NAMED} JOIN schedule s ON f.scope = 'all' OR s.team_id = f.team_id OR s.environment_id = f.environment_id
    WHERE s.id = ${scheduleId} AND ${readable(actor)} AND (f.lifted_at IS NULL OR f.lifted_at >= s.created_at)
    ORDER BY f.at DESC, f.id DESC LIMIT ${SHOWN_OF_SCHEDULE}`;
}

/** What can be frozen, with the number of schedules that are on. */
export type FreezeChoice = {
  scope: Scope;
  id: string;
  name: string;
  schedules: number;
  /** How many of them are in production. */
  production: number;
};

/** All, each environment and each team, as far as somebody may freeze them. */
export async function freezeChoices(context: Context): Promise<FreezeChoice[]> {
  const { actor } = await authorise(context, 'schedule.read');
  const choices = await db().$queryRaw<FreezeChoice[]>`
    WITH running AS (
      SELECT s.team_id, s.environment_id, count(*)::int AS schedules,
        (count(*) FILTER (WHERE e.production))::int AS production
      FROM schedule s JOIN environment e ON e.id = s.environment_id WHERE s.state = 'on' GROUP BY 1, 2
    ), choice AS (
      SELECT 'all' AS scope, '' AS id, 'All' AS name, NULL AS team_id, NULL AS environment_id
      UNION ALL SELECT 'environment', id, name, NULL, id FROM environment
      UNION ALL SELECT 'team', id, name, id, NULL FROM team
    )
    SELECT c.scope, c.id, c.name, COALESCE(sum(r.schedules), 0)::int AS schedules,
      COALESCE(sum(r.production), 0)::int AS production
    FROM choice c LEFT JOIN running r
      ON c.scope = 'all' OR r.team_id = c.team_id OR r.environment_id = c.environment_id
    GROUP BY c.scope, c.id, c.name ORDER BY c.scope, lower(c.name), c.id`;
  return choices.filter(({ scope, id }) => allows(actor, 'freeze.start', freezePlace(scope, id)));
}
