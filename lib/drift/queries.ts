import { type Difference, diff } from '@/lib/audit/diff';
import { inEnvironment } from '@/lib/auth/access';
import { allows, authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { placeOf } from '@/lib/schedules/at';
import { allowedAt } from '@/lib/schedules/readable';
import { seenOf } from './theirs';

/** What was found of one target of a schedule. */
export type FoundView = {
  name: string;
  targetId: string | null;
  kind: 'changed' | 'missing' | 'extra' | 'foreign';
  foundAt: Date;
  /** Rota switched it off where it stands, and changed nothing else of it. */
  switchedOff: boolean;
  /** Field by field: `before` is Rota's, `after` is AWS's. */
  differences: Difference[];
};

/** All that is to be decided of one schedule. `seen` goes back with the decision. */
export type ScheduleDrift = { found: FoundView[]; seen: string[]; text: string };

/**
 * What AWS has of a schedule but for Rota's doing; null where nothing waits for a decision.
 * @throws RotaError not-found; forbidden, of what somebody may not see
 */
export async function driftOf(context: Context, scheduleId: string): Promise<ScheduleDrift | null> {
  await authorise(context, 'schedule.read');
  await authorise(context, 'schedule.read', await placeOf(scheduleId));
  const rows = await db().drift.findMany({ where: { scheduleId, decision: null }, orderBy: { name: 'asc' } });
  if (rows.length === 0) return null;
  const sync = await db().scheduleSync.findUnique({ where: { scheduleId } });
  const found = rows.map(({ name, targetId, kind, foundAt, switchedOff, ours, theirs }) => ({
    name,
    targetId,
    kind,
    foundAt,
    switchedOff,
    differences: theirs === null ? [] : diff(ours, theirs),
  }));
  return { found, seen: seenOf(rows), text: sync?.error ?? 'AWS has something else than Rota left there.' };
}

export type DriftRow = Pick<FoundView, 'name' | 'kind' | 'foundAt'> & {
  environment: string;
  schedule: { id: string; name: string } | null;
  what: string;
};

/** So many are listed. */
export const LISTED = 200;

/** What has no schedule in this database is for those only who see all of its environment. */
const PLACE = { team: Prisma.sql`s.team_id`, environment: Prisma.sql`d.environment_id` };

/**
 * Everything that waits for a decision or does not belong to Rota and that somebody may see, the latest first, and how
 * much there is.
 */
export async function listDrift(context: Context): Promise<{ rows: DriftRow[]; count: number }> {
  const { actor } = await authorise(context, 'schedule.read');
  const waits = Prisma.sql`d.decision IS NULL AND ${allowedAt(actor, 'schedule.read', PLACE)}`;
  const [rows, counted] = await Promise.all([
    db().$queryRaw<
      (Omit<DriftRow, 'schedule'> & { scheduleId: string | null; scheduleName: string | null })[]
    >`
      SELECT d.name, d.kind::text, d.found_at AS "foundAt", e.name AS environment, s.id AS "scheduleId",
        s.name AS "scheduleName", COALESCE(y.error, d.theirs ->> 'ScheduleExpression', '') AS what
      FROM drift d JOIN environment e ON e.id = d.environment_id LEFT JOIN schedule s ON s.id = d.schedule_id
      LEFT JOIN schedule_sync y ON y.schedule_id = s.id
      WHERE ${waits} ORDER BY d.found_at DESC, d.name LIMIT ${LISTED}`,
    db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM drift d LEFT JOIN schedule s ON s.id = d.schedule_id WHERE ${waits}`,
  ]);
  const shown = rows.map(({ scheduleId, scheduleName, ...row }) => ({
    ...row,
    schedule: scheduleId && scheduleName ? { id: scheduleId, name: scheduleName } : null,
  }));
  return { rows: shown, count: counted[0]?.count ?? 0 };
}

/** How the scan of an environment stands. */
export type ScanView = {
  environmentId: string;
  name: string;
  passedAt: Date | null;
  listed: number;
  /** Whether a pass goes on, or what it found is still being looked at. */
  running: boolean;
  error: string | null;
  unreachableSince: Date | null;
  foreignReason: string | null;
  heldMissing: number;
  heldSurplus: number;
  /** Whether whoever asks may ask for a look, and confirm what it found. */
  mayScan: boolean;
  mayConfirm: boolean;
};

/** What AWS says may name any schedule. */
const NOT_TOLD = 'whoever may see all of this environment is told why.';

/** How each environment that somebody may see something of was last looked over, and what it waits for. */
export async function listScans(context: Context): Promise<ScanView[]> {
  const { actor } = await authorise(context, 'schedule.read');
  const [all, busy] = await Promise.all([
    db().environment.findMany({
      where: { disabledAt: null },
      include: { scan: true, sync: true },
      orderBy: { name: 'asc' },
    }),
    environmentsWithLooks(),
  ]);
  const environments = all.filter(({ id }) => allows(actor, 'schedule.read', { environmentId: id }));
  const told = (id: string, text: string | null | undefined) =>
    (text && !allows(actor, 'schedule.read', inEnvironment(id)) ? NOT_TOLD : text) ?? null;
  return environments.map(({ id, name, scan, sync }) => ({
    environmentId: id,
    name,
    passedAt: scan?.passedAt ?? null,
    listed: scan?.listed ?? 0,
    running:
      busy.has(id) || (scan !== null && (scan.startedAt !== null || scan.dueAt.getTime() <= Date.now())),
    error: told(id, scan?.error),
    unreachableSince: sync?.unreachableSince ?? null,
    foreignReason: told(id, sync?.foreignReason),
    heldMissing: scan?.heldSince ? scan.heldMissing : 0,
    heldSurplus: scan?.heldSince ? scan.heldSurplus : 0,
    mayScan: allows(actor, 'drift.scan', { environmentId: id }),
    mayConfirm: allows(actor, 'drift.confirm', inEnvironment(id)),
  }));
}

/** Environments in which schedules are due to be looked at: what a pass found is not yet told. */
async function environmentsWithLooks(): Promise<Set<string>> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT DISTINCT s.environment_id AS id FROM schedule_sync y JOIN schedule s ON s.id = y.schedule_id
    WHERE LEAST(y.due_at, y.switch_at) <= now() AND y.due_at <= now()`;
  return new Set(rows.map(({ id }) => id));
}
