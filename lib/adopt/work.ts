import { AwsError } from '@/lib/aws/errors';
import { db, Prisma } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { log } from '@/lib/log';
import { backoff } from '@/lib/sync/backoff';
import { assertWritable } from '@/lib/sync/recovery';
import { isInUse } from './environment';
import { type Leased, LostAdoption } from './lease';
import { type Reach, reachOf } from './reach';
import { AWS_STEPS, type Next, type Step } from './steps';
import { enable, remove } from './turn-over';

/** Longer than the slowest step: its calls have time-outs, and each step takes the lease anew. */
const LEASE_SECONDS = 120;
const AT_ONCE = 5;

/** What AWS is asked with, for the act with a request id. */
type ReachOf = (environment: EnvironmentRow, requestId: string | null) => Reach;

/** Goes on with what is being taken over or given back in an environment. @returns how many there were */
export async function workOnce(environmentId: string, reach: ReachOf = reachOf): Promise<number> {
  const claimed = await db().$queryRaw<{ id: string }[]>`
    UPDATE adoption a SET lease_token = gen_random_uuid()::text,
      lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    FROM (
      SELECT id FROM adoption
      WHERE due_at IS NOT NULL AND due_at <= now() AND (lease_until IS NULL OR lease_until < now())
        AND environment_id = ${environmentId} AND NOT in_recovery(environment_id)
        AND environment_id IN (SELECT id FROM environment WHERE disabled_at IS NULL)
      ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED
    ) due
    WHERE a.id = due.id RETURNING a.id`;
  await Promise.all(claimed.map(({ id }) => work(id, reach)));
  return claimed.length;
}

/** Milliseconds until something is due again in an environment; null where nothing is. */
export async function untilNextWork(environmentId: string): Promise<number | null> {
  const [row] = await db().$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM min(GREATEST(due_at, lease_until)) - now()) * 1000)::float8 AS wait
    FROM adoption
    WHERE due_at IS NOT NULL AND environment_id = ${environmentId} AND NOT in_recovery(environment_id)
      AND environment_id IN (SELECT id FROM environment WHERE disabled_at IS NULL)`;
  return row?.wait ?? null;
}

async function work(id: string, reachFor: ReachOf): Promise<void> {
  const { environment, ...row } = await db().adoption.findUniqueOrThrow({
    where: { id },
    include: { environment: true },
  });
  const reach = reachFor(environment, row.requestId);
  let adoption: Leased | null = { ...row, token: row.leaseToken ?? '' };
  try {
    while (adoption) adoption = await advance(adoption, reach);
  } catch (error) {
    const at = adoption ?? { ...row, token: row.leaseToken ?? '' };
    if (error instanceof LostAdoption) await letGo(at);
    else await fail(at, error);
  }
}

/** One step. @returns the adoption at its next step; null where it is complete or has to wait */
async function advance(adoption: Leased, reach: Reach): Promise<Leased | null> {
  const step = adoption.step as Step;
  if (!(await isInUse(adoption.environmentId))) throw new LostAdoption();
  // Deleted meanwhile: the step before knows what becomes of the original.
  if (step === 'enable') return (await enable(adoption)) ? null : mark(adoption, { step: 'disable' });
  if (step === 'remove') await remove(adoption);
  else if (step !== 'adopted' && step !== 'returned') {
    await assertWritable(adoption.environmentId);
    return mark(adoption, await AWS_STEPS[step](adoption, reach));
  }
  return null;
}

/** @throws LostAdoption */
async function mark(adoption: Leased, next: Next): Promise<Leased | null> {
  const { id, step, token } = adoption;
  const waits = 'again' in next;
  const to = waits ? step : next.step;
  const [moved] = await db().$queryRaw<{ switchedAt: Date | null }[]>`
    UPDATE adoption SET step = ${to}, updated_at = clock_timestamp(),
      attempts = ${waits ? adoption.attempts + 1 : 0},
      error = ${waits ? (next.error?.message ?? null) : null},
      error_code = ${waits ? (next.error?.code ?? null) : null},
      due_at = ${waits ? next.again : Prisma.sql`now()`},
      lease_token = ${waits ? null : token},
      lease_until = CASE WHEN ${!waits} THEN now() + make_interval(secs => ${LEASE_SECONDS}) END
    WHERE id = ${id} AND step = ${step} AND lease_token = ${token}
    RETURNING switched_at AS "switchedAt"`;
  if (!moved) throw new LostAdoption();
  return waits ? null : { ...adoption, ...moved, step: to, attempts: 0 };
}

/** Tried again where that may help; else it waits for a person, with AWS's own words. */
async function fail({ id, step, token, attempts }: Leased, error: unknown): Promise<void> {
  const known = error instanceof AwsError ? error : null;
  if (!known) log.error({ err: error, adoptionId: id }, 'an adoption failed');
  const message = known?.message ?? 'Rota could not finish this. Its log says why.';
  const pause = (known?.retryable ?? true) ? backoff(attempts, Math.random()) / 1000 : null;
  await db().$executeRaw`
    UPDATE adoption SET attempts = attempts + 1, error = ${message.slice(0, 2000)},
      error_code = ${known?.code ?? 'Internal'}, updated_at = clock_timestamp(), lease_token = NULL, lease_until = NULL,
      due_at = CASE WHEN ${pause}::float8 IS NULL THEN NULL ELSE now() + make_interval(secs => ${pause}) END
    WHERE id = ${id} AND step = ${step} AND lease_token = ${token}`;
}

/** Something was decided otherwise while a step was under way: that is over now, and whoever is next may begin. */
async function letGo({ id, token }: Leased): Promise<void> {
  await db().$executeRaw`
    UPDATE adoption SET lease_token = NULL, lease_until = NULL WHERE id = ${id} AND lease_token = ${token}`;
}
