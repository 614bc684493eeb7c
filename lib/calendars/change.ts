import { ofTeam, type Scope } from '@/lib/auth/access';
import { actorId, type Context } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { FOLLOWERS_AT_ONCE, markFollowers, refreshStale } from '@/lib/dispatch/followers';
import { invalid, notFound, stale } from '@/lib/errors';
import { newId } from '@/lib/id';
import type { StoredEntry } from './entries';
import { type CalendarEntry, MOST_ENTRIES } from './schema';

export type LockedCalendar = {
  id: string;
  name: string;
  teamId: string | null;
  teamName: string | null;
  version: number;
};

/**
 * Where a calendar belongs: to a team, or to all. It stays there for good.
 * @throws RotaError not-found
 */
export async function atCalendar(tx: Pick<Tx, 'calendar'>, { id }: { id: string }): Promise<Scope> {
  const calendar = await tx.calendar.findUnique({ where: { id }, select: { teamId: true } });
  if (!calendar) throw notFound('This calendar');
  return ofTeam(calendar.teamId);
}

/**
 * A calendar, its row kept for this transaction alone: schedules that are saved at the same time wait for its new dates.
 * @throws RotaError not-found; conflict, where somebody changed it since `version`; left out, any version will do
 */
export async function lockCalendar(tx: Tx, id: string, version: number | undefined): Promise<LockedCalendar> {
  await tx.$queryRaw`SELECT id FROM calendar WHERE id = ${id} FOR UPDATE`;
  const [calendar] = await tx.$queryRaw<LockedCalendar[]>`
    SELECT c.id, c.name, c.team_id AS "teamId", t.name AS "teamName", c.version
    FROM calendar c LEFT JOIN team t ON t.id = c.team_id WHERE c.id = ${id}`;
  if (!calendar) throw notFound('This calendar');
  if (version !== undefined && calendar.version !== version)
    throw stale(
      'Somebody changed this calendar since you opened it. Load the page again, then repeat your change.',
      calendar.version,
      { version: calendar.version },
    );
  return calendar;
}

/** @throws RotaError invalid, where another calendar of the same team, or of all, has the name */
export async function assertNameFree(
  tx: Tx,
  name: string,
  teamId: string | null,
  ownId: string,
): Promise<void> {
  const [taken] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM calendar
    WHERE lower(name) = lower(${name}) AND team_id IS NOT DISTINCT FROM ${teamId} AND id <> ${ownId}`;
  if (taken) throw invalid([{ path: 'name', message: 'Another calendar has this name. Choose another.' }]);
}

/** What comes to the entries of a calendar, and what goes. */
export type Difference<Entry extends CalendarEntry = CalendarEntry> = {
  added: Entry[];
  removed: StoredEntry[];
};

/** What makes others of the entries that a calendar has: what stands in both stays as it is. */
export function difference<Entry extends CalendarEntry>(
  own: readonly StoredEntry[],
  others: readonly Entry[],
): Difference<Entry> {
  const [before, after] = [new Set(own.map(entryText)), new Set(others.map(entryText))];
  return {
    added: others.filter((entry) => !before.has(entryText(entry))),
    removed: own.filter((entry) => !after.has(entryText(entry))),
  };
}

/** Takes entries from a calendar, and adds others. @throws as `addEntries` */
export async function exchangeEntries(
  tx: Tx,
  calendarId: string,
  { added, removed }: Difference,
  path: string,
): Promise<void> {
  const ids = removed.map(({ id }) => id);
  await tx.calendarDates.deleteMany({ where: { calendarId, id: { in: ids } } });
  await addEntries(tx, calendarId, added, path);
}

/**
 * Adds entries to a calendar.
 * @param path of the entries in the input, for errors
 * @throws RotaError invalid, of an entry that is there already, or where there would be too many
 */
export async function addEntries(
  tx: Tx,
  calendarId: string,
  entries: readonly CalendarEntry[],
  path: string,
) {
  const rows = entries.map((entry) => ({ id: newId(), ...entry }));
  const added = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO calendar_dates (id, calendar_id, first_date, last_date, label)
    SELECT one.id, ${calendarId}, one.first::date, one.last::date, one.label
    FROM unnest(${rows.map(({ id }) => id)}::text[], ${rows.map(({ first }) => first)}::text[],
      ${rows.map(({ last }) => last)}::text[], ${rows.map(({ label }) => label)}::text[]) AS one(id, first, last, label)
    ON CONFLICT DO NOTHING RETURNING id`;
  const isNew = new Set(added.map(({ id }) => id));
  const known = rows.findIndex(({ id }) => !isNew.has(id));
  if (known >= 0)
    throw invalid([{ path: `${path}.${known}`, message: 'The calendar has this entry already.' }]);
  const count = await tx.calendarDates.count({ where: { calendarId } });
  if (count > MOST_ENTRIES)
    throw invalid([
      { path, message: `A calendar has at most ${MOST_ENTRIES} entries, and this would make it ${count}.` },
    ]);
}

/**
 * Ends a change of a calendar: its next version, and the clocks of the schedules that follow it. The first thousand,
 * those that run next, are computed at once, the rest by a worker.
 * @returns how many schedules follow it
 */
export async function finishChange(
  tx: Tx,
  context: Context,
  { id, version }: LockedCalendar,
): Promise<number> {
  await tx.$executeRaw`
    UPDATE calendar SET version = ${version + 1}, updated_at = now(), updated_by = ${actorId(context.actor)}
    WHERE id = ${id}`;
  const followers = await markFollowers(tx, id);
  if (followers > 0) await refreshStale(tx, context.requestId, FOLLOWERS_AT_ONCE);
  return followers;
}

/** An entry in one line, as an audit shows it: `2026-12-25 Christmas Day`, `2026-12-20 to 2027-01-03 Freeze`. */
export const entryText = ({ first, last, label }: CalendarEntry): string =>
  first === last ? `${first} ${label}` : `${first} to ${last} ${label}`;

/** Whose a calendar is, as an audit shows it. */
export const forWhom = (teamName: string | null): string => teamName ?? 'All teams';
