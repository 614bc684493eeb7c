import * as api from '@/lib/api/client/generated';
import { answer, type Connection } from './connection';
import { notFound } from './errors';

type Named = { id: string; name: string };

const among = <P extends Named>(all: readonly P[], named: string): P | null =>
  all.find(({ id, name }) => id === named || name === named) ?? null;

/** What is meant by a name or an id. @param what it is, as in `team` @throws CliError where there is none */
export function placeNamed<P extends Named>(all: readonly P[], what: string, named: string): P {
  const place = among(all, named);
  if (!place) throw notFound(noneText(all, what, named));
  return place;
}

/** The environment of a name or an id; where none is named, the only one that there is. */
export function placeOf<P extends Named>(places: readonly P[], named?: string): P | null {
  if (named === undefined) return places.length === 1 ? (places[0] ?? null) : null;
  return among(places, named);
}

/** What to say where there is no such environment. */
export const whichPlace = (places: readonly Named[], named = ''): string =>
  named !== '' || places.length === 0
    ? noneText(places, 'environment', named)
    : `Name its environment, here or by --environment. There is: ${namesOf(places)}.`;

function noneText(all: readonly Named[], what: string, named: string): string {
  if (all.length === 0) return `There is no ${what} that you may see.`;
  return `There is no ${what} ${named}. There is: ${namesOf(all)}.`;
}

const namesOf = (all: readonly Named[]): string => all.map(({ name }) => name).join(', ');

type Wanted = { team: string | undefined; environment: string | undefined };

/** The ids of a team, but for `own`, and of an environment that are named. @throws CliError of one that is not there */
export async function placesOf({ team, environment }: Wanted, connection: Connection): Promise<Wanted> {
  const idOf = async (what: string, named: string | undefined, all: () => Promise<{ items: Named[] }>) =>
    named === undefined ? undefined : placeNamed((await all()).items, what, named).id;
  return {
    team: team === 'own' ? team : await idOf('team', team, () => answer(api.listTeams(connection))),
    environment: await idOf('environment', environment, () => answer(api.listEnvironments(connection))),
  };
}
