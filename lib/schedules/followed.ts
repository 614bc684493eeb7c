import { datesOf } from '@/lib/calendars/exclusions';
import type { Tx } from '@/lib/db';
import { invalid } from '@/lib/errors';
import type { ExcludedDates } from '@/lib/timing/excluded';

type Followed = { ids: string[]; excluded: ExcludedDates[] };

/**
 * The calendars that a schedule of a team is to follow, kept as they are until the transaction ends, and their dates.
 * @throws RotaError invalid, of a calendar that is not there or is another team's
 */
export async function followable(
  tx: Tx,
  { teamId, calendarIds }: { teamId: string; calendarIds: readonly string[] },
): Promise<Followed> {
  const found = await tx.$queryRaw<{ id: string; name: string; teamId: string | null }[]>`
    SELECT id, name, team_id AS "teamId" FROM calendar WHERE id = ANY(${[...calendarIds]}) ORDER BY id FOR SHARE`;
  const foreign = found.find((calendar) => calendar.teamId !== null && calendar.teamId !== teamId);
  if (foreign)
    throw refused(
      `The calendar ${foreign.name} is another team's. Choose calendars of this team or of all teams.`,
    );
  if (found.length < calendarIds.length)
    throw refused('A calendar does not exist any more. Choose those of the list.');
  const ids = found.map(({ id }) => id);
  return { ids, excluded: [...(await datesOf(tx, ids)).values()].flat() };
}

const refused = (message: string) => invalid([{ path: 'schedule.calendarIds', message }]);
