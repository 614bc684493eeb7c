import { record } from '@/lib/audit/record';
import { AwsError } from '@/lib/aws/errors';
import { db, type Tx } from '@/lib/db';
import { log } from '@/lib/log';
import { subjectOf } from '@/lib/schedules/commands';
import { systemContext } from '@/lib/system-context';
import { wakeWorkers } from '@/lib/wake-workers';
import { backoff } from './backoff';
import { isUnreachable, noteReached, noteUnreachable } from './contact';
import type { Lease } from './lease';
import type { Switching } from './switch-off';
import { switchText } from './switch-text';

/** What AWS was read back to have: a generation, and whether excluded dates keep it off. */
export type Applied = {
  environmentId: string;
  generation: number;
  state: string;
  timeZone: string;
  switching: Switching;
};

/**
 * Marks what AWS was read back to have and gives the lease back. A change that came meanwhile stays queued. A lease that
 * was lost marks nothing but asks for another look. The first time at a generation leaves an audit row, and so does
 * each switch for excluded dates.
 */
export async function markLive(lease: Lease, applied: Applied): Promise<void> {
  const { generation, switching } = applied;
  const { off, next } = switching;
  await db().$transaction(async (tx) => {
    const before = await lockMark(tx, lease);
    if (!before) return;
    const current = before.wantedGeneration === generation && !before.askedAgain;
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
        offReason: off?.reason ?? null,
        offUntil: off?.until ?? null,
        switchAt: next,
      },
    });
    await tx.drift.deleteMany({ where: { scheduleId: lease.scheduleId } });
    await noteReached(tx, applied.environmentId);
    if (!current) await wakeWorkers(tx, lease.scheduleId);
    const switched =
      before.offReason !== (off?.reason ?? null) || before.offUntil?.getTime() !== off?.until?.getTime();
    if (before.syncedGeneration === generation && !switched) return;
    const reason = switchText(before.offReason !== null, switching, applied);
    // The clock asks for most switches; the request that asked last has nothing to do with them.
    const asked = before.syncedGeneration !== generation || lease.dueAt !== null;
    const cause = { ...lease, requestId: asked ? lease.requestId : null };
    await recordOutcome(tx, cause, generation, 'ok', { off }, reason);
  });
}

/**
 * Marks why AWS does not have it: tried again later where that helps, else parked until somebody changes something.
 * Where somebody did so meanwhile, what failed is history, and the change is tried at once.
 */
export async function markFailed(lease: Lease, error: unknown): Promise<void> {
  const known = error instanceof AwsError ? error : null;
  if (!known) log.error({ err: error, scheduleId: lease.scheduleId }, 'reconciliation failed');
  const code = known?.code ?? 'Internal';
  const message = known?.message ?? 'Rota could not finish this. Its log says why.';
  const retried = retries(error);
  await db().$transaction(async (tx) => {
    const before = await lockMark(tx, lease);
    if (isUnreachable(error)) {
      const { scheduleId: id } = lease;
      const { environmentId } = await tx.schedule.findUniqueOrThrow({ where: { id } });
      await noteUnreachable(tx, environmentId, error);
    }
    if (!before) return;
    if (before.askedAgain) {
      const data = { ...RELEASED, dueAt: before.now };
      await tx.scheduleSync.update({ where: { scheduleId: lease.scheduleId }, data });
      return wakeWorkers(tx, lease.scheduleId);
    }
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
        // One that has come is covered by the next attempt; where it is parked, one ahead is an attempt of its own.
        ...(before.switchAt && before.switchAt <= before.now && { switchAt: null }),
      },
    });
    if (before.errorCode !== code)
      await recordOutcome(tx, lease, before.wantedGeneration, 'failed', { code, message, retried });
  });
}

/** Whether what failed may succeed later without anybody changing it: also what Rota did not foresee. */
export const retries = (error: unknown): boolean => (error instanceof AwsError ? error.retryable : true);

export const RELEASED = { leaseToken: null, leaseUntil: null };

type Mark = {
  wantedGeneration: number;
  syncedGeneration: number;
  attempts: number;
  errorCode: string | null;
  offReason: string | null;
  offUntil: Date | null;
  switchAt: Date | null;
  askedAgain: boolean;
  now: Date;
};

/**
 * The mark under this lease, locked. Null where the lease was lost: a stale process marks nothing, but what it sent to
 * AWS late must be looked at again, also by whoever is at it now.
 */
export async function lockMark(tx: Tx, { scheduleId, token, dueAt }: Lease): Promise<Mark | null> {
  const [mark] = await tx.$queryRaw<(Omit<Mark, 'askedAgain'> & { dueAt: Date | null })[]>`
    SELECT wanted_generation AS "wantedGeneration", synced_generation AS "syncedGeneration", attempts,
      error_code AS "errorCode", off_reason AS "offReason", off_until AS "offUntil", switch_at AS "switchAt",
      due_at AS "dueAt", clock_timestamp() AS now
    FROM schedule_sync
    WHERE schedule_id = ${scheduleId} AND lease_token = ${token} FOR UPDATE`;
  if (mark) return { ...mark, askedAgain: mark.dueAt?.getTime() !== dueAt?.getTime() };
  await tx.$executeRaw`
    UPDATE schedule_sync SET due_at = clock_timestamp(),
      status = CASE status WHEN 'live' THEN 'pending'::"SyncStatus" ELSE status END
    WHERE schedule_id = ${scheduleId}`;
  await wakeWorkers(tx, scheduleId);
  return null;
}

async function recordOutcome(
  tx: Tx,
  { scheduleId, requestId }: Lease,
  generation: number,
  outcome: 'ok' | 'failed',
  result: Record<string, unknown>,
  reason: string | null = null,
): Promise<void> {
  const schedule = await tx.schedule.findUniqueOrThrow({ where: { id: scheduleId } });
  const context = systemContext('sync', requestId ?? `sync-${scheduleId}-${generation}`);
  await record(tx, context, {
    audit: 'schedule',
    action: 'schedule.sync',
    outcome,
    ...subjectOf({ ...schedule, generation }),
    reason,
    before: null,
    after: result,
  });
}
