import { z } from 'zod';
import { authorise, parse } from '@/lib/command';
import { invalid, notFound, RotaError } from '@/lib/errors';
import { getSchedule } from '@/lib/schedules/queries';
import { change } from '../definition/change';
import { definitionOf } from '../definition/of-schedule';
import { type ScheduleDefinition, targetDefinition } from '../definition/schema';
import { type Asked, endpoint } from '../endpoint';
import { noQuery } from '../shapes/common';
import { changed } from '../shapes/schedule';

type Target = ScheduleDefinition['targets'][number];

const version = ({ generation }: { generation: number }) => generation;

const list = endpoint({
  id: 'listTargets',
  method: 'GET',
  path: '/schedules/{id}/targets',
  tag: 'Schedules',
  summary: 'Lists the targets of a schedule, as they are written. Secrets are masked.',
  permission: 'schedule.read',
  query: noQuery,
  body: null,
  output: z.object({ items: z.array(targetDefinition) }),
  version: ({ generation }: { items: Target[]; generation: number }) => generation,
  async run({ context, params }) {
    const schedule = await getSchedule(context, params.id ?? '');
    return { items: (await definitionOf(schedule)).targets, generation: schedule.generation };
  },
});

/** Changes the targets of a schedule, and nothing else of it. */
const changeTargets = (asked: Asked<object>, targetsFor: (targets: Target[]) => Target[]) =>
  change(asked, async (schedule) => {
    const { managedBy: _, ...definition } = await definitionOf(schedule);
    return { ...definition, targets: targetsFor(definition.targets) };
  });

/** The one target of a body. @throws RotaError invalid, forbidden */
async function targetOf({ context, body }: Asked<object>): Promise<Target> {
  await authorise(context, 'schedule.update');
  const target = parse(targetDefinition, body);
  if (target.id === undefined) return target;
  throw invalid([{ path: 'id', message: 'Rota gives a target its id. Leave it out.' }]);
}

/** Says where in the one target a field is wrong, whichever of them it is. */
async function inTarget<R>(index: (path: string) => string | null, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RotaError) || error.code !== 'invalid') throw error;
    throw invalid(error.fields.map(({ path, message }) => ({ path: index(path) ?? path, message })));
  }
}

const ofTarget = (path: string): string | null => /^targets\.\d+\.(.+)$/.exec(path)?.[1] ?? null;

const add = endpoint({
  id: 'addTarget',
  method: 'POST',
  path: '/schedules/{id}/targets',
  tag: 'Schedules',
  summary: 'Adds a target to a schedule.',
  permission: 'schedule.update',
  query: noQuery,
  body: targetDefinition,
  output: changed,
  status: 201,
  version,
  async run(asked) {
    const target = await targetOf(asked);
    return inTarget(ofTarget, () => changeTargets(asked, (targets) => [...targets, target]));
  },
});

const replace = endpoint({
  id: 'replaceTarget',
  method: 'PUT',
  path: '/schedules/{id}/targets/{targetId}',
  tag: 'Schedules',
  summary: 'Replaces a target of a schedule. It keeps its id, and the secrets that are sent back masked.',
  permission: 'schedule.update',
  query: noQuery,
  body: targetDefinition,
  output: changed,
  version,
  async run(asked) {
    const target = await targetOf(asked);
    const id = asked.params.targetId ?? '';
    return inTarget(ofTarget, () =>
      changeTargets(asked, (targets) => {
        assertThere(targets, id);
        return targets.map((one) => (one.id === id ? { ...target, id } : one));
      }),
    );
  },
});

const remove = endpoint({
  id: 'removeTarget',
  method: 'DELETE',
  path: '/schedules/{id}/targets/{targetId}',
  tag: 'Schedules',
  summary: 'Removes a target of a schedule, which keeps one at least.',
  permission: 'schedule.update',
  query: noQuery,
  body: z.strictObject({}),
  output: changed,
  version,
  async run(asked) {
    parse(z.strictObject({}), asked.body);
    const id = asked.params.targetId ?? '';
    return changeTargets(asked, (targets) => {
      assertThere(targets, id);
      return targets.filter((one) => one.id !== id);
    });
  },
});

function assertThere(targets: readonly Target[], id: string): void {
  if (!targets.some((one) => one.id === id)) throw notFound('This target');
}

export const targetEndpoints = [list, add, replace, remove];
