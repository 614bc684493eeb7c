import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Permission } from '@/lib/auth/roles';
import type { Command } from '@/lib/command';
import { optionalReason } from '@/lib/runs/commands/ask';
import { cancelRun } from '@/lib/runs/commands/cancel';
import { redriveRun } from '@/lib/runs/commands/redrive';
import { rerun } from '@/lib/runs/commands/rerun';
import { stopRun } from '@/lib/runs/commands/stop';
import { ORIGINS, RUN_STATES, runFilter } from '@/lib/runs/filter';
import { listRuns } from '@/lib/runs/queries';
import { getRun } from '@/lib/runs/queries-one';
import { reason } from '@/lib/schedules/schema';
import { KIND_NAMES } from '@/lib/targets/registry';
import { endpoint } from '../endpoint';
import { ownPlacesWanted, withOwnIds } from '../filter-places';
import { id, noQuery, pageBy, pageOf, wanted, wantedInstant } from '../shapes/common';
import { runDetail, runDetailView, runItem, runView, stopped } from '../shapes/run';

/** The filter of the page Runs. */
export const runsWanted = {
  schedule: wanted(16).describe('An id.'),
  ...ownPlacesWanted,
  name: wanted(100).describe('A part of the schedule’s name.'),
  kind: z.enum(KIND_NAMES).optional().describe('The kind of target.'),
  target: wanted(200).describe('A part of a target’s ARN or address.'),
  state: z
    .enum(['bad', ...RUN_STATES])
    .optional()
    .describe('“bad”: those that somebody should look at.'),
  origin: z.enum(ORIGINS).optional(),
  from: wantedInstant.describe('Slots from this instant on.'),
  to: wantedInstant.describe('Slots before this instant.'),
};

const list = endpoint({
  id: 'listRuns',
  method: 'GET',
  path: '/runs',
  tag: 'Runs',
  summary: 'Lists runs, the newest slots first.',
  permission: 'schedule.read',
  query: z.strictObject({ ...runsWanted, ...pageBy('timestamptz') }),
  body: null,
  output: pageOf(runItem),
  async run({ context, query: { limit, cursor, ...filter } }) {
    const found = await withOwnIds(context, filter);
    const page = await listRuns(context, runFilter.parse({ ...found, after: cursor }), limit);
    return { items: page.rows.map(runView), next: page.next };
  },
});

const read = endpoint({
  id: 'getRun',
  method: 'GET',
  path: '/runs/{id}',
  tag: 'Runs',
  summary: 'Reads a run with each of its attempts.',
  permission: 'schedule.read',
  query: noQuery,
  body: null,
  output: runDetail,
  run: async ({ context, params }) => runDetailView(await getRun(context, params.id ?? '')),
});

type Act<Output extends z.ZodType> = {
  id: string;
  path: string;
  summary: string;
  permission: Permission;
  reason: z.ZodType;
  command: Command<z.input<Output>>;
  output: Output;
  more?: () => Record<string, unknown>;
};

/** An act on a run: the address says on which. */
const act = <Output extends z.ZodType>({ path, reason, command, more = () => ({}), ...spec }: Act<Output>) =>
  endpoint({
    ...spec,
    method: 'POST',
    path: `/runs/{id}/${path}`,
    tag: 'Runs',
    query: noQuery,
    body: z.strictObject({ reason }),
    fixed: ['id', 'requestId'],
    status: 202,
    run: ({ context, params, body }) => command(context, { ...body, id: params.id, ...more() }),
  });

const one = z.object({ id }).meta({ id: 'OneRun' });

const cancel = act({
  id: 'cancelRun',
  path: 'cancel',
  summary: 'Cancels a run that was not sent yet, or that waits for another attempt.',
  permission: 'run.cancel',
  reason,
  command: cancelRun,
  output: one,
});
const redrive = act({
  id: 'redriveRun',
  path: 'redrive',
  summary: 'Sends a run again that failed, was given up, is unknown or was missed.',
  permission: 'run.redrive',
  reason: optionalReason,
  command: redriveRun,
  output: one,
});
const again = act({
  id: 'rerunRun',
  path: 'rerun',
  summary: 'Runs the slot of a past run again, as a run of its own, whose id is answered.',
  permission: 'run.rerun',
  reason: optionalReason,
  command: rerun,
  output: one,
  more: () => ({ requestId: randomUUID() }),
});
const stop = act({
  id: 'stopRun',
  path: 'stop',
  summary: 'Stops the ECS tasks of a run, or ends it where it waits for another attempt or a call-back.',
  permission: 'run.stop',
  reason,
  command: stopRun,
  output: stopped,
});

export const runEndpoints = [list, read, cancel, redrive, again, stop];
