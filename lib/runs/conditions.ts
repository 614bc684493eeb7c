import type { Actor } from '@/lib/context';
import { Prisma } from '@/lib/db';
import { FROZEN } from '@/lib/freeze/frozen';
import { ofTeamWanted } from '@/lib/schedules/of-team';
import { BAD_STATES, isBad, type RunSelection, type RunState } from './filter';

const OF_SCHEDULE = Prisma.sql`JOIN schedule s ON s.id = r.schedule_id`;
// That it is one of the run's own schedule leads from it to the runs by the index of schedules.
const AT_TARGET = Prisma.sql`LEFT JOIN target t ON t.id = r.target_id AND t.schedule_id = r.schedule_id`;
const IN_QUEUE = Prisma.sql`LEFT JOIN run_queue q ON q.run_id = r.id AND q.slot_at = r.slot_at`;

/**
 * Those that two columns name, with their schedules and targets. Fetched one by one: Postgres expects next to none of
 * them, so it would read the whole history, or all of them anew for each target of a filter.
 */
const named = (slotAt: Prisma.Sql, id: Prisma.Sql) => Prisma.sql`
  CROSS JOIN LATERAL (SELECT * FROM run WHERE run.slot_at = ${slotAt} AND run.id = ${id} LIMIT 1) r ${OF_SCHEDULE}
  LEFT JOIN LATERAL (SELECT * FROM target WHERE target.id = r.target_id LIMIT 1) t ON TRUE`;

/** Runs to read from, and what their pages are sorted by. */
export type Runs = { from: Prisma.Sql; slotAt: Prisma.Sql; id: Prisma.Sql };

/** A run with its schedule, its target where that is still there, and its place in the queue where it is not over. */
export const RUNS: Runs = {
  from: Prisma.sql`run r ${OF_SCHEDULE} ${AT_TARGET} ${IN_QUEUE}`,
  slotAt: Prisma.sql`r.slot_at`,
  id: Prisma.sql`r.id`,
};

/** The same of those alone that are not over. */
export const OPEN_RUNS: Runs = {
  ...RUNS,
  from: Prisma.sql`run_queue q ${named(Prisma.sql`q.slot_at`, Prisma.sql`q.run_id`)}`,
};

/** The same of those alone that ended as nobody wants it. */
export const BAD_RUNS: Runs = {
  from: Prisma.sql`bad_run b ${named(Prisma.sql`b.slot_at`, Prisma.sql`b.run_id`)} ${IN_QUEUE}`,
  slotAt: Prisma.sql`b.slot_at`,
  id: Prisma.sql`b.run_id`,
};

/** No worker has it, or one that waits with it for its gate: nothing is being sent. */
const IDLE = Prisma.sql`(q.worker IS NULL OR q.in_hand)`;
const UNDER_WAY = Prisma.sql`(NOT ${IDLE} OR q.step = 'watch')`;
const AHEAD = Prisma.sql`(q.visible_at > clock_timestamp() AND q.attempts = 0)`;

/** The same in SQL as `openState` of the dispatch has it. */
const OPEN: Partial<Record<RunState, Prisma.Sql>> = {
  planned: Prisma.sql`r.state IS NULL AND NOT ${UNDER_WAY} AND ${AHEAD}`,
  waiting: Prisma.sql`r.state IS NULL AND NOT ${UNDER_WAY} AND NOT ${AHEAD}`,
  running: Prisma.sql`r.state IS NULL AND ${UNDER_WAY}`,
};

const BAD = Prisma.sql`r.state = ANY (${[...BAD_STATES]}::text[])`;

function stateIs(state: RunSelection['state']): Prisma.Sql[] {
  if (state === '') return [];
  return [state === 'bad' ? BAD : (OPEN[state] ?? Prisma.sql`r.state = ${state}`)];
}

