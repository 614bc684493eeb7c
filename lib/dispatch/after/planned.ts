import type { Tx } from '@/lib/db';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import { countFrom, slotAfter } from './count';

type Planned = ScheduleTiming & { id: string; plannedTo: Date; now: Date };

/**
 * Sees to the clock of a schedule that runs after its runs once its planner has been there: what was planned is waited
 * for; where its time was left out, as after a freeze, it counts anew.
 * @param schedule as it was before, with what its clock counts from as its anchor
 */
export async function afterPlanned(tx: Tx, schedule: Planned, planned: Date | undefined): Promise<void> {
  const { id, rateAnchor, plannedTo, now } = schedule;
  if (planned)
    await tx.$executeRaw`UPDATE schedule_clock SET awaited_slot_at = ${planned} WHERE schedule_id = ${id}`;
  const slot = rateAnchor && slotAfter(schedule, rateAnchor);
  if (!planned && slot && slot <= plannedTo) await countFrom(tx, schedule, now);
}
