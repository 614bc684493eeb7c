import { db, Prisma, type Tx } from '@/lib/db';
import { endUnsent } from '../end-unsent';
import { type Cause, isOutage, type LatePolicy, lateSlot } from './late';

const POLICIES: readonly LatePolicy[] = ['ask', 'skip', 'last', 'all'];

/** So many runs are ended in one transaction, where there may be any number. */
export const AT_ONCE = 5_000;

/**
 * Ends runs in transactions of their own, until there are less than so many in one.
 * @param step says how many it ended
 * @returns how many were ended in all
 */
export async function inSteps(step: (tx: Tx) => Promise<number>): Promise<number> {
  for (let all = 0; ; ) {
    const ended = await db().$transaction(step);
    all += ended;
    if (ended < AT_ONCE) return all;
  }
}

/** Whether schedule `s` owes none of the times of a freeze: what runs after its previous run counts anew. */
export const OWES_NO_FROZEN = Prisma.sql`(s.after_pause = 'skip' OR s.expression LIKE 'after(%')`;

/**
 * Whether a slot after that of run `late` is made up for in its place: it has a run already, or its clock owes it one, of
 * which the planner keeps the last. A clock that was planned beyond the slot it comes to next owes nothing until then.
 */
const comesLater = (cause: Cause) => Prisma.sql`(EXISTS (
    SELECT FROM run_queue l WHERE l.schedule_id = late.schedule_id AND l.target_id = late.target_id
      AND l.priority = 1 AND l.slot_at > late.slot_at AND l.slot_at < late.late_before)
  OR EXISTS (
    SELECT FROM schedule_clock c JOIN schedule s ON s.id = c.schedule_id WHERE c.schedule_id = late.schedule_id
      AND c.plan_at > late.slot_at AND c.plan_at < late.late_before AND c.plan_at >= c.planned_to
      AND c.plan_gap IS DISTINCT FROM 'recovery' AND NOT (${cause === 'freeze'} AND ${OWES_NO_FROZEN})))`;

/**
 * Ends the runs that became due while nobody could start them, as their schedules want it. What was begun, and what a
 * person asked for, goes on.
 * @param which a condition on run_queue q and schedule s
 * @param atMost of each policy; all, unless it says so
 * @returns how many were ended
 */
export async function settleLate(
  tx: Tx,
  which: Prisma.Sql,
  cause: Exclude<Cause, 'recovery'>,
  atMost: number | null = null,
): Promise<number> {
  const policyOf = isOutage(cause) ? Prisma.sql`s.if_late::text` : Prisma.sql`s.after_pause::text`;
  let ended = 0;
  for (const policy of POLICIES) {
    const end = lateSlot(policy, cause, false);
    if (!end) continue;
    const late = Prisma.sql`run_queue q JOIN schedule s ON s.id = q.schedule_id
      WHERE q.worker IS NULL AND q.attempts = 0 AND q.priority = 1 AND q.since <= clock_timestamp()
        AND ${policyOf} = ${policy} AND (${which})`;
    const those =
      policy === 'last'
        ? Prisma.sql`SELECT run_id FROM (
            SELECT q.*, clock_timestamp() - make_interval(secs => s.grace_seconds) AS late_before,
              row_number() OVER (PARTITION BY q.target_id ORDER BY q.slot_at DESC) AS place FROM ${late}) AS late
            WHERE place > 1 OR ${comesLater(cause)}`
        : Prisma.sql`SELECT q.run_id FROM ${late}`;
    const some = Prisma.sql`q.run_id IN (${those} LIMIT ${atMost})`;
    ended += (await endUnsent(tx, some, end.state, end.reason)).length;
  }
  return ended;
}
