import { assertAims } from '@/lib/allow-lists/check';
import type { ScheduleEntry } from '@/lib/audit/record';
import { actorId, type Context } from '@/lib/context';
import type { Prisma, Tx } from '@/lib/db';
import { assertInUse } from '@/lib/environments/place';
import { assertGates } from '@/lib/gates/check';
import { type Saved, subjectOf } from './commands';
import { followable } from './followed';
import { type LoadedSchedule, loadLocked, snapshotOf } from './load';
import { touchSwitched } from './touch-switched';
import { touchState } from './write';

type Change = {
  /** The code of the audit row. */
  action: string;
  reason: string;
  now: Date;
};

/**
 * Changes columns of a loaded schedule, its state too: generation + 1, its clock, its sync and its runs that wait with it.
 * @returns what a command does
 * @throws RotaError conflict of a person where its environment is disabled; invalid, where it follows a calendar that
 * its team may not follow, or has a target that it may not have there (forbidden, of a command), or not without a gate
 */
export async function changeFields(
  tx: Tx,
  context: Context,
  before: LoadedSchedule,
  data: Prisma.ScheduleUncheckedUpdateInput & { teamId: string },
  { action, reason, now }: Change,
): Promise<{ result: Saved; entry: ScheduleEntry }> {
  const { id } = before;
  await assertInUse(tx, context, before.environmentId);
  if (data.teamId !== before.teamId)
    await followable(tx, { teamId: data.teamId, calendarIds: before.calendars.map((one) => one.id) });
  await tx.schedule.update({
    where: { id },
    data: { ...data, generation: { increment: 1 }, updatedAt: now, updatedBy: actorId(context.actor) },
  });
  const after = await loadLocked(tx, id);
  await assertAims(tx, context, before, after);
  await assertGates(tx, before, after);
  if (after.state === before.state) await touchState(tx, after, context.requestId, now, { before });
  else await touchSwitched(tx, before, after, context.requestId, now);
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
