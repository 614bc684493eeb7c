import { z } from 'zod';
import type { Permission } from '@/lib/auth/roles';
import { authorise, type Command, parse } from '@/lib/command';
import { cancelMany } from '@/lib/runs/commands/cancel';
import { endMany } from '@/lib/runs/commands/end-awaited';
import { ofFilter } from '@/lib/runs/commands/of-filter';
import { redriveMany } from '@/lib/runs/commands/redrive';
import { ANY_RUN, runSelection } from '@/lib/runs/filter';
import { countActable, type ManyAct } from '@/lib/runs/queries';
import { reason } from '@/lib/schedules/schema';
import { endpoint } from '../endpoint';
import { IN_FILTER, withOwnIds } from '../filter-places';
import { noQuery } from '../shapes/common';
import { inTerms } from '../terms';
import { runsWanted } from './runs';

const body = z.strictObject({
  filter: z.strictObject(runsWanted).describe('Which runs, as GET /runs takes it; {} for all.'),
  atMost: ofFilter.atMost.describe('No more than so many, the oldest first.'),
  reason: reason.optional().describe('Why. Sending again needs none, nor does a dry run.'),
  dryRun: z.boolean().default(false).describe('Says how many there are, and changes nothing.'),
});

const counted = z
  .object({
    count: z.int().describe('How many runs it was done to; of a dry run, to how many it would be.'),
    dryRun: z.boolean(),
  })
  .meta({ id: 'CountedRuns' });

type Act = {
  id: string;
  act: ManyAct;
  summary: string;
  permission: Permission;
  command: Command<{ count: number }>;
};

/** An act on all runs of a filter. Those that it can't be done to, or not by whoever asks, are left out. */
const many = ({ act, command, ...spec }: Act) =>
  endpoint({
    ...spec,
    method: 'POST',
    path: `/runs/${act}`,
    tag: 'Runs',
    description: 'Runs that it can’t be done to, or not by whoever asks, are left out.',
    query: noQuery,
    body,
    output: counted,
    async run({ context, body: given }) {
      const known = await authorise(context, spec.permission);
      const { filter, dryRun, ...asked } = parse(body, given);
      const found = await inTerms(IN_FILTER, () => withOwnIds(known, filter));
      const selection = runSelection.parse({ ...ANY_RUN, ...found });
      if (!dryRun) return { ...(await command(known, { ...asked, filter: selection })), dryRun };
      const counts = await countActable(known, selection);
      return { count: Math.min(counts[act], asked.atMost), dryRun };
    },
  });

export const manyRunsEndpoints = [
  many({
    id: 'cancelRuns',
    act: 'cancel',
    summary: 'Cancels the runs of a filter that were not sent yet, or that wait for another attempt.',
    permission: 'run.cancel',
    command: cancelMany,
  }),
  many({
    id: 'redriveRuns',
    act: 'redrive',
    summary: 'Sends the runs of a filter again that failed, were given up, are unknown or were missed.',
    permission: 'run.redrive',
    command: redriveMany,
  }),
  many({
    id: 'endRuns',
    act: 'end',
    summary: 'Ends the runs of a filter that wait for a call-back.',
    permission: 'run.stop',
    command: endMany,
  }),
];
