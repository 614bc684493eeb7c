import { db, type Tx } from '@/lib/db';
import { notFound } from '@/lib/errors';

/** A team in an environment. */
export type Place = { teamId: string; environmentId: string };

/** Where a schedule is, and which one. */
export type PlaceOfSchedule = Place & { scheduleId: string };

/**
 * Where a schedule is, which stays so until the transaction ends.
 * @throws RotaError not-found
 */
export async function atSchedule(tx: Tx, { id }: { id: string }): Promise<PlaceOfSchedule> {
  const [row] = await tx.$queryRaw<PlaceOfSchedule[]>`
    SELECT id AS "scheduleId", team_id AS "teamId", environment_id AS "environmentId" FROM schedule WHERE id = ${id} FOR UPDATE`;
  if (!row) throw notFound('This schedule');
  return row;
}

/**
 * Where a schedule is now, for what is asked of AWS before anything begins.
 * @throws RotaError not-found
 */
export async function placeOf(id: string): Promise<Place> {
  const select = { teamId: true, environmentId: true };
  const place = await db().schedule.findUnique({ where: { id }, select });
  if (!place) throw notFound('This schedule');
  return place;
}

/** Where a schedule is, locked, and where it goes if it is given to another team. */
export async function atBothTeams(
  tx: Tx,
  { id, teamId }: { id: string; teamId?: string | undefined },
): Promise<PlaceOfSchedule[]> {
  const from = await atSchedule(tx, { id });
  return [from, { ...from, ...(teamId !== undefined && { teamId }) }];
}
