import { record } from '@/lib/audit/record';
import { db, type Tx } from '@/lib/db';
import type { Drift, Prisma } from '@/lib/generated/prisma/client';
import { subjectOf } from '@/lib/schedules/commands';
import { systemContext } from '@/lib/system-context';
import { wakeWorkers } from '@/lib/wake-workers';
import { backoff } from './backoff';
import { noteReached } from './contact';
import type { Finding } from './drift';
import { driftText } from './drift-text';
import type { Lease } from './lease';
import { type Applied, lockMark, RELEASED, retries } from './mark';

/**
 * Marks that AWS has something that Rota did not leave there: nothing more is written to it until a person decides.
 * What is new leaves an audit row with both sides; what was decided and has changed since is open again.
 * @param failure of its other targets, which are tried again where that helps; null where there was none
 */
export async function markDrift(
  lease: Lease,
  applied: Applied,
  findings: readonly Finding[],
  failure: unknown,
): Promise<void> {
  const { scheduleId } = lease;
  await db().$transaction(async (tx) => {
    const before = await lockMark(tx, lease);
    if (!before) return;
    const earlier = await tx.drift.findMany({ where: { scheduleId } });
    await tx.drift.deleteMany({ where: { scheduleId, name: { notIn: findings.map(({ name }) => name) } } });
    for (const finding of findings) await keep(tx, applied.environmentId, scheduleId, finding, before.now);
    await noteReached(tx, applied.environmentId);
    const again = failure !== null && retries(failure);
    const pause = backoff(before.attempts, Math.random());
    await tx.scheduleSync.update({
      where: { scheduleId },
      data: {
        ...RELEASED,
        status: 'drift',
        checkedAt: before.now,
        dueAt: before.askedAgain ? before.now : again ? new Date(before.now.getTime() + pause) : null,
        attempts: again ? before.attempts + 1 : 0,
        error: driftText(findings, applied.generation),
        errorCode: 'Drift',
        switchAt: applied.switching.next,
      },
    });
    if (before.askedAgain) await wakeWorkers(tx, scheduleId);
    const found = findings.filter((finding) => !earlier.some((row) => isSame(row, finding)));
    if (found.length > 0) await tell(tx, lease, applied.generation, found);
  });
}

const isSame = (row: Drift, { name, fingerprint }: Finding) =>
  row.name === name && row.fingerprint === fingerprint;

async function keep(tx: Tx, environmentId: string, scheduleId: string, finding: Finding, now: Date) {
  const { name, ours, theirs, ...rest } = finding;
  const key = { environmentId_name: { environmentId, name } };
  const before = await tx.drift.findUnique({ where: key });
  const same = before !== null && isSame(before, finding);
  const data = {
    ...rest,
    scheduleId,
    ...(ours && { ours: ours as Prisma.InputJsonValue }),
    ...(theirs && { theirs: theirs as Prisma.InputJsonValue }),
    foundAt: same ? before.foundAt : now,
    decision: same ? before.decision : null,
  };
  await tx.drift.upsert({ where: key, create: { environmentId, name, ...data }, update: data });
}

async function tell(tx: Tx, { scheduleId, requestId }: Lease, generation: number, found: Finding[]) {
  const schedule = await tx.schedule.findUniqueOrThrow({ where: { id: scheduleId } });
  const context = systemContext('sync', requestId ?? `sync-${scheduleId}-${generation}`);
  await record(tx, context, {
    audit: 'schedule',
    action: 'schedule.drift',
    ...subjectOf({ ...schedule, generation }),
    reason: driftText(found, generation),
    before: byTarget(found, ({ ours }) => ours),
    after: byTarget(found, ({ theirs }) => theirs),
  });
}

const byTarget = (findings: readonly Finding[], side: (finding: Finding) => unknown) =>
  Object.fromEntries(findings.map((finding) => [finding.targetId, side(finding)]));
