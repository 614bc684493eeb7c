import { diff } from '@/lib/audit/diff';
import { inEnvironment } from '@/lib/auth/access';
import { allows, authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import type { Drift } from '@/lib/generated/prisma/client';
import type { FoundView } from './queries';
import { type RecoveryWaits, recoveryWaits } from './recovery-waits';
import { loadEnvironment } from './scan-commands';
import { seenOf } from './theirs';

/** An environment in recovery. */
export type RecoveryBanner = { environmentId: string; name: string; since: Date };

/** The environments in recovery that somebody may see something of, by name: for every page. */
export async function listRecoveries(context: Context): Promise<RecoveryBanner[]> {
  const { actor } = await authorise(context, 'schedule.read');
  const all = await db().$queryRaw<RecoveryBanner[]>`
    SELECT e.id AS "environmentId", e.name, r.recovery_since AS since
    FROM environment_sync r JOIN environment e ON e.id = r.environment_id
    WHERE r.recovery_since IS NOT NULL AND e.disabled_at IS NULL ORDER BY e.name`;
  return all.filter(({ environmentId }) => allows(actor, 'schedule.read', { environmentId }));
}

/** One schedule of which AWS has something else. `seen` goes back with the decision. */
export type OpenSchedule = {
  id: string;
  name: string;
  /** Only AWS knows it: the database has no schedule of this id, and there is no page of it. */
  lost: boolean;
  /** In this database; null of a lost one. */
  state: string | null;
  /** The database's, and the latest in AWS; null where there is none. */
  generation: number | null;
  awsGeneration: number | null;
  found: FoundView[];
  seen: string[];
};

export type RecoveryView = {
  environment: { id: string; name: string; production: boolean; disabledAt: Date | null };
  /** Null where the environment is not in recovery. */
  waits: RecoveryWaits | null;
  /** Why AWS can't be looked over now; null where it can. */
  trouble: { text: string; since: Date | null } | null;
  /** By name, at most `SHOWN`. */
  schedules: OpenSchedule[];
  /** How many there are in all. */
  count: number;
};

/** So many schedules are shown at once. */
export const SHOWN = 100;

/**
 * What a recovery waits for, and what is to be decided in it.
 * @throws RotaError not-found
 */
export async function getRecovery(context: Context, environmentId: string): Promise<RecoveryView> {
  await authorise(context, 'environment.read', inEnvironment(environmentId));
  const { id, name, production, disabledAt } = await loadEnvironment(db(), environmentId);
  const environment = { id, name, production, disabledAt };
  const waits = await recoveryWaits(db(), id);
  if (!waits) return { environment, waits, trouble: null, schedules: [], count: 0 };
  const [open, trouble] = await Promise.all([listOpen(id), troubleOf(id)]);
  return { environment, waits, trouble, ...open };
}

async function troubleOf(environmentId: string): Promise<RecoveryView['trouble']> {
  const [sync, scan] = await Promise.all([
    db().environmentSync.findUnique({ where: { environmentId } }),
    db().environmentScan.findUnique({ where: { environmentId } }),
  ]);
  if (sync?.foreignReason) return { text: sync.foreignReason, since: null };
  if (sync?.unreachableSince) return { text: sync.unreachableError ?? '', since: sync.unreachableSince };
  return scan?.error ? { text: scan.error, since: null } : null;
}

type Row = Omit<OpenSchedule, 'found' | 'seen' | 'awsGeneration'> & { names: string[]; count: number };

/** The name of a lost one stands in its description, after installation and generation; its id ends its AWS names. */
async function listOpen(environmentId: string): Promise<Pick<RecoveryView, 'schedules' | 'count'>> {
  const rows = await db().$queryRaw<Row[]>`
    WITH open AS (
      SELECT d.name AS aws_name, COALESCE(d.schedule_id, right(d.name, 16)) AS id, d.schedule_id IS NULL AS lost,
        COALESCE(s.name, substring(d.theirs ->> 'Description' FROM '^rota [^ ]+ g[^ ]+ (.+)$'),
          d.theirs ->> 'Description', d.name) AS name, s.state::text AS state, s.generation
      FROM drift d LEFT JOIN schedule s ON s.id = d.schedule_id
      WHERE d.environment_id = ${environmentId} AND d.decision IS NULL AND d.kind <> 'foreign'
    )
    SELECT id, lost, min(name) AS name, min(state) AS state, min(generation) AS generation,
      array_agg(aws_name) AS names, (count(*) OVER ())::int AS count
    FROM open GROUP BY id, lost ORDER BY lower(min(name)), id LIMIT ${SHOWN}`;
  const names = rows.flatMap((row) => row.names);
  const found = await db().drift.findMany({
    where: { environmentId, name: { in: names } },
    orderBy: { name: 'asc' },
  });
  const byName = new Map(found.map((row) => [row.name, row]));
  const schedules = rows.map(({ names, count: _, ...row }) => {
    const own = names.sort().flatMap((name) => byName.get(name) ?? []);
    const generations = own.flatMap(({ awsGeneration }) => awsGeneration ?? []);
    const awsGeneration = generations.length > 0 ? Math.max(...generations) : null;
    return { ...row, awsGeneration, found: own.map(foundView), seen: seenOf(own) };
  });
  return { schedules, count: rows[0]?.count ?? 0 };
}

/** What is in AWS only is shown field by field, too. */
const foundView = ({ name, targetId, kind, foundAt, switchedOff, ours, theirs }: Drift): FoundView => ({
  name,
  targetId,
  kind,
  foundAt,
  switchedOff,
  differences: theirs === null ? [] : diff(ours ?? {}, theirs),
});
