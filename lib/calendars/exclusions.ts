import type { Tx } from '@/lib/db';
import type { ExcludedDates } from '@/lib/timing/excluded';

type Reader = Pick<Tx, '$queryRaw'>;

const NONE: readonly ExcludedDates[] = [];

/** The dates of calendars, in order; `by` is the calendar's name. */
export async function datesOf(
  db: Reader,
  calendarIds: readonly string[],
): Promise<Map<string, ExcludedDates[]>> {
  const rows = await db.$queryRaw<(ExcludedDates & { calendarId: string })[]>`
    SELECT d.calendar_id AS "calendarId", to_char(d.first_date, 'YYYY-MM-DD') AS first,
      to_char(d.last_date, 'YYYY-MM-DD') AS last, c.name AS by, d.label
    FROM calendar_dates d JOIN calendar c ON c.id = d.calendar_id
    WHERE d.calendar_id = ANY(${[...calendarIds]})
    ORDER BY d.first_date, d.last_date, d.label, d.id`;
  const dates = new Map(calendarIds.map((id): [string, ExcludedDates[]] => [id, []]));
  for (const { calendarId, ...one } of rows) dates.get(calendarId)?.push(one);
  return dates;
}

/**
 * On which dates each of these schedules does not run. Schedules that follow the same calendars share one list, so
 * that what is compiled from it is compiled once.
 * @returns the list of a schedule; empty where it follows none
 */
export async function exclusionsOf(
  db: Reader,
  scheduleIds: readonly string[],
): Promise<(scheduleId: string) => readonly ExcludedDates[]> {
  const rows = await db.$queryRaw<{ scheduleId: string; calendarIds: string[] }[]>`
    SELECT schedule_id AS "scheduleId", array_agg(calendar_id ORDER BY calendar_id) AS "calendarIds"
    FROM schedule_calendar WHERE schedule_id = ANY(${[...scheduleIds]}) GROUP BY schedule_id`;
  if (rows.length === 0) return () => NONE;
  const dates = await datesOf(db, [...new Set(rows.flatMap(({ calendarIds }) => calendarIds))]);
  const lists = new Map<string, readonly ExcludedDates[]>();
  const bySchedule = new Map<string, readonly ExcludedDates[]>();
  for (const { scheduleId, calendarIds } of rows) {
    const key = calendarIds.join();
    const list = lists.get(key) ?? calendarIds.flatMap((id) => dates.get(id) ?? NONE);
    lists.set(key, list);
    bySchedule.set(scheduleId, list);
  }
  return (scheduleId) => bySchedule.get(scheduleId) ?? NONE;
}

/**
 * Keeps the calendars that a schedule follows from being changed until the transaction ends: what is computed from
 * their dates is then true as it is committed. A change of a calendar takes its row for itself.
 */
export async function lockFollowed(tx: Tx, scheduleId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT c.id FROM calendar c JOIN schedule_calendar f ON f.calendar_id = c.id
    WHERE f.schedule_id = ${scheduleId} ORDER BY c.id FOR SHARE OF c`;
}
