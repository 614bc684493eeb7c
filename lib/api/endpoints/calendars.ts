import { z } from 'zod';
import { entryText } from '@/lib/calendars/change';
import { createCalendar, deleteCalendar, updateCalendar } from '@/lib/calendars/commands';
import { getCalendar, listCalendars } from '@/lib/calendars/queries';
import { type CalendarEntry, createInput, deleteInput } from '@/lib/calendars/schema';
import { authorise, parse } from '@/lib/command';
import { inputOf } from '../body';
import { teamIdOf } from '../definition/to-input';
import { endpoint } from '../endpoint';
import { calendarDetail, calendarDetailView, calendarItem, calendarView } from '../shapes/calendar';
import { id, listOf, noQuery } from '../shapes/common';
import { inTerms } from '../terms';
import { calendarImport } from './calendar-import';

const saved = z.object({ id, version: z.int() }).meta({ id: 'SavedCalendar' });

const version = (calendar: { version: number }) => calendar.version;
const seen = (ifMatch: number | null) => ifMatch !== null && { version: ifMatch };

const list = endpoint({
  id: 'listCalendars',
  method: 'GET',
  path: '/calendars',
  tag: 'Calendars',
  summary: 'Lists the calendars of all teams and of those in which whoever asks may see something.',
  permission: 'calendar.read',
  query: noQuery,
  body: null,
  output: listOf(calendarItem),
  run: async ({ context }) => ({ items: (await listCalendars(context)).map(calendarView) }),
});

const contents = createInput.omit({ teamId: true });

const newCalendar = contents.extend({
  team: z
    .string('Name the team.')
    .max(200, 'Name the team.')
    .optional()
    .describe('Its name, or its id; left out, it is for all teams.'),
});

const create = endpoint({
  id: 'createCalendar',
  method: 'POST',
  path: '/calendars',
  tag: 'Calendars',
  summary: 'Creates a calendar of a team, or of all.',
  permission: 'calendar.create',
  query: noQuery,
  body: newCalendar,
  output: saved,
  status: 201,
  version,
  async run({ context, body }) {
    const known = await authorise(context, 'calendar.create');
    const { team, ...calendar } = parse(newCalendar, body);
    const teamId = team === undefined ? null : await teamIdOf(known, team);
    return inTerms({ names: { teamId: 'team' } }, () => createCalendar(known, { ...calendar, teamId }));
  },
});

const read = endpoint({
  id: 'getCalendar',
  method: 'GET',
  path: '/calendars/{id}',
  tag: 'Calendars',
  summary: 'Reads a calendar with all of its entries.',
  permission: 'calendar.read',
  query: noQuery,
  body: null,
  output: calendarDetail,
  version,
  run: async ({ context, params }) => calendarDetailView(await getCalendar(context, params.id ?? '')),
});

const replace = endpoint({
  id: 'replaceCalendar',
  method: 'PUT',
  path: '/calendars/{id}',
  tag: 'Calendars',
  summary: 'Replaces the name and the entries of a calendar.',
  permission: 'calendar.update',
  query: noQuery,
  body: contents,
  output: saved,
  version,
  async run({ context, params, body, ifMatch }) {
    const known = await authorise(context, 'calendar.update');
    const { name, dates } = parse(contents, body);
    const before = await getCalendar(known, params.id ?? '');
    const names = { add: 'dates' };
    return inTerms({ names }, () =>
      updateCalendar(known, {
        id: before.id,
        version: ifMatch ?? before.version,
        name,
        add: without(dates, before.entries),
        remove: without(before.entries, dates).map((entry) => entry.id),
      }),
    );
  },
});

/** Those of some entries that others do not have. */
function without<Entry extends CalendarEntry>(
  entries: readonly Entry[],
  others: readonly CalendarEntry[],
): Entry[] {
  const known = new Set(others.map(entryText));
  return entries.filter((entry) => !known.has(entryText(entry)));
}

const remove = endpoint({
  id: 'deleteCalendar',
  method: 'DELETE',
  path: '/calendars/{id}',
  tag: 'Calendars',
  summary: 'Deletes a calendar that no schedule follows.',
  permission: 'calendar.delete',
  query: noQuery,
  body: deleteInput,
  fixed: ['id', 'version'],
  output: saved,
  version,
  run: ({ context, params, body, ifMatch }) =>
    deleteCalendar(context, inputOf(body, { id: params.id, ...seen(ifMatch) })),
});

export const calendarEndpoints = [list, create, read, replace, remove, calendarImport];
