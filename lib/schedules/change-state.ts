import type { ScheduleEntry } from '@/lib/audit/record';
import { actorId, type Context } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { assertInUse } from '@/lib/environments/place';
import { conflict, stale } from '@/lib/errors';
import { type Saved, subjectOf } from './commands';
import { type LoadedSchedule, snapshotOf } from './load';
import type { State } from './schema';
import { switchedBy } from './switched-by';
import { touchSwitched } from './touch-switched';

type Change = {
  /** The code of the audit row. */
  action: string;
  to: State;
  reason: string | null;
  /** Where the schedule keeps another reason than the audit row. */
  stateReason?: string | null;
  pauseUntil?: Date | null;
  missedAt?: Date | null;
  now: Date;
};

/** Brings a loaded schedule to a state: generation + 1, its clock and its sync with it. @returns what a command does */
export async function changeState(
  tx: Tx,
  context: Context,
  before: LoadedSchedule,
  { action, to, reason, stateReason = reason, pauseUntil = null, missedAt = null, now }: Change,
): Promise<{ result: Saved; entry: ScheduleEntry }> {
  const { id } = before;
  await assertInUse(tx, context, before.environmentId);
  if (to === 'on') await assertNotBetween(tx, id);
  await tx.schedule.update({
    where: { id },
    data: {
      state: to,
      stateReason,
      ...switchedBy(context.actor, now),
      pauseUntil,
      missedAt,
      generation: { increment: 1 },
      updatedAt: now,
      updatedBy: actorId(context.actor),
    },
  });
  const after = { ...before, state: to, pauseUntil, generation: before.generation + 1 };
  await touchSwitched(tx, before, after, context.requestId, now);
  return {
    result: { id, generation: after.generation },
    entry: {
      audit: 'schedule',
      action,
      ...subjectOf(after),
      reason,
      before: snapshotOf(before),
      after: snapshotOf(after),
    },
  };
}

/**
 * While its original is being switched off or on, and once it was given back, a schedule stays off: both would run. A
 * trigger holds it too.
 * @throws RotaError conflict
 */
export async function assertNotBetween(tx: Tx, scheduleId: string): Promise<void> {
  const adoption = await tx.adoption.findUnique({ where: { scheduleId }, select: { step: true } });
  if (!adoption || adoption.step === 'adopted') return;
  if (adoption.step === 'returned')
    throw conflict(
      'It was given back to its original in AWS, which runs instead. Take the original over again.',
    );
  throw conflict('Its original in AWS is just being switched, so it stays off until that is done.');
}

/**
 * Refuses an act that was meant for an older version of a schedule.
 * @throws RotaError conflict
 */
export function assertGeneration(schedule: { generation: number }, expected: number | undefined): void {
  if (expected === undefined || schedule.generation === expected) return;
  throw stale(
    'It was changed meanwhile, so nothing was done. Look at it and decide anew.',
    schedule.generation,
  );
}
