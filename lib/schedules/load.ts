import { exclusionsOf, lockFollowed } from '@/lib/calendars/exclusions';
import type { Tx } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { snapshot } from './snapshot';

/**
 * A schedule with its team, targets and calendars, locked until the transaction ends.
 * @throws RotaError not-found, of a deleted one too
 */
export async function loadForChange(tx: Tx, id: string) {
  const schedule = await loadLocked(tx, id);
  if (schedule.state === 'deleted') throw notFound('This schedule');
  return schedule;
}

/**
 * The same, of a tombstone too.
 * @throws RotaError not-found
 */
export async function loadLocked(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT id FROM schedule WHERE id = ${id} FOR UPDATE`;
  await lockFollowed(tx, id);
  const schedule = await tx.schedule.findUnique({
    where: { id },
    include: {
      team: true,
      targets: { orderBy: { position: 'asc' } },
      calendars: { include: { calendar: true } },
    },
  });
  if (!schedule) throw notFound('This schedule');
  const excluded = (await exclusionsOf(tx, [id]))(id);
  return { ...schedule, excluded, calendars: schedule.calendars.map(({ calendar }) => calendar) };
}

export type LoadedSchedule = Awaited<ReturnType<typeof loadLocked>>;

export const snapshotOf = (schedule: LoadedSchedule) =>
  snapshot(schedule, schedule.team.name, schedule.targets, schedule.calendars);

/** Time comes from the database, so that the clocks of several processes need not agree. */
export async function databaseNow(tx: Pick<Tx, '$queryRaw'>): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (!row) throw new Error('The database did not tell the time.');
  return row.now;
}
