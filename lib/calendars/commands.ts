import type { AuditEntry } from '@/lib/audit/record';
import { ofTeam } from '@/lib/auth/access';
import { command } from '@/lib/command';
import { actorId, type Context } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { conflict, invalid } from '@/lib/errors';
import { newId } from '@/lib/id';
import {
  addEntries,
  assertNameFree,
  atCalendar,
  type Difference,
  difference,
  entryText,
  exchangeEntries,
  finishChange,
  forWhom,
  type LockedCalendar,
  lockCalendar,
} from './change';
import { entriesOf } from './entries';
import { type CalendarEntry, createInput, deleteInput, replaceInput, updateInput } from './schema';

export type SavedCalendar = { id: string; version: number };

/** Creates a calendar of a team, or of all, with its first entries. */
export const createCalendar = command({
  permission: 'calendar.create',
  input: createInput,
  at: async (_tx, { teamId }) => ofTeam(teamId),
  async run(tx, context, { name, teamId, dates }) {
    const team = teamId === null ? null : await tx.team.findUnique({ where: { id: teamId } });
    if (teamId !== null && !team)
      throw invalid([{ path: 'teamId', message: 'This team does not exist. Choose one of the list.' }]);
    await assertNameFree(tx, name, teamId, '');
    const by = actorId(context.actor);
    const { id, version } = await tx.calendar.create({
      data: { id: newId(), name, teamId, createdBy: by, updatedBy: by },
    });
    await addEntries(tx, id, dates, 'dates');
    return {
      result: { id, version },
      entry: {
        audit: 'activity',
        action: 'calendar.create',
        subject: name,
        details: { calendarId: id, for: forWhom(team?.name ?? null), added: dates.map(entryText) },
      },
    };
  },
});

/**
 * Renames a calendar, adds and removes entries. No schedule changes by it, so none gets a new generation; but when they
 * run next does.
 */
export const updateCalendar = command({
  permission: 'calendar.update',
  input: updateInput,
  at: atCalendar,
  async run(tx, context, { id, version, name, add, remove }) {
    const before = await lockCalendar(tx, id, version);
    await assertNameFree(tx, name, before.teamId, id);
    const removed = (await entriesOf(tx, id)).filter((entry) => remove.includes(entry.id));
    if (removed.length < new Set(remove).size)
      throw invalid([{ path: 'remove', message: 'An entry is not there any more. Load the page again.' }]);
    await exchangeEntries(tx, id, { added: add, removed }, 'add');
    return changed(tx, context, before, name, { added: add, removed });
  },
});

/** The same, by the name and all the entries that it is to have. */
export const replaceCalendar = command({
  permission: 'calendar.update',
  input: replaceInput,
  at: atCalendar,
  async run(tx, context, { id, version, name, dates }) {
    const before = await lockCalendar(tx, id, version);
    await assertNameFree(tx, name, before.teamId, id);
    assertOnce(dates);
    const effect = difference(await entriesOf(tx, id), dates);
    await exchangeEntries(tx, id, effect, 'dates');
    return changed(tx, context, before, name, effect);
  },
});

/** @throws RotaError invalid */
function assertOnce(dates: readonly CalendarEntry[]): void {
  const texts = dates.map(entryText);
  const again = texts.findIndex((text, index) => texts.indexOf(text) < index);
  if (again >= 0) throw invalid([{ path: `dates.${again}`, message: 'This entry is in the list already.' }]);
}

/** Ends a change of a calendar's name and entries. */
async function changed(
  tx: Tx,
  context: Context,
  before: LockedCalendar,
  name: string,
  { added, removed }: Difference,
): Promise<{ result: SavedCalendar; entry: AuditEntry }> {
  const { id, version } = before;
  await tx.calendar.update({ where: { id }, data: { name } });
  const followers = await finishChange(tx, context, before);
  return {
    result: { id, version: version + 1 },
    entry: {
      audit: 'activity',
      action: 'calendar.update',
      subject: name,
      details: {
        calendarId: id,
        for: forWhom(before.teamName),
        ...(name !== before.name && { before: before.name, after: name }),
        ...(removed.length > 0 && { removed: removed.map(entryText) }),
        ...(added.length > 0 && { added: added.map(entryText) }),
        followers,
      },
    },
  };
}

/** Deletes a calendar that no schedule follows. */
export const deleteCalendar = command({
  permission: 'calendar.delete',
  input: deleteInput,
  at: atCalendar,
  async run(tx, _context, { id, version }) {
    const before = await lockCalendar(tx, id, version);
    const [row] = await tx.$queryRaw<{ followers: number }[]>`
      SELECT count(*)::int AS followers FROM schedule_calendar f JOIN schedule s ON s.id = f.schedule_id
      WHERE f.calendar_id = ${id} AND s.state <> 'deleted'`;
    const followers = row?.followers ?? 0;
    if (followers > 0)
      throw conflict(
        followers === 1
          ? 'A schedule follows this calendar. Take it from that schedule first.'
          : `${followers} schedules follow this calendar. Take it from them first.`,
      );
    const removed = await entriesOf(tx, id);
    // what is left are deleted schedules
    await tx.scheduleCalendar.deleteMany({ where: { calendarId: id } });
    await tx.calendar.delete({ where: { id } });
    return {
      result: { id, version: before.version },
      entry: {
        audit: 'activity',
        action: 'calendar.delete',
        subject: before.name,
        details: { calendarId: id, for: forWhom(before.teamName), removed: removed.map(entryText) },
      },
    };
  },
});
