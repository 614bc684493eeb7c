import { taskPage } from '@/lib/aws/send/console';
import type { Tx } from '@/lib/db';
import { storable, storableJson } from '@/lib/storable';
import { createRuns } from '../create';
import type { Told } from './judge';
import { type DirectRun, type EndedTask, runOfTasks, type TaskOutcome } from './outcome';

/** In the place of a worker's name. */
const SENDER = 'Amazon ECS';
const LONGEST_REASON = 1_000;

/** A task that was told of, and how it ended. */
export type Ending = Told & { outcome: TaskOutcome; reason: string | null };

/**
 * Writes down how tasks of direct runs ended, and the runs that they make. Each task counts once, as ECS told of it last. A
 * slot that has a run of another kind keeps it: one that EventBridge Scheduler gave up, or that was sent again since.
 */
export async function recordTasks(tx: Tx, environmentId: string, endings: readonly Ending[]): Promise<void> {
  await keepTasks(tx, environmentId, endings);
  const slots = new Map(endings.map((ending) => [keyOf(ending), ending]));
  const inOrder = [...slots].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, ending]) => ending);
  for (const ending of inOrder) await writeRun(tx, environmentId, ending);
}

/** Runs are locked in this order. */
const keyOf = ({ slot, end }: Told): string => `${slot.at.toISOString()} ${end.targetId}`;

async function keepTasks(tx: Tx, environmentId: string, endings: readonly Ending[]): Promise<void> {
  const latest = new Map<string, Ending>();
  for (const ending of endings) {
    const other = latest.get(ending.end.taskArn);
    if (!other || other.end.version < ending.end.version) latest.set(ending.end.taskArn, ending);
  }
  const rows = [...latest.values()].map(({ end, schedule, slot, outcome, reason }) => ({
    task_arn: end.taskArn,
    schedule_id: schedule.id,
    target_id: end.targetId,
    slot_at: slot.at,
    sure: slot.sure,
    version: end.version,
    outcome,
    reason: reason && storable(reason.slice(0, LONGEST_REASON)),
    created_at: end.createdAt,
    started_at: end.startedAt,
    stopped_at: end.stoppedAt,
  }));
  await tx.$executeRaw`
    INSERT INTO direct_task AS t (environment_id, task_arn, schedule_id, target_id, slot_at, sure, version, outcome, reason,
      created_at, started_at, stopped_at)
    SELECT ${environmentId}, d.* FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS d (task_arn text, schedule_id text,
      target_id text, slot_at timestamptz, sure boolean, version int, outcome text, reason text, created_at timestamptz,
      started_at timestamptz, stopped_at timestamptz) ORDER BY task_arn
    ON CONFLICT (environment_id, task_arn) DO UPDATE SET version = EXCLUDED.version, outcome = EXCLUDED.outcome,
      reason = EXCLUDED.reason, started_at = EXCLUDED.started_at, stopped_at = EXCLUDED.stopped_at
    WHERE t.version < EXCLUDED.version`;
}

/** Makes the run of a slot, or makes it what its tasks say by now, of whichever worker they are. */
async function writeRun(tx: Tx, environmentId: string, ending: Ending): Promise<void> {
  const { end, schedule, generation, slot, count } = ending;
  const place = { scheduleId: schedule.id, targetId: end.targetId, slotAt: slot.at };
  const first = runOfTasks(await tasksOf(tx, environmentId, place), count);
  if (!first) return;
  const ended = { state: first.state, reason: first.reason };
  const made = {
    environmentId,
    generation,
    nominalAt: slot.at,
    origin: 'direct',
    dueAt: slot.at,
    ended,
  } as const;
  await createRuns(tx, [{ ...place, ...made }]);
  const id = await lockOwnRun(tx, place);
  const tasks = await tasksOf(tx, environmentId, place);
  const run = runOfTasks(tasks, count);
  if (id !== null && run) await updateRun(tx, { id, slotAt: slot.at }, run, tasks);
}

type Place = { scheduleId: string; targetId: string; slotAt: Date };

const tasksOf = (tx: Tx, environmentId: string, place: Place): Promise<EndedTask[]> =>
  tx.$queryRaw<EndedTask[]>`
    SELECT task_arn AS "taskArn", outcome, reason, sure, created_at AS "createdAt", started_at AS "startedAt",
      stopped_at AS "stoppedAt"
    FROM direct_task WHERE environment_id = ${environmentId} AND schedule_id = ${place.scheduleId}
      AND target_id = ${place.targetId} AND slot_at = ${place.slotAt} ORDER BY created_at, task_arn`;

/** The run of a slot, where nothing but its tasks made it. */
async function lockOwnRun(tx: Tx, { scheduleId, targetId, slotAt }: Place): Promise<string | null> {
  const [run] = await tx.$queryRaw<{ id: string }[]>`
    SELECT r.id FROM run r WHERE r.schedule_id = ${scheduleId} AND r.target_id = ${targetId} AND r.slot_at = ${slotAt}
      AND r.origin = 'direct' AND r.state IS NOT NULL AND NOT EXISTS (
        SELECT FROM run_attempt a WHERE a.run_id = r.id AND a.slot_at = r.slot_at AND a.worker <> ${SENDER})
    FOR UPDATE`;
  return run?.id ?? null;
}

async function updateRun(
  tx: Tx,
  { id, slotAt }: { id: string; slotAt: Date },
  { state, reason, startedAt, endedAt }: DirectRun,
  ended: readonly EndedTask[],
): Promise<void> {
  const tasks = ended.map(({ taskArn }) => taskArn);
  const links = storableJson(tasks.flatMap(taskPage));
  await tx.$executeRaw`
    UPDATE run SET state = ${state}, reason = ${reason}, attempts = 1, tasks = ${tasks}, started_at = ${startedAt},
      ended_at = ${endedAt} WHERE id = ${id} AND slot_at = ${slotAt}`;
  await tx.$executeRaw`
    INSERT INTO run_attempt (run_id, slot_at, attempt, worker, started_at, ended_at, outcome, reason, links)
    VALUES (${id}, ${slotAt}, 1, ${SENDER}, ${startedAt}, ${endedAt},
      ${state === 'unknown' ? 'unanswered' : state}, ${reason}, ${links}::jsonb)
    ON CONFLICT (run_id, slot_at, attempt) DO UPDATE SET started_at = EXCLUDED.started_at, ended_at = EXCLUDED.ended_at,
      outcome = EXCLUDED.outcome, reason = EXCLUDED.reason, links = EXCLUDED.links`;
}
