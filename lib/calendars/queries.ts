import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import type { ExcludedDates } from '@/lib/timing/excluded';

/** A calendar that schedules may follow: of one team, or of all where `teamId` is null. */
export type FollowableCalendar = { id: string; name: string; teamId: string | null; dates: ExcludedDates[] };

/** All calendars by name, with their dates that are not over: what a form of a schedule offers and shows. */
export async function calendarsFor(context: Context): Promise<FollowableCalendar[]> {
  await authorise(context, 'schedule.read');
  return db().$queryRaw<FollowableCalendar[]>`
    SELECT c.id, c.name, c.team_id AS "teamId", COALESCE((
      SELECT json_agg(json_build_object('first', to_char(d.first_date, 'YYYY-MM-DD'),
        'last', to_char(d.last_date, 'YYYY-MM-DD'), 'by', c.name, 'label', d.label)
        ORDER BY d.first_date, d.last_date, d.label, d.id)
      -- today, wherever on Earth that may be
      FROM calendar_dates d WHERE d.calendar_id = c.id AND d.last_date >= current_date - 2), '[]') AS dates
    FROM calendar c ORDER BY lower(c.name), c.id`;
}
