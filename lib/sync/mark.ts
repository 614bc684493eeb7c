import { record } from '@/lib/audit/record';
import { AwsError } from '@/lib/aws/errors';
import type { Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import { log } from '@/lib/log';
import { subjectOf } from '@/lib/schedules/commands';
import { backoff } from './backoff';
import type { Lease } from './lease';

/**
 * Marks that AWS was read back at a generation and gives the lease back. A change that came meanwhile stays queued; a
 * lease that was lost marks nothing. The first time at a generation leaves an audit row.
 */
export async function markLive(lease: Lease, generation: number): Promise<void> {
  await db().$transaction(async (tx) => {
    const before = await lockMark(tx, lease);
    if (!before) return;
    const current = before.wantedGeneration === generation;
    await tx.scheduleSync.update({
      where: { scheduleId: lease.scheduleId },
      data: {
        ...RELEASED,
        status: current ? 'live' : 'pending',
        syncedGeneration: generation,
        checkedAt: before.now,
        dueAt: current ? null : before.now,
        attempts: 0,
        error: null,
        errorCode: null,
      },
    });
    if (before.syncedGeneration !== generation) await recordOutcome(tx, lease, generation, 'ok', {});
  });
}

/** Marks why AWS does not have it: tried again later where that helps, else parked until somebody changes something. */
export async function markFailed(lease: Lease, error: unknown): Promise<void> {
  const known = error instanceof AwsError ? error : null;
  if (!known) log.error({ err: error, scheduleId: lease.scheduleId }, 'reconciliation failed');
  const code = known?.code ?? 'Internal';
  const message = known?.message ?? 'Rota could not finish this. Its log says why.';
  const retried = known?.retryable ?? true;
  await db().$transaction(async (tx) => {
    const before = await lockMark(tx, lease);
    if (!before) return;
    const pause = backoff(before.attempts, Math.random());
    await tx.scheduleSync.update({
      where: { scheduleId: lease.scheduleId },
      data: {
        ...RELEASED,
        status: retried ? 'pending' : 'failed',
        dueAt: retried ? new Date(before.now.getTime() + pause) : null,
        attempts: before.attempts + 1,
        error: message.slice(0, 2000),
        errorCode: code,
      },
    });
    if (before.errorCode !== code)
      await recordOutcome(tx, lease, before.wantedGeneration, 'failed', { code, message, retried });
  });
}

const RELEASED = { leaseToken: null, leaseUntil: null };

type Mark = {
  wantedGeneration: number;
  syncedGeneration: number;
  attempts: number;
  errorCode: string | null;
  now: Date;
};

/** The mark under this lease, locked; null where the lease was lost, so that a stale process marks nothing. */
async function lockMark(tx: Tx, lease: Lease): Promise<Mark | null> {
  const rows = await tx.$queryRaw<Mark[]>`
    SELECT wanted_generation AS "wantedGeneration", synced_generation AS "syncedGeneration", attempts,
      error_code AS "errorCode", clock_timestamp() AS now
    FROM schedule_sync
    WHERE schedule_id = ${lease.scheduleId} AND lease_token = ${lease.token} FOR UPDATE`;
  return rows[0] ?? null;
}

async function recordOutcome(
  tx: Tx,
  { scheduleId, requestId }: Lease,
  generation: number,
  outcome: 'ok' | 'failed',
  result: Record<string, unknown>,
): Promise<void> {
  const schedule = await tx.schedule.findUniqueOrThrow({ where: { id: scheduleId } });
  const context: Context = {
    actor: { type: 'system', job: 'sync' },
    requestId: requestId ?? `sync-${scheduleId}-${generation}`,
    ip: null,
    userAgent: null,
  };
  await record(tx, context, {
    audit: 'schedule',
    action: 'schedule.sync',
    outcome,
    ...subjectOf({ ...schedule, generation }),
    before: null,
    after: result,
  });
}
