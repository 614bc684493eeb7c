import { Prisma, type Tx } from '@/lib/db';
import { OWES_NO_FROZEN, settleLate } from '@/lib/dispatch/slots/settle-late';
import { wakeDeliveries } from '@/lib/dispatch/wake';
import { wakeWorkers } from '@/lib/wake-workers';
import { FROZEN } from './frozen';

/** What a freeze covers; `teamId` and `environmentId` as its scope needs. */
export type Covered = {
  scope: 'team' | 'environment' | 'all';
  teamId: string | null;
  environmentId: string | null;
};

/** Whether a schedule `s` is covered by one freeze. */
function coversSql({ scope, teamId, environmentId }: Covered): Prisma.Sql {
  switch (scope) {
    case 'team':
      return Prisma.sql`s.team_id = ${teamId}`;
    case 'environment':
      return Prisma.sql`s.environment_id = ${environmentId}`;
    case 'all':
      return Prisma.sql`TRUE`;
  }
}

/** Waits for schedules that are just being made or moved, and makes those that follow wait until the transaction ends. */
export async function lockFreezes(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('freeze', 0))`;
}

/**
 * Makes everything that a freeze covers follow it, or its lifting, which stands in the table already: clocks at once,
 * AWS through the queue of syncs, what would run next first. Three statements, however many schedules there are.
 * @param lifted whether it ends: what another freeze covers too then stays as it is
 * @returns of how many schedules AWS is asked
 */
export async function applyFreeze(
  tx: Tx,
  covered: Covered,
  lifted: boolean,
  requestId: string,
): Promise<number> {
  const covers = lifted ? Prisma.sql`${coversSql(covered)} AND NOT ${FROZEN}` : coversSql(covered);
  // In the order of their ids, as whoever else takes many clocks at once, so that none waits for the other for ever.
  await tx.$executeRaw`
    UPDATE schedule_clock c SET
      next_run_at = CASE WHEN c.held_run_at <= clock_timestamp() THEN NULL ELSE COALESCE(c.next_run_at, c.held_run_at) END,
      stale = c.stale OR COALESCE(c.held_run_at <= clock_timestamp(), FALSE)
    FROM (
      SELECT k.schedule_id FROM schedule_clock k JOIN schedule s ON s.id = k.schedule_id
      WHERE ${covers} AND s.state <> 'deleted' ORDER BY k.schedule_id FOR UPDATE OF k
    ) covered
    WHERE c.schedule_id = covered.schedule_id`;
  if (lifted) await settleHeld(tx, covers);
  const asked = await tx.$executeRaw`
    UPDATE schedule_sync y SET status = 'pending', attempts = 0, error = NULL, error_code = NULL,
      request_id = ${requestId}, due_at = now() + make_interval(secs => covered.place / 1000.0)
    FROM (
      SELECT s.id, row_number() OVER (ORDER BY COALESCE(c.next_run_at, c.held_run_at), s.id) AS place
      FROM schedule s JOIN schedule_clock c ON c.schedule_id = s.id WHERE ${covers} AND s.state = 'on'
    ) covered
    WHERE y.schedule_id = covered.id`;
  await wakeWorkers(tx);
  return asked;
}

/** What a freeze held back follows each schedule's policy: runs that wait, and slots that were not planned meanwhile. */
async function settleHeld(tx: Tx, covers: Prisma.Sql): Promise<void> {
  const those = Prisma.sql`${covers} AND NOT in_recovery(s.environment_id)`;
  await settleLate(tx, those, 'freeze');
  // Where slots are owed the clock stays at the first of them, and the planner finds it.
  await tx.$executeRaw`
    UPDATE schedule_clock c SET
      planned_to = CASE WHEN ${OWES_NO_FROZEN} THEN GREATEST(c.planned_to, clock_timestamp()) ELSE c.planned_to END,
      plan_gap = CASE WHEN c.plan_at <= clock_timestamp() AND NOT ${OWES_NO_FROZEN} THEN 'freeze' END
    FROM schedule s WHERE s.id = c.schedule_id AND s.delivery = 'through' AND s.state = 'on' AND ${those}
      AND c.plan_gap IS DISTINCT FROM 'recovery'`;
  const environments = await tx.environment.findMany({ select: { id: true } });
  for (const { id } of environments) await wakeDeliveries(tx, id);
}
