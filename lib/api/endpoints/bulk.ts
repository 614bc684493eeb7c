import { z } from 'zod';
import { actOnMany } from '@/lib/bulk/act';
import { BULK_ACTIONS, type BulkAction } from '@/lib/bulk/actions';
import { undoBulk } from '@/lib/bulk/commands';
import { previewBulk } from '@/lib/bulk/preview';
import { getJob } from '@/lib/bulk/queries';
import { startInput, undoInput } from '@/lib/bulk/schema';
import { authorise, parse } from '@/lib/command';
import { teamIdOf } from '../definition/to-input';
import { endpoint } from '../endpoint';
import { IN_FILTER, withOwnIds } from '../filter-places';
import { bulkAct, bulkActView, bulkPreview, bulkPreviewView } from '../shapes/bulk';
import { called, id, noQuery } from '../shapes/common';
import { inTerms, naming } from '../terms';
import { scheduleFilter } from './schedules';

const params = startInput
  .pick({ until: true, owner: true, addTags: true, removeTags: true })
  .extend({
    until: startInput.shape.until.describe('When a pause ends; left out, when somebody resumes.'),
    team: called('the team').optional(),
  })
  .meta({ id: 'BulkParams', description: 'What the act needs, as a new team or owner.' });

/** What each act needs of these. */
const TAKES: Record<BulkAction, readonly string[]> = {
  pause: ['until'],
  resume: [],
  disable: [],
  enable: [],
  team: ['team'],
  owner: ['owner'],
  tags: ['addTags', 'removeTags'],
  delete: [],
};

const bulk = z
  .strictObject({
    action: z.enum(BULK_ACTIONS, `Choose an act: ${BULK_ACTIONS.join(', ')}.`),
    filter: z
      .strictObject(scheduleFilter)
      .optional()
      .describe('Which schedules, as GET /schedules takes it; {} for all.'),
    ids: z.array(z.string()).optional().describe('Or the ids of at most 500.'),
    params: params.default({ addTags: [], removeTags: [] }),
    reason: startInput.shape.reason.optional().describe('Why. Only a dry run needs none.'),
    confirm: startInput.shape.confirm.describe('To delete: as in “delete 12”, with the number of a dry run.'),
    dryRun: z.boolean().default(false).describe('Says what would be done, and changes nothing.'),
  })
  .refine(({ filter, ids }) => (filter === undefined) !== (ids === undefined), {
    path: ['filter'],
    message: 'Say which schedules by a filter, or by their ids.',
  })
  .superRefine(({ action, params: given, confirm }, context) => {
    const stray = (...path: string[]) =>
      context.addIssue({
        code: 'custom',
        path,
        message: `The act ${action} does not take this. Leave it out.`,
      });
    for (const [name, value] of Object.entries(given))
      if (!TAKES[action].includes(name) && !(Array.isArray(value) && value.length === 0))
        stray('params', name);
    if (action !== 'delete' && confirm !== '') stray('confirm');
  });

const start = endpoint({
  id: 'startBulk',
  method: 'POST',
  path: '/bulk-acts',
  tag: 'Bulk acts',
  summary: 'Does something to all schedules of a filter, or says what it would do.',
  description: 'It is carried out one by one, with the rights that whoever asks has at that moment.',
  permission: 'bulk.start',
  query: noQuery,
  body: bulk,
  output: bulkPreview,
  status: 202,
  async run({ context, body }) {
    const known = await authorise(context, 'bulk.start');
    const { action, filter = {}, ids, dryRun, params: given, ...rest } = parse(bulk, body);
    const found = await inTerms(IN_FILTER, () => withOwnIds(known, filter));
    const selection = ids ? { by: 'ids', ids } : { by: 'filter', filter: found };
    return inTerms(IN_BODY, async () => {
      const { team, ...own } = given;
      const teamId = team === undefined ? {} : { teamId: await teamIdOf(known, team) };
      const input = { action, selection, ...rest, ...own, ...teamId };
      if (dryRun) return bulkPreviewView(await previewBulk(known, { action, selection }), null);
      const { id, ...preview } = await actOnMany(known, input);
      return bulkPreviewView(preview, id);
    });
  },
});

const IN_BODY = naming({
  within: 'selection',
  names: {
    team: 'params.team',
    teamId: 'params.team',
    owner: 'params.owner',
    until: 'params.until',
    addTags: 'params.addTags',
    removeTags: 'params.removeTags',
  },
});

const read = endpoint({
  id: 'getBulk',
  method: 'GET',
  path: '/bulk-acts/{id}',
  tag: 'Bulk acts',
  summary: 'Says how far an act on many schedules is.',
  permission: 'schedule.read',
  query: noQuery,
  body: null,
  output: bulkAct,
  run: async ({ context, params }) => bulkActView(await getJob(context, params.id ?? '')),
});

const undo = endpoint({
  id: 'undoBulk',
  method: 'POST',
  path: '/bulk-acts/{id}/undo',
  tag: 'Bulk acts',
  summary: 'Brings back what an act on many schedules changed, where nobody changed it since.',
  permission: 'bulk.undo',
  query: noQuery,
  body: undoInput,
  fixed: ['id'],
  output: z.object({ id, schedules: z.int() }).meta({ id: 'UndoneBulk' }),
  status: 202,
  async run({ context, params, body }) {
    const { id, rows } = await undoBulk(context, { ...body, id: params.id });
    return { id, schedules: rows };
  },
});

export const bulkEndpoints = [start, read, undo];
