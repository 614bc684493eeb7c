import { z } from 'zod';
import { createCalendar, deleteCalendar, replaceCalendar } from '@/lib/calendars/commands';
import { getCalendar, listCalendars } from '@/lib/calendars/queries';
import { createInput, deleteInput, replaceInput } from '@/lib/calendars/schema';
import { authorise, parse } from '@/lib/command';
import { seenVersion, versionOf as version } from '../conditional';
import { teamIdOf } from '../definition/to-input';
import { endpoint } from '../endpoint';
import { calendarDetail, calendarDetailView, calendarItem, calendarView } from '../shapes/calendar';
import { called, id, listOf, noQuery } from '../shapes/common';
import { inTerms, naming } from '../terms';
import { calendarImport } from './calendar-import';

const saved = z.object({ id, version: z.int() }).meta({ id: 'SavedCalendar' });

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

const newCalendar = createInput.omit({ teamId: true }).extend({
  team: called('the team').optional().describe('Its name, or its id; left out, it is for all teams.'),
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
    const terms = naming({ names: { teamId: 'team' } });
    return inTerms(terms, () => createCalendar(known, { ...calendar, teamId }));
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
  body: replaceInput,
  fixed: ['id', 'version'],
  output: saved,
  version,
  run: ({ context, params, body, ifMatch }) =>
    replaceCalendar(context, { ...body, id: params.id, ...seenVersion(ifMatch) }),
});

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
    deleteCalendar(context, { ...body, id: params.id, ...seenVersion(ifMatch) }),
});

export const calendarEndpoints = [list, create, read, replace, remove, calendarImport];
