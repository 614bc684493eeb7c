import { ownTeams } from '@/lib/auth/access';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { invalid } from '@/lib/errors';
import { OWN_TEAMS } from '@/lib/schedules/filter';
import { environmentOf, teamIdOf } from './definition/to-input';
import { wanted } from './shapes/common';
import { naming } from './terms';

/** What a filter takes for a team and an environment. */
export const placesWanted = {
  team: wanted(200).describe('Its name, or its id.'),
  environment: wanted(200).describe('Its name, or its id.'),
};

/** The same where one's own teams are one choice. */
export const ownPlacesWanted = {
  ...placesWanted,
  team: placesWanted.team.describe('Its name, or its id; “own” for those that one belongs to.'),
};

type Places = { team?: string | undefined; environment?: string | undefined };

/**
 * A filter with the ids of what it names. What is none is refused, and not looked for: nothing would read as “nothing
 * failed”.
 * @throws RotaError invalid, of a team or environment in which whoever asks may see nothing, as of one that is not there
 */
export async function withIds<Filter extends Places>(asked: Context, filter: Filter, teamOf = teamIdOf) {
  const context = await authorise(asked, 'schedule.read');
  const { team, environment } = filter;
  return {
    ...filter,
    ...(team !== undefined && { team: await teamOf(context, team) }),
    ...(environment !== undefined && { environment: (await environmentOf(context, environment)).id }),
  };
}

/** The same where one's own teams are one choice. @throws RotaError invalid, also where there is none of one's own */
export const withOwnIds = <Filter extends Places>(context: Context, filter: Filter) =>
  withIds(context, filter, ownOrIdOf);

async function ownOrIdOf(context: Context, named: string): Promise<string> {
  if (named !== OWN_TEAMS) return teamIdOf(context, named);
  const { actor } = context;
  if (actor.type === 'user' && ownTeams(actor.grants).length > 0) return named;
  throw invalid([
    { path: 'team', message: 'You have no team of your own: all, or none. Name a team, or leave it out.' },
  ]);
}

/** How a body names what is wrong with its filter. */
export const IN_FILTER = naming({ names: { team: 'filter.team', environment: 'filter.environment' } });
