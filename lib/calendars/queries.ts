import { SOMEWHERE } from '@/lib/auth/access';
import { authorise } from '@/lib/command';
import type { Actor, Context } from '@/lib/context';
import { db, Prisma } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { reachedBy, readable } from '@/lib/schedules/readable';
import type { ExcludedDates } from '@/lib/timing/excluded';
import { entriesOf, type StoredEntry } from './entries';
import { calendarId } from './schema';

/** A calendar that schedules may follow: of one team, or of all where `teamId` is null. */
export type FollowableCalendar = { id: string; name: string; teamId: string | null; dates: ExcludedDates[] };

/** A calendar `c` belongs to a team or to all, wherever its followers are. */
const OF_CALENDAR = { team: Prisma.sql`c.team_id`, environment: Prisma.sql`NULL::text` };

/** Whether a calendar `c` is of all teams, or of one in which an actor may see something. */
const shownTo = (actor: Actor): Prisma.Sql => reachedBy(actor, 'calendar.read', OF_CALENDAR);

/** Followers of a calendar `c`, those that an actor may see. */
const followersOf = (actor: Actor): Prisma.Sql =>
  Prisma.sql`FROM schedule_calendar f JOIN schedule s ON s.id = f.schedule_id
    WHERE f.calendar_id = c.id AND s.state <> 'deleted' AND ${readable(actor)}`;

/**
 * The calendars of all teams and of one's own by name, with their dates that are not over: what a form of a schedule
 * offers and shows.
 */
export async function calendarsFor(context: Context): Promise<FollowableCalendar[]> {
  const { actor } = await authorise(context, 'schedule.read');
  return db().$queryRaw<FollowableCalendar[]>`
    SELECT c.id, c.name, c.team_id AS "teamId", COALESCE((
      SELECT json_agg(json_build_object('first', to_char(d.first_date, 'YYYY-MM-DD'),
        'last', to_char(d.last_date, 'YYYY-MM-DD'), 'by', c.name, 'label', d.label)
        ORDER BY d.first_date, d.last_date, d.label, d.id)
      -- today, wherever on Earth that may be
      FROM calendar_dates d WHERE d.calendar_id = c.id AND d.last_date >= current_date - 2), '[]') AS dates
    FROM calendar c WHERE ${shownTo(actor)} ORDER BY lower(c.name), c.id`;
}

export type CalendarRow = {
  id: string;
  name: string;
  /** Null for all teams. */
  teamName: string | null;
  /** Entries that are not over, and the first of them. */
  ahead: number;
  next: { first: string; last: string; label: string } | null;
  /** Schedules that follow it, are not deleted, and may be seen. */
  followers: number;
};

/** The calendars of all teams and of one's own by name. */
export async function listCalendars(context: Context): Promise<CalendarRow[]> {
  const { actor } = await authorise(context, 'calendar.read');
  return db().$queryRaw<CalendarRow[]>`
    SELECT c.id, c.name, t.name AS "teamName",
      (SELECT count(*)::int FROM calendar_dates d WHERE d.calendar_id = c.id AND d.last_date >= current_date) AS ahead,
      (SELECT json_build_object('first', to_char(d.first_date, 'YYYY-MM-DD'),
        'last', to_char(d.last_date, 'YYYY-MM-DD'), 'label', d.label)
        FROM calendar_dates d WHERE d.calendar_id = c.id AND d.last_date >= current_date
        ORDER BY d.first_date, d.last_date, d.label, d.id LIMIT 1) AS next,
      (SELECT count(*)::int ${followersOf(actor)}) AS followers
    FROM calendar c LEFT JOIN team t ON t.id = c.team_id WHERE ${shownTo(actor)} ORDER BY lower(c.name), c.id`;
}

/** Of the schedules that follow a calendar, so many are named. */
const FOLLOWERS_SHOWN = 50;

export type CalendarDetail = {
  id: string;
  name: string;
  /** Null for all teams. */
  teamId: string | null;
  teamName: string | null;
  version: number;
  entries: StoredEntry[];
  followers: { count: number; first: { id: string; name: string; state: string; teamName: string }[] };
};

/**
 * A calendar with all its entries and the first of the schedules that follow it and may be seen.
 * @throws RotaError not-found; forbidden, of a team in which somebody may see nothing
 */
export async function getCalendar(context: Context, id: string): Promise<CalendarDetail> {
  await authorise(context, 'calendar.read');
  const found = calendarId.safeParse(id).success
    ? await db().calendar.findUnique({ where: { id }, include: { team: true } })
    : null;
  if (!found) throw notFound('This calendar');
  const { name, version, teamId, team } = found;
  const { actor } = await authorise(context, 'calendar.read', teamId === null ? SOMEWHERE : { teamId });
  const own = Prisma.sql`FROM calendar c, LATERAL (SELECT s.* ${followersOf(actor)}) s WHERE c.id = ${id}`;
  const [entries, first, counted] = await Promise.all([
    entriesOf(db(), id),
    db().$queryRaw<CalendarDetail['followers']['first']>`
      SELECT s.id, s.name, s.state::text, (SELECT t.name FROM team t WHERE t.id = s.team_id) AS "teamName" ${own}
      ORDER BY s.name, s.id LIMIT ${FOLLOWERS_SHOWN}`,
    db().$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count ${own}`,
  ]);
  const followers = { count: counted[0]?.count ?? 0, first };
  return { id, name, version, teamId, teamName: team?.name ?? null, entries, followers };
}
