import type { Permission } from '@/lib/auth/roles';
import { allows, authorise } from '@/lib/command';
import type { Actor, Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { openState } from '@/lib/dispatch/states';
import { keyset, type Page, readCursor, toPage } from '@/lib/keyset';
import { OWN_TEAMS } from '@/lib/schedules/filter';
import { allowedAt, readable } from '@/lib/schedules/readable';
import type { Kind } from '@/lib/targets/registry';
import {
  AWAITED,
  CANCELLABLE,
  canBeBad,
  canBeOpen,
  ENDABLE,
  fewest,
  matches,
  type Possible,
  REDRIVABLE,
  RUNS,
  runsOf,
} from './conditions';
import { AT_ONCE, type Origin, type RunFilter, type RunSelection, type RunState } from './filter';

export const PAGE_SIZE = 50;

export type RunRow = {
  id: string;
  slotAt: Date;
  /** The time that its payload names. */
  nominalAt: Date;
  scheduleId: string;
  scheduleName: string;
  teamId: string;
  teamName: string;
  environmentId: string;
  environmentName: string;
  production: boolean;
  /** What it runs; null where the target was removed since. */
  target: { kind: Kind; arn: string; settings: object } | null;
  origin: Origin;
  state: RunState;
  reason: string | null;
  endedByName: string | null;
  attempts: number;
  startedAt: Date | null;
  endedAt: Date | null;
  /** When it is sent, or sent again; null once it is under way or over. */
  dueAt: Date | null;
  /** Kept back because its schedule is off. */
  held: boolean;
  /** Kept back by a freeze. */
  frozen: boolean;
  /** Waits for a call-back, and no worker holds it. */
  awaited: boolean;
  /** A gate stands before it: it is sent once that lets it pass. */
  atGate: boolean;
  /** Another run of its target is under way, and no two may be at once. */
  behind: boolean;
};

/** As the database has it: its place in the queue is null where it is over. */
type Listed = Omit<RunRow, 'state' | 'dueAt'> & {
  final: RunState | null;
  visibleAt: Date | null;
  worker: string | null;
  step: string;
  sent: number;
  inHand: boolean;
  now: Date;
};

/** What is under way is the same as in `settleTargets` of the dispatch. */
const BEHIND = Prisma.sql`(q.exclusive AND q.worker IS NULL AND q.step = 'send' AND EXISTS (
  SELECT FROM run_queue o WHERE o.schedule_id = q.schedule_id AND o.target_id = q.target_id AND o.run_id <> q.run_id
    AND (o.worker IS NOT NULL OR o.step = 'watch' OR o.attempts > o.attempts_before)))`;

const COLUMNS = Prisma.sql`r.id, r.slot_at AS "slotAt", r.nominal_at AS "nominalAt", r.schedule_id AS "scheduleId",
  s.name AS "scheduleName", s.team_id AS "teamId", (SELECT m.name FROM team m WHERE m.id = s.team_id) AS "teamName",
  r.environment_id AS "environmentId", e.name AS "environmentName", e.production,
  CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('kind', t.kind, 'arn', t.arn, 'settings', t.settings) END AS target,
  r.origin, r.state AS final, r.reason, r.ended_by_name AS "endedByName", COALESCE(q.attempts - q.in_hand::int, r.attempts) AS attempts,
  r.started_at AS "startedAt", r.ended_at AS "endedAt", CASE WHEN q.in_hand THEN q.since ELSE q.visible_at END AS "visibleAt",
  q.worker, COALESCE(q.in_hand, false) AS "inHand", COALESCE(q.gate_id IS NOT NULL AND q.step = 'send', false) AS "atGate",
  COALESCE(q.step, 'send') AS step, COALESCE(q.attempts, 0) AS sent, COALESCE(q.held, false) AS held,
  COALESCE(${BEHIND}, false) AS behind,
  r.state IS NULL AND frozen(s.team_id, s.environment_id) AS frozen,
  COALESCE(q.worker IS NULL AND ${AWAITED}, false) AS awaited, clock_timestamp() AS now`;

/** Runs with what is shown of each. */
export async function rowsOf(
  where: Prisma.Sql,
  orderBy: Prisma.Sql,
  limit: number,
  { from } = RUNS,
): Promise<RunRow[]> {
  const rows = await db().$queryRaw<Listed[]>`
    SELECT ${COLUMNS} FROM ${from} JOIN environment e ON e.id = r.environment_id
    WHERE ${where} ORDER BY ${orderBy} LIMIT ${limit}`;
  return rows.map(rowOf);
}

function rowOf({ final, visibleAt, worker, step, sent, inHand, now, ...row }: Listed): RunRow {
  const state =
    final ?? openState({ visibleAt: visibleAt ?? now, worker, step, attempts: sent, inHand }, now);
  return { ...row, state, dueAt: state === 'planned' || state === 'waiting' ? visibleAt : null };
}

/** One page of the runs that match a filter, `size` of them, the newest slots first. */
export async function listRuns(context: Context, filter: RunFilter, size = PAGE_SIZE): Promise<Page<RunRow>> {
  const { actor } = await authorise(context, 'schedule.read');
  const { after, before, ...selection } = filter;
  const place = { after: readCursor(after, 'timestamptz'), before: readCursor(before, 'timestamptz') };
  const runs = runsOf(selection);
  const order = { value: runs.slotAt, type: 'timestamptz', id: runs.id, descending: true } as const;
  const { where, orderBy, backwards } = keyset(order, place);
  const wanted = Prisma.sql`${readable(actor)} AND ${matches(selection, runs, actor)} AND ${where}`;
  const rows = await rowsOf(wanted, orderBy, size + 1, runs);
  return toPage(rows, size, place, backwards, ({ slotAt, id }) => ({ value: slotAt.toISOString(), id }));
}

/** What can be done to all runs of a filter. */
export type ManyAct = 'cancel' | 'end' | 'redrive';

/** How many runs of a filter somebody can act on, each number at most 10,000. */
export type Actable = Record<ManyAct, number> & {
  /** The names of the production environments that each act may reach. */
  production: Record<ManyAct, string[]>;
};

const NEEDS: Record<ManyAct, Permission> = { cancel: 'run.cancel', end: 'run.stop', redrive: 'run.redrive' };

type CountedIn = Record<ManyAct, number> & { id: string; name: string; production: boolean };

/** What the buttons over a list of runs offer. */
export async function countActable(context: Context, selection: RunSelection): Promise<Actable> {
  const { actor } = await authorise(context, 'schedule.read');
  const some = (act: ManyAct, possible: Possible) => {
    const runs = fewest(possible.runs, selection);
    return Prisma.sql`(
      SELECT ${act}::text AS act, r.environment_id FROM ${runs.from}
      WHERE ${possible.where} AND ${matches(selection, runs, actor)} AND ${readable(actor)}
        AND ${allowedAt(actor, NEEDS[act])}
      LIMIT ${AT_ONCE})`;
  };
  const counted = [
    ...(canBeOpen(selection) ? [some('cancel', CANCELLABLE), some('end', ENDABLE)] : []),
    ...(canBeBad(selection) ? [some('redrive', REDRIVABLE)] : []),
  ];
  if (counted.length === 0) return actableIn([], actor, selection);
  const places = await db().$queryRaw<CountedIn[]>`
    SELECT e.id, e.name, e.production, count(*) FILTER (WHERE act = 'cancel')::int AS cancel,
      count(*) FILTER (WHERE act = 'end')::int AS "end", count(*) FILTER (WHERE act = 'redrive')::int AS redrive
    FROM environment e LEFT JOIN (${Prisma.join(counted, ' UNION ALL ')}) counted ON counted.environment_id = e.id
    GROUP BY e.id ORDER BY e.name`;
  return actableIn(places, actor, selection);
}

/** @param places all environments, each with how many of the runs that were counted it has */
function actableIn(places: readonly CountedIn[], actor: Actor, selection: RunSelection): Actable {
  const { schedule, environment, team } = selection;
  const sum = (act: ManyAct) => places.reduce((count, place) => count + place[act], 0);
  // Of more than were counted, any production environment in which the actor may do this may have some.
  const someLeft = (act: ManyAct, environmentId: string) =>
    !schedule &&
    !environment &&
    sum(act) === AT_ONCE &&
    allows(actor, NEEDS[act], { environmentId, ...(team && team !== OWN_TEAMS && { teamId: team }) });
  const reached = (act: ManyAct) =>
    places
      .filter((place) => place.production && (place[act] > 0 || someLeft(act, place.id)))
      .map(({ name }) => name);
  return {
    cancel: sum('cancel'),
    end: sum('end'),
    redrive: sum('redrive'),
    production: { cancel: reached('cancel'), end: reached('end'), redrive: reached('redrive') },
  };
}
