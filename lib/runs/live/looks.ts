import { createHash } from 'node:crypto';
import { z } from 'zod';
import { authorise, parse } from '@/lib/command';
import type { Context } from '@/lib/context';
import { activeFreezes } from '@/lib/freeze/queries';
import { scheduleId } from '@/lib/schedules/schema';
import { ANY_RUN, type RunFilter, runFilter } from '../filter';
import { countActable, listRuns } from '../queries';
import { getIncident } from '../queries-incident';
import { getRun } from '../queries-one';
import { countRuns, runsOfSchedule } from '../queries-outcomes';

const RUNNING: RunFilter = { ...ANY_RUN, state: 'running', after: '', before: '' };

/** What each kind of page shows that changes by itself, as the page asks for it. */
export const LOOKS = {
  list: async (context: Context, filter: RunFilter) => {
    const { after: _after, before: _before, ...selection } = filter;
    const [list, actable] = await Promise.all([listRuns(context, filter), countActable(context, selection)]);
    return { list, actable };
  },
  run: getRun,
  schedule: runsOfSchedule,
  incident: async (context: Context) => {
    const [incident, counts, freezes, running] = await Promise.all([
      getIncident(context),
      countRuns(context),
      activeFreezes(context),
      listRuns(context, RUNNING),
    ]);
    return { ...incident, counts, freezes, running: running.rows };
  },
};

/** Equal as long as a page that shows `seen` shows what there is. */
export const stampOf = (seen: unknown): string =>
  createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 16);

const watched = z.discriminatedUnion('page', [
  z.strictObject({ page: z.literal('list'), filter: runFilter }),
  z.strictObject({ page: z.literal('run'), id: scheduleId }),
  z.strictObject({ page: z.literal('schedule'), id: scheduleId }),
  z.strictObject({ page: z.literal('incident') }),
]);

/** Which page is watched. */
export type Watched = z.input<typeof watched>;

/**
 * The stamp of what a page would show now.
 * @throws RotaError as the page's own queries; invalid of no such page
 */
export async function stampFor(context: Context, asked: unknown): Promise<string> {
  await authorise(context, 'schedule.read');
  const page = parse(watched, asked);
  switch (page.page) {
    case 'list':
      return stampOf(await LOOKS.list(context, page.filter));
    case 'run':
      return stampOf(await LOOKS.run(context, page.id));
    case 'schedule':
      return stampOf(await LOOKS.schedule(context, page.id));
    case 'incident':
      return stampOf(await LOOKS.incident(context));
  }
}
