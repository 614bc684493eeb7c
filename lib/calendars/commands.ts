import { ofTeam } from '@/lib/auth/access';
import { command } from '@/lib/command';
import { actorId } from '@/lib/context';
import { conflict, invalid } from '@/lib/errors';
import { newId } from '@/lib/id';
import {
  addEntries,
  assertNameFree,
  atCalendar,
  entryText,
  finishChange,
  forWhom,
  lockCalendar,
} from './change';
import { entriesOf } from './entries';
import { createInput, deleteInput, updateInput } from './schema';

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
    await tx.calendarDates.deleteMany({ where: { calendarId: id, id: { in: remove } } });
    await addEntries(tx, id, add, 'add');
    await tx.calendar.update({ where: { id }, data: { name } });
    const followers = await finishChange(tx, context, before);
    return {
      result: { id, version: before.version + 1 },
      entry: {
        audit: 'activity',
        action: 'calendar.update',
        subject: name,
        details: {
          calendarId: id,
          for: forWhom(before.teamName),
          ...(name !== before.name && { before: before.name, after: name }),
          ...(removed.length > 0 && { removed: removed.map(entryText) }),
          ...(add.length > 0 && { added: add.map(entryText) }),
          followers,
        },
      },
    };
  },
});

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
