import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { scheduleId } from '@/lib/schedules/schema';
import { maskInput } from '@/lib/targets/secrets';
import { type RunRow, rowsOf } from './queries';

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
  const [schedule, target, environment, log, requestedByName] = await Promise.all([
    db().schedule.findUniqueOrThrow({ where: { id: row.scheduleId }, select: { state: true } }),
    db().target.findUnique({ where: { id: run.targetId }, select: { secretFields: true } }),
    db().environment.findUniqueOrThrow({ where: { id: row.environmentId } }),
    db().runAttempt.findMany({ where: { runId: id, slotAt: row.slotAt }, orderBy: { attempt: 'asc' } }),
    run.requestedByName ?? nameOf(run.requestedBy),
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
  };
}

/** The name of a person by their id; null of nobody, and of somebody who was erased. */
async function nameOf(id: string | null): Promise<string | null> {
  if (id === null) return null;
  const [user] = await db().$queryRaw<{ name: string }[]>`
    SELECT display_name AS name FROM "user" WHERE id::text = ${id}`;
  return user?.name ?? null;
}
