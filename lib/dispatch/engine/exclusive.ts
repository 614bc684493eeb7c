import { db, Prisma, type Tx } from '@/lib/db';
import { endUnsent, withIds } from '../end-unsent';
import { type Claimant, type Claimed, claimThese, exclusiveTargets, type TargetOf } from './claim';
import { forThisClock } from './due';
import { type Rival, settleOverlap } from './overlap';

type Row = Rival & { targetId: string; policy: 'skip' | 'queue' };

/**
 * Takes due runs of schedules that may not overlap: one at a time for each target. What came while it was under way is
 * skipped, or the first of it waits, as the schedule says.
 * @returns at most `limit`
 */
export async function claimExclusive(claimant: Claimant, limit: number): Promise<Claimed[]> {
  const targets = await exclusiveTargets(claimant, limit);
  if (targets.length === 0) return [];
  return db().$transaction(async (tx) => {
    const take = await settleTargets(tx, targets);
    return take.length > 0 ? claimThese(tx, claimant, take) : [];
  });
}

/**
 * Skips what may not wait until its target is free; what is planned to the second and due here is left to a worker whose
 * clock is right.
 * @returns the runs that go on, one of each target that is free
 */
export async function settleTargets(tx: Tx, targets: readonly TargetOf[]): Promise<string[]> {
  // Who holds a target's lock reads it again and decides: otherwise two workers would find it free at once.
  const mine = await lock(tx, targets);
  const rivals = mine.length > 0 ? await rivalsOf(tx, mine) : [];
  const take: string[] = [];
  for (const target of mine) {
    const of = rivals.filter(({ targetId }) => targetId === target.targetId);
    const verdict = settleOverlap(of, of[0]?.policy ?? 'skip');
    if (verdict.take) take.push(verdict.take);
    if (verdict.skip.length > 0)
      await endUnsent(
        tx,
        withIds(verdict.skip),
        'skipped',
        `The run ${before(verdict.busySince)} was still under way.`,
      );
  }
  return take;
}

const before = (slot: Date | null | undefined): string =>
  slot ? `of ${slot.toISOString().slice(0, 19).replace('T', ' ')} UTC` : 'before';

const unnested = (targets: readonly TargetOf[]) => Prisma.sql`unnest(
  ${targets.map(({ scheduleId }) => scheduleId)}::text[], ${targets.map(({ targetId }) => targetId)}::text[])`;

const lock = (tx: Tx, targets: readonly TargetOf[]) =>
  tx.$queryRaw<TargetOf[]>`
    SELECT schedule_id AS "scheduleId", target_id AS "targetId" FROM ${unnested(targets)} AS of (schedule_id, target_id)
    WHERE pg_try_advisory_xact_lock(hashtextextended('overlap ' || target_id, 0))`;

const rivalsOf = (tx: Tx, targets: readonly TargetOf[]) =>
  tx.$queryRaw<Row[]>`
    SELECT q.run_id AS "runId", q.slot_at AS "slotAt", q.target_id AS "targetId", s.overlap AS policy,
      q.worker IS NOT NULL OR q.step = 'watch' OR q.attempts > q.attempts_before AS "underWay",
      q.worker IS NULL AND NOT q.held AND q.visible_at <= clock_timestamp() AS due, q.priority = 0 AS asked
    FROM run_queue q JOIN schedule s ON s.id = q.schedule_id
    WHERE (q.schedule_id, q.target_id) IN (SELECT * FROM ${unnested(targets)}) AND ${forThisClock()}
      AND (q.visible_at <= clock_timestamp() OR q.worker IS NOT NULL OR q.step = 'watch' OR q.attempts > q.attempts_before)`;
