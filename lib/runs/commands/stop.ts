import { z } from 'zod';
import { sentence } from '@/lib/aws/send/sentence';
import { stopTasks, type Unstopped } from '@/lib/aws/send/tasks-stop';
import { type Command, command } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma, type Tx } from '@/lib/db';
import { endUnsent } from '@/lib/dispatch/end-unsent';
import { stoppingText } from '@/lib/dispatch/engine/next-step';
import { assertInUse } from '@/lib/environments/place';
import { conflict } from '@/lib/errors';
import { atSchedule } from '@/lib/schedules/at';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { STOPPABLE, WAITS_AGAIN } from '../conditions';
import { atRun, runIn, subjectOf } from './at';
import { endAwaited } from './end-awaited';
import { markEndedBy } from './ended-by';

type Running = { runId: string; cluster: string; tasks: string[] };
type Asked = { environmentId: string; running: Running[]; cancelled: number; ended: number; reason: string };

export type Stopped = {
  /** Runs whose tasks ECS was told to stop. */
  stopped: number;
  /** Runs that waited for another attempt. */
  cancelled: number;
  /** Runs that waited for a call-back. */
  ended: number;
  /** What AWS said against it, or why it did not say anything: where it did not refuse, ECS is told again. */
  problems: string[];
};

const input = z.strictObject({ id: scheduleId, reason });

/**
 * Stops a run's tasks of ECS, cancels it where it waits for another attempt, or ends it where it waits for a call-back.
 * @throws RotaError as every command; conflict, where nothing of it can be stopped, or tasks of a disabled environment run
 */
export const stopRun: Command<Stopped> = async (context, raw) => carryOut(await askOne(context, raw));

/** The same for all runs of a schedule: `id` is that of the schedule. */
export const stopSchedule: Command<Stopped> = async (context, raw) => carryOut(await askAll(context, raw));

/** That somebody wants it is written down before ECS is told: what comes of that is state. */
const askOne = command({
  permission: 'run.stop',
  input,
  at: atRun,
  run: async (tx, context, { id, reason }) =>
    ask(tx, context, (await runIn(tx, id)).scheduleId, Prisma.sql`q.run_id = ${id}`, reason),
});

const askAll = command({
  permission: 'run.stop',
  input,
  at: atSchedule,
  run: (tx, context, { id, reason }) => ask(tx, context, id, Prisma.sql`q.schedule_id = ${id}`, reason),
});

async function ask(tx: Tx, context: Context, scheduleId: string, which: Prisma.Sql, reason: string) {
  const { environmentId } = await tx.schedule.findUniqueOrThrow({ where: { id: scheduleId } });
  const waiting = Prisma.sql`${which} AND ${WAITS_AGAIN}`;
  const cancelled = await endUnsent(tx, waiting, 'cancelled', `Stopped: ${reason}`);
  await markEndedBy(tx, context, cancelled);
  const ended = await endAwaited(tx, context, which, reason);
  const running = await tx.$queryRaw<Running[]>`
    WITH told AS (
      UPDATE run_queue q SET stopping = ${reason} FROM target t WHERE t.id = q.target_id AND ${which} AND ${STOPPABLE}
      RETURNING q.run_id, q.slot_at, q.tasks, t.arn)
    UPDATE run r SET reason = ${stoppingText(reason)} FROM told WHERE r.id = told.run_id AND r.slot_at = told.slot_at
    RETURNING r.id AS "runId", told.arn AS cluster, told.tasks`;
  if (running.length > 0) await assertInUse(tx, context, environmentId);
  if (running.length + cancelled.length + ended.length === 0)
    throw conflict(
      'Nothing of it can be stopped: only running tasks of ECS, and what waits for another attempt or a call-back.',
    );
  const counts = { cancelled: cancelled.length, ended: ended.length };
  const result: Asked = { environmentId, running, ...counts, reason };
  const runs = running.map(({ runId }) => runId);
  await markEndedBy(tx, context, runs);
  return {
    result,
    entry: {
      audit: 'activity' as const,
      action: 'run.stop',
      subject: await subjectOf(tx, scheduleId),
      reason,
      details: { scheduleId, runs, cancelled, ended },
    },
  };
}

/**
 * Tells ECS. Each run ends once its tasks have stopped, and no attempt follows; a run of which ECS refuses to stop any goes
 * on. Where no answer came, or AWS was busy, they may stop all the same: the worker tells ECS again at each look.
 */
async function carryOut({ environmentId, running, cancelled, ended, reason }: Asked): Promise<Stopped> {
  const environment = await db().environment.findUniqueOrThrow({ where: { id: environmentId } });
  const problems = new Map<string, Unstopped>();
  for (const cluster of new Set(running.map((run) => run.cluster))) {
    const tasks = running.flatMap((run) => (run.cluster === cluster ? run.tasks : []));
    for (const unstopped of await stopTasks(environment, cluster, tasks, reason))
      problems.set(unstopped.task, unstopped);
  }
  const refused = running.filter(({ tasks }) => tasks.every((task) => problems.get(task)?.refused));
  if (refused.length > 0) await goOn(refused, reason);
  const said = [...problems.values()].map(({ problem, refused }) =>
    refused ? problem : `${sentence(problem)} Rota tells ECS again.`,
  );
  return {
    stopped: running.filter(({ tasks }) => tasks.some((task) => !problems.has(task))).length,
    cancelled,
    ended,
    problems: [...new Set(said)],
  };
}

/** Unless somebody else has them stopped since, for a reason of their own. */
async function goOn(runs: readonly Running[], reason: string): Promise<void> {
  const ids = runs.map(({ runId }) => runId);
  await db().$executeRaw`
    WITH kept AS (
      UPDATE run_queue SET stopping = NULL WHERE run_id = ANY (${ids}::text[]) AND stopping = ${reason}
      RETURNING run_id, slot_at)
    UPDATE run r SET reason = NULL, ended_by = NULL, ended_by_name = NULL FROM kept
    WHERE r.id = kept.run_id AND r.slot_at = kept.slot_at`;
}
