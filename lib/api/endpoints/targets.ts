import { z } from 'zod';
import { authorise, parse } from '@/lib/command';
import { invalid, notFound } from '@/lib/errors';
import { getSchedule } from '@/lib/schedules/queries';
import { generationOf as version } from '../conditional';
import { change } from '../definition/change';
import { definitionOf } from '../definition/of-schedule';
import { type ScheduleDefinition, targetDefinition } from '../definition/schema';
import { type Asked, endpoint } from '../endpoint';
import { noQuery } from '../shapes/common';
import { changed } from '../shapes/schedule';
import { inTerms } from '../terms';

type Target = ScheduleDefinition['targets'][number];

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

/**
 * Puts the one target of a body at a place among those that are there. What is wrong with it is named as that body has
 * it, and what is wrong with another one as the definition of the schedule has it.
 */
async function putTarget(asked: Asked<object>, placeIn: (targets: readonly Target[]) => number) {
  const target = await targetOf(asked);
  let own = '';
  const inBody = (path: string) => (path.startsWith(own) ? path.slice(own.length) : path);
  return inTerms(inBody, () =>
    changeTargets(asked, (targets) => {
      const place = placeIn(targets);
      own = `targets.${place}.`;
      const id = targets[place]?.id;
      return targets.toSpliced(place, 1, id === undefined ? target : { ...target, id });
    }),
  );
}

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
  run: (asked) => putTarget(asked, (targets) => targets.length),
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
  run: (asked) => putTarget(asked, (targets) => placeOf(targets, asked.params.targetId)),
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
    return changeTargets(asked, (targets) => targets.toSpliced(placeOf(targets, asked.params.targetId), 1));
  },
});

/** @throws RotaError not-found */
function placeOf(targets: readonly Target[], id: string | undefined): number {
  const place = targets.findIndex((one) => one.id === id);
  if (place < 0) throw notFound('This target');
  return place;
}

export const targetEndpoints = [list, add, replace, remove];
