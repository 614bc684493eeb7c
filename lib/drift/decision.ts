import { z } from 'zod';
import { inEnvironment } from '@/lib/auth/access';
import { assertMay } from '@/lib/command';
import type { Context } from '@/lib/context';
import type { Prisma, Tx } from '@/lib/db';
import { conflict } from '@/lib/errors';
import type { Drift } from '@/lib/generated/prisma/client';
import { type LoadedSchedule, loadLocked } from '@/lib/schedules/load';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { inRecovery } from '@/lib/sync/recovery';
import { seenOf } from './theirs';

/** What a person saw: names with fingerprints. Where AWS changed again since, nothing is decided. */
export const seenInput = z.array(z.string().max(200)).min(1).max(50);

/** A person's decision on what was found of one schedule. */
export const decisionInput = z.strictObject({ id: scheduleId, reason, seen: seenInput });

/**
 * What is to be decided of a schedule, of a tombstone too.
 * @throws RotaError conflict, where there is nothing to decide, or not what the person saw; forbidden, where the
 * environment is in recovery, which is for administrators
 */
export async function loadDecision(tx: Tx, context: Context, id: string, seen: readonly string[]) {
  const before = await loadLocked(tx, id);
  if (await inRecovery(tx, before.environmentId))
    assertMay(context.actor, 'recovery.end', inEnvironment(before.environmentId));
  const rows = await tx.drift.findMany({ where: { scheduleId: id } });
  if (rows.length === 0) throw conflict('AWS has it as Rota left it: there is nothing to decide any more.');
  if (seenOf(rows).join() !== [...seen].sort().join()) throw changedAgain();
  return { before, rows };
}

/** What was found is not there any more. */
export const changedAgain = () =>
  conflict('AWS changed again meanwhile, so nothing was done. Look at it and decide anew.');

/**
 * What was found may now be written over, as long as it is the same: a worker may be keeping something newer at this
 * very moment.
 * @throws RotaError conflict, where one of `rows` is not any more what it was when it was read
 */
export async function decide(
  tx: Tx,
  rows: readonly Pick<Drift, 'environmentId' | 'name' | 'fingerprint'>[],
  data: Pick<Prisma.DriftUncheckedUpdateManyInput, 'decision' | 'scheduleId' | 'targetId'>,
): Promise<void> {
  const OR = rows.map(({ environmentId, name, fingerprint }) => ({ environmentId, name, fingerprint }));
  const { count } = await tx.drift.updateMany({ where: { OR }, data });
  if (count !== rows.length) throw changedAgain();
}

/** The next generation comes after AWS's, also where this database is an older copy. */
export async function catchUp(tx: Tx, before: LoadedSchedule, rows: readonly Drift[]): Promise<void> {
  const inAws = Math.max(...rows.map(({ awsGeneration }) => awsGeneration ?? 0));
  if (inAws > before.generation)
    await tx.schedule.update({ where: { id: before.id }, data: { generation: inAws } });
}
