import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Permission } from '@/lib/auth/roles';
import type { Command } from '@/lib/command';
import { runAt, runAtInput } from '@/lib/runs/commands/at-instant';
import { byHand } from '@/lib/runs/commands/by-hand';
import { runNow } from '@/lib/runs/commands/now';
import { stopSchedule } from '@/lib/runs/commands/stop';
import type { Saved } from '@/lib/schedules/commands';
import { releaseSchedule } from '@/lib/schedules/release';
import { restoreVersion, restoreVersionInput } from '@/lib/schedules/restore-version';
import {
  disableInput,
  enableInput,
  optionalReasonInput,
  pauseInput,
  reason,
  reasonedInput,
} from '@/lib/schedules/schema';
import {
  disableSchedule,
  enableSchedule,
  pauseSchedule,
  resumeSchedule,
  retrySync,
} from '@/lib/schedules/state-commands';
import { generationOf, seenGeneration } from '../conditional';
import { follow } from '../definition/change';
import { definitionPath } from '../definition/entered';
import { endpoint, type Method, type Tag } from '../endpoint';
import { id, noQuery } from '../shapes/common';
import { stopped } from '../shapes/run';
import { changed } from '../shapes/schedule';
import { inTerms } from '../terms';

type Act = {
  id: string;
  method?: Method;
  path: string;
  tag?: Tag;
  summary: string;
  permission: Permission;
  body: z.ZodType;
  command: Command<Saved>;
};

/** An act on a schedule's state: the address says which schedule, If-Match which generation. */
export const act = ({ command, ...spec }: Act) =>
  endpoint({
    method: 'POST',
    tag: 'Acts on schedules',
    ...spec,
    query: noQuery,
    fixed: ['id', 'generation'],
    output: changed,
    version: generationOf,
    run: async ({ context, params, body, ifMatch }) =>
      follow(context, await command(context, { ...body, id: params.id, ...seenGeneration(ifMatch) })),
  });

const pause = act({
  id: 'pauseSchedule',
  path: '/schedules/{id}/pause',
  summary: 'Pauses a schedule, until an instant or until somebody resumes it.',
  permission: 'schedule.pause',
  body: pauseInput,
  command: pauseSchedule,
});
const resume = act({
  id: 'resumeSchedule',
  path: '/schedules/{id}/resume',
  summary: 'Resumes a paused schedule.',
  permission: 'schedule.resume',
  body: optionalReasonInput,
  command: resumeSchedule,
});
const disable = act({
  id: 'disableSchedule',
  path: '/schedules/{id}/disable',
  summary: 'Disables a schedule: it is off until an editor enables it.',
  permission: 'schedule.disable',
  body: disableInput,
  command: disableSchedule,
});
const enable = act({
  id: 'enableSchedule',
  path: '/schedules/{id}/enable',
  summary: 'Enables a disabled schedule.',
  permission: 'schedule.enable',
  body: enableInput,
  command: enableSchedule,
});
const restore = act({
  id: 'restoreSchedule',
  path: '/schedules/{id}/restore',
  summary: 'Brings back what a schedule was at an earlier version: one that was deleted comes back paused.',
  permission: 'schedule.restore',
  body: restoreVersionInput,
  command: (context, input) => inTerms(definitionPath, () => restoreVersion(context, input)),
});
const release = act({
  id: 'releaseSchedule',
  path: '/schedules/{id}/release',
  summary: 'Lets a schedule that lives in a file be changed here again.',
  permission: 'schedule.release',
  body: reasonedInput,
  command: releaseSchedule,
});

const asked = z
  .object({ runs: z.array(id).describe('The ids of the runs, one for each target.') })
  .meta({ id: 'AskedRuns' });

const run = endpoint({
  id: 'runSchedule',
  method: 'POST',
  path: '/schedules/{id}/run',
  tag: 'Acts on schedules',
  summary: 'Runs a schedule now, whatever its delivery and whether it is paused.',
  permission: 'run.now',
  query: noQuery,
  body: z.strictObject(byHand),
  fixed: ['id', 'requestId'],
  output: asked,
  status: 202,
  run: ({ context, params, body }) => runNow(context, { ...body, id: params.id, requestId: randomUUID() }),
});

const runLater = endpoint({
  id: 'runScheduleAt',
  method: 'POST',
  path: '/schedules/{id}/run-at',
  tag: 'Acts on schedules',
  summary: 'Plans one more run of a schedule at a time.',
  permission: 'run.now',
  query: noQuery,
  body: runAtInput,
  fixed: ['id', 'requestId'],
  output: asked,
  status: 202,
  run: ({ context, params, body }) => runAt(context, { ...body, id: params.id, requestId: randomUUID() }),
});

const stop = endpoint({
  id: 'stopSchedule',
  method: 'POST',
  path: '/schedules/{id}/stop',
  tag: 'Acts on schedules',
  summary: 'Stops all running ECS tasks of a schedule, and what waits for another attempt or a call-back.',
  permission: 'run.stop',
  query: noQuery,
  body: z.strictObject({ reason }),
  fixed: ['id'],
  output: stopped,
  status: 202,
  run: ({ context, params, body }) => stopSchedule(context, { ...body, id: params.id }),
});

const sync = act({
  id: 'retrySync',
  path: '/schedules/{id}/sync',
  summary: 'Brings a schedule to AWS now, without waiting for the next try.',
  permission: 'schedule.retry-sync',
  body: z.strictObject({}),
  command: retrySync,
});

export const actEndpoints = [pause, resume, disable, enable, restore, release, run, runLater, stop, sync];
