import { Prisma, type Tx } from '@/lib/db';
import { endUnsent } from './end-unsent';
import { settleLate } from './slots/settle-late';
import { wakeDeliveries } from './wake';

/**
 * Lets the waiting runs of a schedule follow its state: held while it is off, settled by its policy once it is on again,
 * cancelled once it is deleted. Where it has run for the last time, what became due while it was off is left out, and what
 * is still to come goes out at its time. What a person asked for goes on. Where many runs come free at once, their gates
 * start slowly.
 */
export async function followState(
  tx: Tx,
  { id, environmentId }: { id: string; environmentId: string },
  to: string,
): Promise<void> {
  const its = Prisma.sql`q.schedule_id = ${id}`;
  if (to === 'deleted') await endUnsent(tx, its, 'cancelled', 'Its schedule was deleted.');
  if (to === 'completed') {
    const due = Prisma.sql`${its} AND q.held AND q.since <= clock_timestamp()`;
    await endUnsent(tx, due, 'skipped', 'The schedule was off when it ended.');
  }
  if (to === 'paused' || to === 'disabled') await hold(tx, its, true);
  if (to !== 'on' && to !== 'completed') return;
  if (to === 'on') await settleLate(tx, its, 'pause');
  await hold(tx, its, false);
  await tx.$executeRaw`SELECT gate_released(${id}, NULL, NULL)`;
  await wakeDeliveries(tx, environmentId);
}

const hold = (tx: Tx, which: Prisma.Sql, held: boolean) =>
  tx.$executeRaw`UPDATE run_queue q SET held = ${held} WHERE ${which} AND q.priority = 1 AND q.step = 'send' AND q.held <> ${held}`;
