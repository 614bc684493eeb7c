import { SOMEWHERE } from '@/lib/auth/access';
import type { Permission } from '@/lib/auth/roles';
import { authorise, command, parse } from '@/lib/command';
import { actorId, actorName, type Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import { conflict, type FieldError, forbidden, invalid, notFound } from '@/lib/errors';
import type { BulkJob } from '@/lib/generated/prisma/client';
import { newId } from '@/lib/id';
import { databaseNow } from '@/lib/schedules/load';
import { pauseEnd } from '@/lib/schedules/pause-choice';
import { allowedAt } from '@/lib/schedules/readable';
import { wakeWorkers } from '@/lib/wake-workers';
import { BULK, type BulkAction, deletePhrase, type JobAction, permissionOf, schedulesText } from './actions';
import { askerOf } from './asker';
import { noteReach } from './reach';
import { type JobParams, retryInput, type StartInput, startInput, undoInput } from './schema';

/** Starts a draft of one's own: its rows are carried out one by one, by web or worker. */
export const startBulk = command({
  permission: 'bulk.start',
  input: startInput,
  at: SOMEWHERE,
  async run(tx, context, input) {
    const job = await loadJob(tx, input.id);
    if (job.createdBy !== actorId(context.actor))
      throw conflict('Somebody else prepared this. Prepare it yourself to see what you start.');
    if (job.status !== 'draft') throw conflict('This was started already.');
    const action = job.action as BulkAction;
    const now = await databaseNow(tx);
    const queued = await tx.bulkItem.count({ where: { jobId: job.id, status: 'queued' } });
    assertAny(queued);
    const params = paramsFor(action, input, queued, now);
    await tx.bulkJob.update({
      where: { id: job.id },
      data: { status: 'running', reason: input.reason, params, startedAt: now, ...runsAs(context) },
    });
    await wakeWorkers(tx);
    const subject = `${BULK[action].verb} ${schedulesText(queued)}`;
    return {
      result: { id: job.id, rows: queued },
      entry: {
        audit: 'activity',
        action: 'bulk.start',
        subject,
        reason: input.reason,
        details: { job: job.id, action, ...params, schedules: queued },
      },
    };
  },
});

/**
 * Tries what failed once more where whoever asks may, with their rights; what was undone since could not be undone
 * again.
 */
export const retryBulk = command({
  permission: 'bulk.retry',
  input: retryInput,
  at: SOMEWHERE,
  async run(tx, context, { id }) {
    const job = await loadJob(tx, id);
    if (job.status === 'running') throw conflict('This is still under way. Wait until it is finished.');
    if (await tx.bulkJob.findUnique({ where: { undoOf: id } }))
      throw conflict('This was undone, so what failed is not tried again. Act on the schedules anew.');
    const permission = await permissionAgain(tx, job);
    await assertInReach(tx, context, job, 'failed', permission, 'some');
    const count = await tx.$executeRaw`
      UPDATE bulk_item i SET status = 'queued', message = NULL, lease_until = NULL, done_at = NULL
      FROM schedule s WHERE s.id = i.schedule_id AND i.job_id = ${id} AND i.status = 'failed'
        AND ${allowedAt(context.actor, permission)}`;
    if (count === 0) throw conflict('Nothing failed, so there is nothing to try again.');
    await tx.bulkJob.update({
      where: { id },
      data: { status: 'running', finishedAt: null, ...runsAs(context) },
    });
    await wakeWorkers(tx);
    return {
      result: { id, rows: count },
      entry: {
        audit: 'activity',
        action: 'bulk.retry',
        subject: schedulesText(count),
        details: { job: id, action: job.action, schedules: count },
      },
    };
  },
});

/**
 * Brings back what a job changed: a job of its own, with only those rows that nobody changed since. Needs the
 * permission to take such an act back, for all of its schedules.
 */
export const undoBulk = async (context: Context, raw: unknown): Promise<{ id: string; rows: number }> => {
  await authorise(context, 'bulk.undo');
  const job = await db().bulkJob.findUnique({ where: { id: parse(undoInput, raw).id } });
  if (job && job.action !== 'undo') await authorise(context, BULK[job.action as BulkAction].undoPermission);
  return undo(context, raw);
};

const undo = command({
  permission: 'bulk.undo',
  input: undoInput,
  at: SOMEWHERE,
  async run(tx, context, { id: undoneId, reason }) {
    const job = await loadJob(tx, undoneId);
    if (job.action === 'undo') throw conflict('This undid something itself. Act on the schedules anew.');
    if (job.status !== 'done') throw conflict('This is not finished, so it can not be undone yet.');
    if (await tx.bulkJob.findUnique({ where: { undoOf: undoneId } }))
      throw conflict('This was undone already.');
    const permission = BULK[job.action as BulkAction].undoPermission;
    await assertInReach(tx, context, job, 'done', permission, 'all');
    const now = await databaseNow(tx);
    const id = newId();
    const by = { createdBy: actorId(context.actor), createdByName: actorName(context.actor), createdAt: now };
    const run = { startedAt: now, ...runsAs(context), requestIds: [context.requestId] };
    await tx.bulkJob.create({
      data: { id, action: 'undo', status: 'running', reason, undoOf: undoneId, ...by, ...run },
    });
    const rows = await tx.$executeRaw`
      INSERT INTO bulk_item (job_id, schedule_id, position, name, generation, before, status, message)
      SELECT ${id}, i.schedule_id, i.position, s.name, i.generation_after, i.before,
        (CASE WHEN s.generation = i.generation_after THEN 'queued' ELSE 'skipped' END)::"BulkItemStatus",
        CASE WHEN s.generation <> i.generation_after THEN 'Somebody changed it since, so it was left as it is.' END
      FROM bulk_item i JOIN schedule s ON s.id = i.schedule_id WHERE i.job_id = ${undoneId} AND i.status = 'done'`;
    if (rows === 0) throw conflict('This changed nothing, so there is nothing to undo.');
    await noteReach(tx, id);
    await wakeWorkers(tx);
    return {
      result: { id, rows },
      entry: {
        audit: 'activity',
        action: 'bulk.undo',
        subject: schedulesText(rows),
        reason,
        details: { job: id, undone: undoneId, action: job.action, schedules: rows },
      },
    };
  },
});

/** Locked until the transaction ends. @throws RotaError not-found */
async function loadJob(tx: Tx, id: string): Promise<BulkJob> {
  await tx.$queryRaw`SELECT id FROM bulk_job WHERE id = ${id} FOR UPDATE`;
  const job = await tx.bulkJob.findUnique({ where: { id } });
  if (!job) throw notFound('This bulk act');
  return job;
}

/**
 * An act is undone once, so whoever does it must reach all of it; what failed may be tried again in parts.
 * @throws RotaError forbidden, where there are such rows, but not enough on which whoever asks may do it
 */
async function assertInReach(
  tx: Tx,
  { actor }: Context,
  { id }: BulkJob,
  left: 'failed' | 'done',
  permission: Permission,
  wanted: 'some' | 'all',
): Promise<void> {
  const [found] = await tx.$queryRaw<{ some: boolean | null; all: boolean | null }[]>`
    SELECT bool_or(${allowedAt(actor, permission)}) AS some, bool_and(${allowedAt(actor, permission)}) AS all
    FROM bulk_item i JOIN schedule s ON s.id = i.schedule_id
    WHERE i.job_id = ${id} AND i.status = ${left}::"BulkItemStatus"`;
  if (found?.[wanted] !== false) return;
  throw forbidden(
    wanted === 'all'
      ? 'Your role does not allow this on all of its schedules, and it is undone as a whole. Ask an administrator of Rota.'
      : 'Your role allows this on none of its schedules. Ask an administrator of Rota.',
  );
}

/** What trying a job again needs. */
async function permissionAgain(tx: Tx, { action, undoOf }: BulkJob): Promise<Permission> {
  const undone = undoOf ? await tx.bulkJob.findUnique({ where: { id: undoOf } }) : null;
  const permission = permissionOf(action as JobAction, (undone?.action as BulkAction | undefined) ?? null);
  if (!permission) throw new Error('The bulk act undoes nothing.');
  return permission;
}

const runsAs = (context: Context) => ({
  runBy: actorId(context.actor),
  runByName: actorName(context.actor),
  ...askerOf(context),
  requestIds: { push: context.requestId },
});

/** @throws RotaError conflict, where there is no schedule to act on */
export function assertAny(rows: number): void {
  if (rows === 0) throw conflict('There is nothing to do: every schedule was left out.');
}

/** What an act needs of the input, and nothing else. @throws RotaError invalid, where something is missing */
export function paramsFor(
  action: BulkAction,
  input: Omit<StartInput, 'id'>,
  rows: number,
  now: Date,
): JobParams {
  const none: JobParams = { until: null, addTags: [], removeTags: [] };
  const refuse = (path: string, message: string): never => {
    throw invalid([{ path, message } satisfies FieldError]);
  };
  switch (action) {
    case 'pause':
      return { ...none, until: (input.until ? pauseEnd(input.until, now) : null)?.toISOString() ?? null };
    case 'team':
      return { ...none, teamId: input.teamId ?? refuse('teamId', 'Choose a team.') };
    case 'owner':
      return { ...none, owner: input.owner ?? refuse('owner', "The owner can't be empty.") };
    case 'tags':
      if (input.addTags.length + input.removeTags.length === 0)
        refuse('addTags', 'Name a tag to add or to remove.');
      return { ...none, addTags: input.addTags, removeTags: input.removeTags };
    case 'delete':
      if (input.confirm.trim() !== deletePhrase(rows))
        refuse('confirm', `This is not it. Type exactly: ${deletePhrase(rows)}`);
      return none;
    default:
      return none;
  }
}
