import { notFound } from '../errors';

type Named = { id: string; name: string };

/** @throws CliError of an environment that is not there */
export function placeNamed<P extends Named>(places: readonly P[], named: string): P {
  const place = placeOf(places, named);
  if (!place) throw notFound(whichPlace(places, named));
  return place;
}

/** The environment of a name or an id; where none is named, the only one that there is. */
export function placeOf<P extends Named>(places: readonly P[], named?: string): P | null {
  if (named === undefined) return places.length === 1 ? (places[0] ?? null) : null;
  return places.find(({ id, name }) => id === named || name === named) ?? null;
}

/** What to say where there is none. */
export function whichPlace(places: readonly { name: string }[], named?: string): string {
  if (places.length === 0) return 'There is no environment that you may see.';
  const all = places.map(({ name }) => name).join(', ');
  if (named !== undefined) return `There is no environment ${named}. There is: ${all}.`;
  return `Name its environment, here or by --environment. There is: ${all}.`;
}
