import { z } from 'zod';
import { authorise, parse } from '@/lib/command';
import { readCursor } from '@/lib/keyset';
import { createSchedule } from '@/lib/schedules/commands';
import { listFilter, SORTS, SYNC_STATES } from '@/lib/schedules/filter';
import { getSchedule, pageOfSchedules } from '@/lib/schedules/queries';
import { readSchedule } from '@/lib/schedules/read-schedule';
import { deleteInput, STATES } from '@/lib/schedules/schema';
import { deleteSchedule } from '@/lib/schedules/state-commands';
import { generationOf as version } from '../conditional';
import { change, follow } from '../definition/change';
import { pathIn } from '../definition/entered';
import { definitionOf } from '../definition/of-schedule';
import {
  newSchedule,
  type ScheduleDefinition,
  scheduleDefinition,
  schedulePatch,
} from '../definition/schema';
import { environmentForNew, toInput } from '../definition/to-input';
import { endpoint } from '../endpoint';
import { ownPlacesWanted, withOwnIds } from '../filter-places';
import { noQuery, pageOf, pageQuery, wanted } from '../shapes/common';
import { changed, detailView, itemView, scheduleDetail, scheduleItem } from '../shapes/schedule';
import { inTerms } from '../terms';
import { act } from './acts';

/** The filter of the page Schedules. What can't be read is refused: without it, the answer would be about more. */
export const scheduleFilter = {
  q: wanted(200).describe('A part of its name or description.'),
  ...ownPlacesWanted,
  state: z.enum(STATES).optional(),
  sync: z.enum(SYNC_STATES).optional(),
  owner: wanted(100),
  tag: wanted(50),
  name: wanted(100).describe('Its whole name, upper and lower case alike.'),
  managedBy: wanted(500).describe('Where its file lives.'),
};

const listQuery = z
  .strictObject({
    ...scheduleFilter,
    ...pageQuery,
    sort: z.enum(SORTS).default('name').describe('By name, by next run, or by last change.'),
    dir: z.enum(['asc', 'desc']).default('asc'),
  })
  .superRefine(({ cursor, sort }, context) => {
    if (cursor !== undefined && readCursor(cursor, sort === 'name' ? 'text' : 'timestamptz') === null)
      context.addIssue({ code: 'custom', path: ['cursor'], message: 'This is no cursor of this list.' });
  });

const list = endpoint({
  id: 'listSchedules',
  method: 'GET',
  path: '/schedules',
  tag: 'Schedules',
  summary: 'Lists schedules.',
  permission: 'schedule.read',
  query: listQuery,
  body: null,
  output: pageOf(scheduleItem),
  async run({ context, query: { limit, cursor, ...filter } }) {
    const found = await withOwnIds(context, filter);
    const page = await pageOfSchedules(context, listFilter.parse({ ...found, after: cursor }), limit);
    return { items: page.rows.map(itemView), next: page.next };
  },
});

const create = endpoint({
  id: 'createSchedule',
  method: 'POST',
  path: '/schedules',
  tag: 'Schedules',
  summary: 'Creates a schedule that runs now, once, or again and again.',
  description:
    'A name, a team, when, and what: all else has defaults. Send an Idempotency-Key, so that a repeat after a time-out makes no second schedule.',
  permission: 'schedule.create',
  query: noQuery,
  body: newSchedule,
  output: changed,
  status: 201,
  version,
  async run({ context, body }) {
    const known = await authorise(context, 'schedule.create');
    const { startPaused, ...definition } = parse(newSchedule, body);
    return inTerms(pathIn(definition), async () => {
      const environment = await environmentForNew(known, definition.environment);
      const schedule = await toInput(context, definition, environment);
      const input = { schedule, environmentId: environment.id, startPaused, managedBy: definition.managedBy };
      return follow(context, await createSchedule(known, input));
    });
  },
});

const read = endpoint({
  id: 'getSchedule',
  method: 'GET',
  path: '/schedules/{id}',
  tag: 'Schedules',
  summary: 'Reads a schedule with its targets. Secrets are masked.',
  permission: 'schedule.read',
  query: noQuery,
  body: null,
  output: scheduleDetail,
  version,
  run: async ({ context, params }) => detailView(await readSchedule(context, params.id ?? '')),
});

const definition = endpoint({
  id: 'getScheduleDefinition',
  method: 'GET',
  path: '/schedules/{id}/definition',
  tag: 'Schedules',
  summary: 'Reads a schedule as PUT takes it.',
  permission: 'schedule.read',
  query: noQuery,
  body: null,
  output: scheduleDefinition.strip().meta({ id: 'DefinedSchedule' }),
  version: ({ generation }: ScheduleDefinition & { generation: number }) => generation,
  async run({ context, params }) {
    const schedule = await getSchedule(context, params.id ?? '');
    return { ...(await definitionOf(schedule)), generation: schedule.generation };
  },
});

const replace = endpoint({
  id: 'replaceSchedule',
  method: 'PUT',
  path: '/schedules/{id}',
  tag: 'Schedules',
  summary: 'Replaces everything that can be edited of a schedule.',
  description:
    'Targets with the id of one that is there keep its secrets and its history. Send If-Match, so that nobody else’s change is written over.',
  permission: 'schedule.update',
  query: noQuery,
  body: scheduleDefinition,
  output: changed,
  version,
  run: (asked) => change(asked, async () => parse(scheduleDefinition, asked.body)),
});

const patch = endpoint({
  id: 'changeSchedule',
  method: 'PATCH',
  path: '/schedules/{id}',
  tag: 'Schedules',
  summary: 'Changes a part of a schedule: what is left out stays.',
  description:
    'What is over needs a new time as well, because a change brings it back. A bulk act changes its team, owner or tags alone.',
  permission: 'schedule.update',
  query: noQuery,
  body: schedulePatch,
  output: changed,
  version,
  run: (asked) =>
    change(asked, async (schedule) => merged(await definitionOf(schedule), parse(schedulePatch, asked.body))),
});

/** What is said stands in the place of what is there; where it lives has to be said by the request itself. */
const merged = (
  { managedBy: _, ...definition }: ScheduleDefinition,
  patch: z.output<typeof schedulePatch>,
): ScheduleDefinition => ({ ...definition, ...(patch as Partial<ScheduleDefinition>) });

const remove = act({
  id: 'deleteSchedule',
  method: 'DELETE',
  path: '/schedules/{id}',
  tag: 'Schedules',
  summary: 'Deletes a schedule. Its history stays, and it can be brought back.',
  permission: 'schedule.delete',
  body: deleteInput,
  command: deleteSchedule,
});

export const scheduleEndpoints = [list, create, read, definition, replace, patch, remove];
