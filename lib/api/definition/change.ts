import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { invalid, stale } from '@/lib/errors';
import { type Saved, updateSchedule } from '@/lib/schedules/commands';
import { getSchedule, getSync, type ScheduleDetail } from '@/lib/schedules/queries';
import { reconcileSoon } from '@/lib/sync/soon';
import { toWhatIsThere } from '../conditional';
import type { Asked } from '../endpoint';
import { changedView } from '../shapes/schedule';
import { inTerms } from '../terms';
import { pathIn } from './entered';
import type { ScheduleDefinition } from './schema';
import { environmentOf, toInput } from './to-input';

/** What every change does: then AWS within three seconds, and how it stands there. */
export async function follow(context: Context, saved: Saved) {
  await reconcileSoon(saved.id);
  return changedView(saved, await getSync(context, saved.id));
}

type DefinitionFor = (schedule: ScheduleDetail) => Promise<ScheduleDefinition>;

/**
 * Replaces what a schedule is made of.
 * @param definitionFor what it is to be, of what it is
 * @throws RotaError as the command, in terms of a definition; stale, where If-Match names another version
 */
export async function change(asked: Asked<object>, definitionFor: DefinitionFor) {
  const known = await authorise(asked.context, 'schedule.update');
  return toWhatIsThere(asked.ifMatch, () => changeOnce(known, asked, definitionFor));
}

async function changeOnce(known: Context, asked: Asked<object>, definitionFor: DefinitionFor) {
  const { context, params, ifMatch } = asked;
  const before = await getSchedule(context, params.id ?? '');
  if (ifMatch !== null && ifMatch !== before.generation)
    throw stale('It was changed meanwhile, so nothing was done.', before.generation);
  const definition = await definitionFor(before);
  return inTerms(pathIn(definition), async () => {
    const environment = await environmentOf(context, definition.environment ?? before.environmentId);
    assertSameEnvironment(environment.id, before);
    const schedule = await toInput(context, { owner: before.owner, ...definition }, environment);
    // What was merged onto is what is replaced: somebody else's change meanwhile is a conflict.
    const { id, generation } = before;
    const { managedBy } = definition;
    return follow(context, await updateSchedule(known, { id, generation, schedule, managedBy }));
  });
}

function assertSameEnvironment(id: string, { environment }: ScheduleDetail): void {
  if (id === environment.id) return;
  throw invalid([
    {
      path: 'environment',
      message: `The schedule is in ${environment.name} and never moves. Create another one where it should run.`,
    },
  ]);
}
