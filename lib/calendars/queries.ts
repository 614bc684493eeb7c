import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { notFound } from '@/lib/errors';
import type { ExcludedDates } from '@/lib/timing/excluded';
import { entriesOf, type StoredEntry } from './entries';
import { calendarId } from './schema';

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

export type CalendarRow = {
  id: string;
  name: string;
  /** Null for all teams. */
  teamName: string | null;
  /** Entries that are not over, and the first of them. */
  ahead: number;
  next: { first: string; last: string; label: string } | null;
  /** Schedules that follow it and are not deleted. */
  followers: number;
};

/** All calendars by name. */
export async function listCalendars(context: Context): Promise<CalendarRow[]> {
  await authorise(context, 'calendar.read');
  return db().$queryRaw<CalendarRow[]>`
    SELECT c.id, c.name, t.name AS "teamName",
      (SELECT count(*)::int FROM calendar_dates d WHERE d.calendar_id = c.id AND d.last_date >= current_date) AS ahead,
      (SELECT json_build_object('first', to_char(d.first_date, 'YYYY-MM-DD'),
        'last', to_char(d.last_date, 'YYYY-MM-DD'), 'label', d.label)
        FROM calendar_dates d WHERE d.calendar_id = c.id AND d.last_date >= current_date
        ORDER BY d.first_date, d.last_date, d.label, d.id LIMIT 1) AS next,
      (SELECT count(*)::int FROM schedule_calendar f JOIN schedule s ON s.id = f.schedule_id
        WHERE f.calendar_id = c.id AND s.state <> 'deleted') AS followers
    FROM calendar c LEFT JOIN team t ON t.id = c.team_id ORDER BY lower(c.name), c.id`;
}

/** Of the schedules that follow a calendar, so many are named. */
const FOLLOWERS_SHOWN = 50;

export type CalendarDetail = {
  id: string;
  name: string;
  teamName: string | null;
  version: number;
  entries: StoredEntry[];
  followers: { count: number; first: { id: string; name: string; state: string; teamName: string }[] };
};

/**
 * A calendar with all its entries and the first schedules that follow it.
 * @throws RotaError not-found
 */
export async function getCalendar(context: Context, id: string): Promise<CalendarDetail> {
  await authorise(context, 'calendar.read');
  const found = calendarId.safeParse(id).success
    ? await db().calendar.findUnique({ where: { id }, include: { team: true } })
    : null;
  if (!found) throw notFound('This calendar');
  const followers = db().$queryRaw<CalendarDetail['followers']['first']>`
    SELECT s.id, s.name, s.state::text, t.name AS "teamName"
    FROM schedule_calendar f JOIN schedule s ON s.id = f.schedule_id JOIN team t ON t.id = s.team_id
    WHERE f.calendar_id = ${id} AND s.state <> 'deleted' ORDER BY s.name, s.id LIMIT ${FOLLOWERS_SHOWN}`;
  const count = db().scheduleCalendar.count({
    where: { calendarId: id, schedule: { state: { not: 'deleted' } } },
  });
  const [entries, first, total] = await Promise.all([entriesOf(db(), id), followers, count]);
  const { name, version, team } = found;
  return { id, name, version, teamName: team?.name ?? null, entries, followers: { count: total, first } };
}
