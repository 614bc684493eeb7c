import { mayAt, SOMEWHERE } from '@/lib/auth/access';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { RotaError } from '@/lib/errors';
import { log } from '@/lib/log';
import { permissionOf } from './actions';
import { type Asker, actorOfAsker } from './asker';
import { carryOut, type Task } from './carry-out';
import { dropOldDraft } from './old-drafts';

/** Longer than any row takes. */
const LEASE_SECONDS = 60;
const AT_ONCE = 3;
const CLAIMED = 12;
const NAP = 5_000;

/**
 * Carries out rows of jobs that are under way, of each job in turn; of one job only, where it is named. Each row is
 * done once, however many processes do so at once and wherever one of them dies: a row that was left is claimed anew.
 * @returns how many rows were taken
 */
export async function runRows(jobId: string | null = null): Promise<number> {
  const tasks = await claim(jobId);
  const queue = tasks.values();
  const lane = async () => {
    for (const task of queue) await run(task);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  await finish();
  return tasks.length;
}

/** A turn of the worker. @returns milliseconds until the next one */
export const bulkTurn = async (): Promise<number> =>
  (await runRows()) > 0 || (await dropOldDraft()) ? 0 : NAP;

/** Carries out a job in the process that started it, until it is done or patience ends; workers go on with the rest. */
export async function runSoon(jobId: string, patienceMs: number): Promise<void> {
  const until = Date.now() + patienceMs;
  while (Date.now() < until && (await runRows(jobId)) > 0);
}

type Claimed = Task &
  Asker & {
    runBy: string;
    /** The requests that started it or tried it again, the last one last; none, where an earlier release did. */
    requestIds: string[];
    /** The personal values beside the last one, as JSON; null once they were erased or archived. */
    person: string | null;
  };

/** The right to carry out some rows, until it ends. */
function claim(jobId: string | null): Promise<Claimed[]> {
  return db().$queryRaw<Claimed[]>`
    WITH running AS (
      SELECT id, started_at FROM bulk_job WHERE status = 'running' AND (${jobId}::text IS NULL OR id = ${jobId})
    ), claimed AS (
      UPDATE bulk_item i SET lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      FROM (
        SELECT job_id, schedule_id FROM (
          SELECT r.job_id, r.schedule_id, j.started_at, row_number() OVER (PARTITION BY j.id ORDER BY r.position) AS turn
          FROM running j, LATERAL (
            SELECT q.job_id, q.schedule_id, q.position FROM bulk_item q JOIN schedule s ON s.id = q.schedule_id
            WHERE q.job_id = j.id AND q.status = 'queued' AND NOT in_recovery(s.environment_id)
              AND (q.lease_until IS NULL OR q.lease_until < clock_timestamp())
            ORDER BY q.position LIMIT ${CLAIMED} FOR UPDATE OF q SKIP LOCKED
          ) r
        ) x ORDER BY turn, started_at LIMIT ${CLAIMED}
      ) free
      WHERE i.job_id = free.job_id AND i.schedule_id = free.schedule_id RETURNING i.*
    )
    SELECT i.job_id AS "jobId", j.action, u.action AS undone, j.params, j.reason, i.schedule_id AS "scheduleId",
      i.generation, i.before, j.session_id AS "sessionId",
      j.token_id AS "tokenId", j.run_by AS "runBy",
      j.request_ids AS "requestIds", (
        SELECT p."values" FROM activity_audit a JOIN audit_person p ON p.audit_id = a.id
        WHERE a.request_id = j.request_ids[cardinality(j.request_ids)] AND a.action LIKE 'bulk.%'
        ORDER BY a.seq DESC LIMIT 1
      ) AS person
    FROM claimed i JOIN bulk_job j ON j.id = i.job_id LEFT JOIN bulk_job u ON u.id = j.undo_of ORDER BY i.position`;
}

async function run(task: Claimed): Promise<void> {
  try {
    const { generation } = await carryOut(await contextOf(task), task);
    await mark(task, { status: 'done', generation });
  } catch (error) {
    await failed(task, error);
  }
}

/** With the rights that whoever asked has at this moment, and as part of their request, from where that came. */
async function contextOf({ jobId, runBy, requestIds, person, ...asker }: Claimed): Promise<Context> {
  const { ip, userAgent }: Pick<Context, 'ip' | 'userAgent'> = JSON.parse(
    person ?? '{"ip":null,"userAgent":null}',
  );
  const from = { requestId: requestIds.at(-1) ?? jobId, ip, userAgent };
  if (asker.sessionId === null)
    return { actor: { type: 'system', job: runBy.replace(/^system:/, '') }, ...from };
  const actor = await actorOfAsker(asker);
  if (!actor) throw new RotaError('unauthenticated', 401, ENDED);
  return { actor, ...from };
}

const ENDED =
  'The session or the token by which this was asked for has ended, so the rest was not done. Whoever may can try it again.';

async function failed(task: Claimed, error: unknown): Promise<void> {
  if (!(error instanceof RotaError)) {
    log.error({ err: error, jobId: task.jobId, scheduleId: task.scheduleId }, 'a row of a bulk act failed');
    return mark(task, {
      status: 'failed',
      message: 'Rota could not do this. Its log says why. Try it again.',
    });
  }
  if (error.code === 'unauthenticated' || (error.code === 'forbidden' && !(await mayStill(task))))
    return stop(task, error.message);
  const generation = await generationDone(task);
  if (generation !== null) return mark(task, { status: 'done', generation });
  const status = error.code === 'unavailable' ? 'failed' : 'skipped';
  await mark(task, { status, message: error.message });
}

/** Whether whoever asked may do it to others of its schedules: of other teams, or in other environments. */
async function mayStill({ action, undone, ...asker }: Claimed): Promise<boolean> {
  const actor = await actorOfAsker(asker);
  const permission = permissionOf(action, undone);
  return Boolean(actor && permission && mayAt(actor.grants, permission, SOMEWHERE));
}

/** The generation that this very row made, where the process that made it died before it could say so. */
async function generationDone({
  jobId,
  requestIds,
  scheduleId,
  generation,
}: Claimed): Promise<number | null> {
  const [row] = await db().$queryRaw<{ generation: number }[]>`
    SELECT generation FROM schedule_audit
    WHERE schedule_id = ${scheduleId} AND request_id = ANY(${[jobId, ...requestIds]}) AND generation = ${generation + 1}
      AND outcome = 'ok' AND action <> 'schedule.sync'`;
  return row?.generation ?? null;
}

type Outcome = { status: 'done'; generation: number } | { status: 'skipped' | 'failed'; message: string };

async function mark({ jobId, scheduleId }: Claimed, outcome: Outcome): Promise<void> {
  const generation = outcome.status === 'done' ? outcome.generation : null;
  const message = outcome.status === 'done' ? null : outcome.message;
  await db().$executeRaw`
    UPDATE bulk_item SET status = ${outcome.status}::"BulkItemStatus", message = ${message},
      generation_after = ${generation}, lease_until = NULL, done_at = clock_timestamp()
    WHERE job_id = ${jobId} AND schedule_id = ${scheduleId} AND status = 'queued'`;
}

/** Whoever asked may not any more: one refusal is enough, and the other rows wait for somebody who may. */
async function stop({ jobId }: Claimed, message: string): Promise<void> {
  await db().$executeRaw`
    UPDATE bulk_item SET status = 'failed', message = ${message}, lease_until = NULL, done_at = clock_timestamp()
    WHERE job_id = ${jobId} AND status = 'queued'`;
}

/** Finishes what has no rows left: also where the process that did the last one died before it could say so. */
async function finish(): Promise<void> {
  await db().$executeRaw`
    UPDATE bulk_job j SET status = 'done', finished_at = clock_timestamp()
    WHERE j.status = 'running'
      AND NOT EXISTS (SELECT FROM bulk_item i WHERE i.job_id = j.id AND i.status = 'queued')`;
}
