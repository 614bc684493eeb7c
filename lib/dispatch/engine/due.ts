import { Prisma } from '@/lib/db';
import { ownClock } from '../exact/own-clock';

/**
 * Of a run in the queue: it is planned to begin at an instant that has seconds, and has not begun. What is made up for, asked
 * for now or tried again has no such instant any more.
 */
export const EXACT = Prisma.sql`run_is_exact(q)`;

/** Of a run in the queue: this worker may begin it, as far as its own clock goes. */
export const forThisClock = () => Prisma.sql`(${ownClock.isRight}::boolean OR NOT ${EXACT})`;

/**
 * Whether a run may be taken: no freeze covers its schedule, which is on, or a person asked for the run. Tasks that run are
 * looked after whatever holds, and what a deleted schedule left is taken to be cancelled. What is planned to the second is
 * left to workers whose clocks are right. A subquery and no join, so that runs are read in the order of their times until there are enough.
 */
export const MAY_RUN = Prisma.sql`(q.step = 'watch' OR NOT ice.whole AND (ice.to_the_second OR NOT ${EXACT}) AND (
  SELECT s.state = 'deleted' OR (s.state IN ('on', 'completed') OR q.priority = 0) AND NOT (s.team_id = ANY (ice.teams))
  FROM schedule s WHERE s.id = q.schedule_id))`;

/** Whether no gate stands before a run: tasks that run have passed it. In these words, as the index for claims has it. */
export const NO_GATE = Prisma.sql`(q.gate_id IS NULL OR q.step = 'watch')`;

/**
 * The freezes that hold in an environment; while it is in recovery all of it is kept back. And whether this worker may start
 * what is planned to the second.
 */
export const iceOf = (environmentId: string) => Prisma.sql`ice AS MATERIALIZED (
  SELECT coalesce(bool_or(scope = 'all' OR environment_id = ${environmentId}), false) OR in_recovery(${environmentId}) AS whole,
    coalesce(array_agg(team_id) FILTER (WHERE team_id IS NOT NULL), '{}') AS teams,
    ${ownClock.isRight}::boolean AS to_the_second
  FROM "freeze" WHERE lifted_at IS NULL)`;

/** Runs of a priority that may be taken now, in the order of their times, and locked: at most `limit`. */
export const due = (environmentId: string, priority: number, limit: Prisma.Sql) => Prisma.sql`
  SELECT q.run_id FROM run_queue q, ice
  WHERE q.environment_id = ${environmentId} AND q.worker IS NULL AND NOT q.held
    AND q.priority = ${Prisma.raw(String(priority))} AND q.visible_at <= now() AND NOT q.exclusive AND ${NO_GATE} AND ${MAY_RUN}
  ORDER BY q.visible_at LIMIT ${limit} FOR UPDATE OF q SKIP LOCKED`;
