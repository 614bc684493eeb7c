import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { EXACT } from '@/lib/dispatch/engine/due';
import { notFound } from '@/lib/errors';
import { type GateBefore, gateBefore } from '@/lib/gates/before-run';
import { scheduleId } from '@/lib/schedules/schema';
import { maskInput } from '@/lib/targets/secrets';
import { type RunRow, rowsOf } from './queries';
import type { Unserved } from './why';
import { WORKER_UP } from './worker-up';

export type RunAttempt = {
  attempt: number;
  startedAt: Date;
  /** Null while it is under way, and of one that was written down and never sent. */
  endedAt: Date | null;
  outcome: string | null;
  reason: string | null;
  status: number | null;
  excerpt: string | null;
  requestId: string | null;
  links: { label: string; url: string }[];
};

export type RunDetail = RunRow & {
  /** The version of the schedule. */
  generation: number;
  scheduleState: string;
  /** As the audits say it. */
  requestedByName: string | null;
  /** What it was sent in place of the target's own input, secrets masked; `''` where the target was removed since. */
  changedInput: string | null;
  /** Whether what targets answer is kept there. */
  keepsAnswers: boolean;
  log: RunAttempt[];
  /** What stands before it, while it was not sent; and why no worker takes it, where it is due. */
  gate: GateBefore | null;
  unserved: Unserved | null;
};

/**
 * One run with each of its attempts, the first first.
 * @throws RotaError not-found; forbidden, where somebody may not see its schedule
 */
export async function getRun(context: Context, id: string): Promise<RunDetail> {
  await authorise(context, 'schedule.read');
  if (!scheduleId.safeParse(id).success) throw notFound('This run');
  const [row] = await rowsOf(Prisma.sql`r.id = ${id}`, Prisma.sql`r.slot_at`, 1);
  const run = await db().run.findFirst({ where: { id } });
  if (!row || !run) throw notFound('This run');
  await authorise(context, 'schedule.read', row);
  const [schedule, target, environment, log, requestedByName, gate, unserved] = await Promise.all([
    db().schedule.findUniqueOrThrow({ where: { id: row.scheduleId }, select: { state: true } }),
    db().target.findUnique({ where: { id: run.targetId }, select: { secretFields: true } }),
    db().environment.findUniqueOrThrow({ where: { id: row.environmentId } }),
    db().runAttempt.findMany({ where: { runId: id, slotAt: row.slotAt }, orderBy: { attempt: 'asc' } }),
    run.requestedByName ?? nameOf(run.requestedBy),
    run.state === null ? gateBefore(id) : null,
    row.state === 'waiting' ? unservedOf(id) : null,
  ]);
  const { changedInput } = run;
  return {
    ...row,
    generation: run.generation,
    scheduleState: schedule.state,
    requestedByName,
    changedInput: changedInput && (target ? maskInput(changedInput, target.secretFields) : ''),
    keepsAnswers: environment.keepAnswers ?? !environment.production,
    log: log.map(({ runId: _, slotAt: _at, worker: _worker, links, ...attempt }) => ({
      ...attempt,
      links: links as RunAttempt['links'],
    })),
    gate,
    unserved,
  };
}

/** Why no worker takes a run that is due; null where one may, or has it in hand. */
async function unservedOf(id: string): Promise<Unserved | null> {
  const [found] = await db().$queryRaw<{ why: Unserved | null }[]>`
    SELECT CASE WHEN q.worker IS NOT NULL OR q.visible_at > clock_timestamp() THEN NULL
      WHEN NOT EXISTS (SELECT FROM worker WHERE ${WORKER_UP}) THEN 'no-worker'
      WHEN ${EXACT} AND NOT EXISTS (SELECT FROM worker WHERE ${WORKER_UP} AND clock_off_ms IS NULL) THEN 'clocks' END AS why
    FROM run_queue q WHERE q.run_id = ${id}`;
  return found?.why ?? null;
}

/** The name of a person by their id; null of nobody, and of somebody who was erased. */
async function nameOf(id: string | null): Promise<string | null> {
  if (id === null) return null;
  const [user] = await db().$queryRaw<{ name: string }[]>`
    SELECT display_name AS name FROM "user" WHERE id::text = ${id}`;
  return user?.name ?? null;
}
