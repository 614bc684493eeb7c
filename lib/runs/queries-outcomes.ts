import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { readable } from '@/lib/schedules/readable';
import { scheduleId } from '@/lib/schedules/schema';
import { AWAITED, BAD_RUNS, matches, OPEN_RUNS, type Runs, STOPPABLE, WAITS_AGAIN } from './conditions';
import { ANY_RUN, type Origin, type RunState } from './filter';
import { type RunRow, rowsOf } from './queries';

const SHOWN = 50;

/** Whether a run's time has come, or is so near that it may be over: extra runs may be cancelled years before theirs. */
const NEAR = Prisma.sql`r.slot_at <= clock_timestamp() + interval '2 minutes'`;

export type ScheduleRuns = {
  /** Its last runs that began or should have, the newest first: at most 50. */
  last: RunRow[];
  /** The extra runs that are planned, the next first: at most 50. */
  extra: RunRow[];
  /** How many can be stopped. */
  stoppable: number;
  /** How many were missed in the last 7 days, at most COUNT_CAP. */
  missed: number;
  /** The schedule's next run, which may follow from how these end. */
  nextRunAt: Date | null;
};

/**
 * How a schedule ran lately.
 * @throws RotaError not-found; forbidden, where somebody may not see it
 */
export async function runsOfSchedule(context: Context, id: string): Promise<ScheduleRuns> {
  await authorise(context, 'schedule.read');
  const place = scheduleId.safeParse(id).success
    ? await db().schedule.findUnique({
        where: { id },
        select: { teamId: true, environmentId: true, clock: true },
      })
    : null;
  if (!place) throw notFound('This schedule');
  await authorise(context, 'schedule.read', place);
  const its = Prisma.sql`r.schedule_id = ${id}`;
  const began = Prisma.sql`(r.slot_at <= clock_timestamp() OR (r.state IS NOT NULL AND ${NEAR}))`;
  const ahead = Prisma.sql`r.slot_at > clock_timestamp() AND r.state IS NULL AND r.origin = 'extra'`;
  const lately = Prisma.sql`r.slot_at BETWEEN clock_timestamp() - interval '7 days' AND clock_timestamp()`;
  const [last, extra, [counted]] = await Promise.all([
    rowsOf(Prisma.sql`${its} AND ${began}`, Prisma.sql`r.slot_at DESC, r.id DESC`, SHOWN),
    rowsOf(Prisma.sql`${its} AND ${ahead}`, Prisma.sql`r.slot_at, r.id`, SHOWN),
    db().$queryRaw<{ stoppable: number; missed: number }[]>`
      SELECT (SELECT count(*)::int FROM run_queue q WHERE q.schedule_id = ${id}
          AND (${STOPPABLE} OR ${WAITS_AGAIN} OR (q.worker IS NULL AND ${AWAITED}))) AS stoppable,
        (SELECT count(*)::int FROM (
          SELECT FROM run r WHERE ${its} AND ${lately} AND r.state = 'missed' LIMIT ${COUNT_CAP}) capped) AS missed`,
  ]);
  if (!counted) throw new Error('The runs could not be counted.');
  return { last, extra, ...counted, nextRunAt: place.clock?.nextRunAt ?? null };
}

export type Outcome = {
  id: string;
  state: RunState;
  slotAt: Date;
  origin: Origin;
  /** How the last slots ended, this one first: at most 50. */
  recent: RunState[];
};

/** Of the runs of a slot the one that somebody has to look at. */
const WORST = Prisma.sql`array_position(
  '{failed,gave_up,unknown,missed,cancelled,skipped,delivered,succeeded}', r.state::text)`;

/**
 * The last slot of each of some schedules that is over, by the schedule's id, of those that somebody may see. A slot of
 * several targets is as its worst run.
 */
export async function lastOutcomes(
  context: Context,
  ids: readonly string[],
): Promise<Record<string, Outcome>> {
  const { actor } = await authorise(context, 'schedule.read');
  const rows = await db().$queryRaw<(Outcome & { scheduleId: string })[]>`
    SELECT s.id AS "scheduleId", last.* FROM schedule s, LATERAL (
      SELECT (array_agg(id ORDER BY slot_at DESC))[1] AS id, (array_agg(state ORDER BY slot_at DESC))[1] AS state,
        max(slot_at) AS "slotAt", (array_agg(origin ORDER BY slot_at DESC))[1] AS origin,
        array_agg(state ORDER BY slot_at DESC) AS recent
      FROM (
        SELECT DISTINCT ON (r.slot_at) r.id, r.state::text, r.slot_at, r.origin::text FROM run r
        WHERE r.schedule_id = s.id AND r.state IS NOT NULL AND ${NEAR}
        ORDER BY r.slot_at DESC, ${WORST} LIMIT ${SHOWN}
      ) slots HAVING count(*) > 0
    ) last
    WHERE s.id = ANY (${[...ids]}::text[]) AND ${readable(actor)}`;
  return Object.fromEntries(rows.map(({ scheduleId, ...outcome }) => [scheduleId, outcome]));
}

/** Counts stop here. */
export const COUNT_CAP = 10_001;

/** Each number at most COUNT_CAP. */
export type RunCounts = {
  /** Due, and neither sent nor over. */
  backlog: number;
  running: number;
  /** Failed, given up, unknown or missed in the last 24 hours. */
  bad: number;
};

/** How runs stand at a glance, of those that somebody may see. */
export async function countRuns(context: Context): Promise<RunCounts> {
  const { actor } = await authorise(context, 'schedule.read');
  const count = ({ from }: Runs, condition: Prisma.Sql) => Prisma.sql`(
    SELECT count(*)::int FROM (SELECT FROM ${from} WHERE ${condition} AND ${readable(actor)} LIMIT ${COUNT_CAP}) capped)`;
  const open = (state: 'waiting' | 'running') =>
    count(OPEN_RUNS, matches({ ...ANY_RUN, state }, OPEN_RUNS, actor));
  const lately = Prisma.sql`${BAD_RUNS.slotAt} > clock_timestamp() - interval '1 day'`;
  const [counts] = await db().$queryRaw<RunCounts[]>`
    SELECT ${open('waiting')} AS backlog, ${open('running')} AS running, ${count(BAD_RUNS, lately)} AS bad`;
  if (!counts) throw new Error('The counts could not be read.');
  return counts;
}
