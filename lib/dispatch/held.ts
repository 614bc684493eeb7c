import { db, Prisma } from '@/lib/db';
import { lockFreezes } from '@/lib/freeze/apply';
import { FROZEN } from '@/lib/freeze/frozen';
import { refreshStale } from './followers';
import { AT_ONCE, inSteps, settleLate } from './slots/settle-late';

/** A clock that somebody holds at the moment is looked at again after this. */
const SHORTEST_NAP = 250;
const LONGEST_NAP = 10_000;

/**
 * Keeps the clocks going that freezes hold back: where the run that is held back has passed, it is the one after that
 * is held back from then on, and where none is left the schedule is over.
 * @returns how many had passed
 */
export async function advanceHeld(): Promise<number> {
  const passed = await db().$executeRaw`
    UPDATE schedule_clock c SET stale = true
    FROM (
      SELECT schedule_id FROM schedule_clock WHERE held_run_at <= now() AND NOT stale
      ORDER BY schedule_id FOR UPDATE SKIP LOCKED
    ) passed
    WHERE c.schedule_id = passed.schedule_id`;
  while ((await db().$transaction((tx) => refreshStale(tx, null))) > 0);
  return passed;
}

/**
 * Lets what became due under a freeze follow its schedule's policy while the freeze lasts: lifting it, of all times, must
 * not have a million runs to end first.
 * @returns how many were ended
 */
export const settleFrozen = (): Promise<number> =>
  inSteps(async (tx) => {
    if ((await tx.freeze.count({ where: { liftedAt: null } })) === 0) return 0;
    await lockFreezes(tx);
    const frozen = Prisma.sql`${FROZEN} AND NOT in_recovery(s.environment_id)`;
    return settleLate(tx, frozen, 'freeze', AT_ONCE);
  });

/** A turn of the worker. @returns milliseconds until the next one */
export async function heldTurn(): Promise<number> {
  await advanceHeld();
  await settleFrozen();
  const [row] = await db().$queryRaw<{ wait: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM min(held_run_at) - now()) * 1000)::float8 AS wait
    FROM schedule_clock WHERE held_run_at IS NOT NULL`;
  return Math.min(Math.max(row?.wait ?? LONGEST_NAP, SHORTEST_NAP), LONGEST_NAP);
}
