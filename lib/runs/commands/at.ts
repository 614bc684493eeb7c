import type { Tx } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { atSchedule, type Place } from '@/lib/schedules/at';

/**
 * Where the schedule of a run is, which stays so until the transaction ends.
 * @throws RotaError not-found
 */
export async function atRun(tx: Tx, { id }: { id: string }): Promise<Place> {
  return atSchedule(tx, { id: (await runIn(tx, id)).scheduleId });
}

/** @throws RotaError not-found */
export async function runIn(tx: Tx, id: string) {
  const run = await tx.run.findFirst({ where: { id } });
  if (!run) throw notFound('This run');
  return run;
}

/** The name of a schedule, for the audit. */
export const subjectOf = async (tx: Tx, id: string): Promise<string> =>
  (await tx.schedule.findUniqueOrThrow({ where: { id }, select: { name: true } })).name;