/** Whether runs of a filter can be such as are not over, or such as ended as nobody wants it. */
export const canBeOpen = ({ state }: RunSelection): boolean =>
  state === '' || (state !== 'bad' && OPEN[state] !== undefined);
export const canBeBad = ({ state }: RunSelection): boolean => state === '' || state === 'bad' || isBad(state);

/** Where to read the runs of a filter from: those of one schedule are found by it. */
export function runsOf(selection: RunSelection): Runs {
  if (selection.state === '') return RUNS;
  if (canBeOpen(selection)) return fewest(OPEN_RUNS, selection);
  return canBeBad(selection) ? fewest(BAD_RUNS, selection) : RUNS;
}

/** Some of the runs, or all of those of one schedule. */
export const fewest = (some: Runs, { schedule }: RunSelection): Runs => (schedule ? RUNS : some);

const part = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;

/** Whether a run is one that a filter asks for, wherever it may be seen. */
export function matches(selection: RunSelection, { slotAt }: Runs, actor: Actor): Prisma.Sql {
  const { schedule, team, environment, name, kind, target, state, origin, from, to } = selection;
  const all = [
    ...(schedule ? [Prisma.sql`r.schedule_id = ${schedule}`] : []),
    ...(team ? [ofTeamWanted(team, actor, Prisma.sql`s.team_id`)] : []),
    ...(environment ? [Prisma.sql`r.environment_id = ${environment}`] : []),
    ...(name ? [Prisma.sql`lower(s.name) LIKE ${part(name)}`] : []),
    ...(kind ? [Prisma.sql`t.kind = ${kind}::"TargetKind"`] : []),
    ...(target ? [Prisma.sql`lower(t.arn) LIKE ${part(target)}`] : []),
    ...stateIs(state),
    ...(origin ? [Prisma.sql`r.origin = ${origin}`] : []),
    ...(from ? [Prisma.sql`${slotAt} >= ${new Date(from)}`] : []),
    ...(to ? [Prisma.sql`${slotAt} < ${new Date(to)}`] : []),
  ];
  return all.length > 0 ? Prisma.join(all, ' AND ') : Prisma.sql`TRUE`;
}

/** What may be done something to: where to read it from, and what holds of it. */
export type Possible = { runs: Runs; where: Prisma.Sql };

/** Nothing was sent for them yet, or they wait for another attempt: nothing is being sent. */
export const CANCELLABLE: Possible = {
  runs: OPEN_RUNS,
  where: Prisma.sql`r.state IS NULL AND ${IDLE} AND q.step = 'send'`,
};

/**
 * They ended without having done what they should, and could be sent now: by themselves, what a person stopped is sent
 * again one by one. An input that was changed for one run was meant
 * for the targets of that version: nobody else may be told its secrets.
 */
export const REDRIVABLE: Possible = {
  runs: BAD_RUNS,
  where: Prisma.sql`${BAD} AND r.ended_by IS NULL AND t.kind <> 'other' AND s.state <> 'deleted'
    AND (r.changed_input IS NULL OR r.generation = s.generation)
    AND NOT ${FROZEN}
    AND EXISTS (SELECT FROM environment e WHERE e.id = s.environment_id AND e.disabled_at IS NULL)`,
};

/** Its tasks run in ECS: these can be told to stop. */
export const STOPPABLE = Prisma.sql`(q.step = 'watch' AND q.tasks <> '{}')`;

/** It was sent, and waits for its receiver to call back. */
export const AWAITED = Prisma.sql`(q.step = 'watch' AND q.tasks = '{}')`;

/** They wait for a call-back, and nobody holds them. */
export const ENDABLE: Possible = {
  runs: OPEN_RUNS,
  where: Prisma.sql`r.state IS NULL AND q.worker IS NULL AND ${AWAITED}`,
};

/** It was sent, and waits for another attempt. */
export const WAITS_AGAIN = Prisma.sql`(${IDLE} AND q.step = 'send' AND q.attempts - q.in_hand::int > q.attempts_before)`;
