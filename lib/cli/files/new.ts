import * as api from '@/lib/api/client/generated';
import type { ScheduleDefinition } from '@/lib/api/definition/schema';
import { isExact, meant } from '@/lib/api/definition/timing';
import { type FieldError, RotaError } from '@/lib/errors';
import { answer, type Connection } from '../connection';
import { placeOf, whichPlace } from '../place';
import { contentOf, readNew } from './content';
import { type FileProblem, problemAt, type YamlDocument } from './documents';
import { type There, timePassed, unknownNames, whatIsThere } from './refusals';

/**
 * What Rota would refuse of new schedules, as far as that can be told before the first is created: what is created is
 * not taken back. Where they are to run is not known of those that name no environment, where there are several.
 */
export async function newProblems(
  connection: Connection,
  documents: readonly YamlDocument[],
  now: Date,
): Promise<FileProblem[]> {
  const there = await whatIsThere(connection, documents);
  const seen = new Set<string>();
  const problems: FileProblem[] = [];
  for (const document of documents) {
    const wrong = await problemsOf(connection, document, there, now, seen);
    problems.push(...wrong.map(({ path, message }) => problemAt(document, path, message)));
  }
  return problems;
}

/** @param seen the places and names of those that came before; this one is added */
async function problemsOf(
  connection: Connection,
  { value }: YamlDocument,
  there: There,
  now: Date,
  seen: Set<string>,
): Promise<FieldError[]> {
  const read = readNew(value);
  if (read.problems) return read.problems;
  const { startPaused: _, ...definition } = read.value;
  const { name, environment, timing } = definition;
  const place = placeOf(there.places, environment);
  if (!place && environment !== undefined)
    return [{ path: 'environment', message: whichPlace(there.places, environment) }];
  const key = `${place?.id} ${name.toLowerCase()}`;
  if (seen.has(key)) return [{ path: 'name', message: `There is another ${name} in these files.` }];
  seen.add(key);
  const names = unknownNames(definition, there);
  if (!place) return [...names, ...timingProblems(definition, now)];
  const content = contentOf(definition, place, { owner: 'nobody yet' }, now);
  if (content.problems) return [...names, ...content.problems];
  const late = isExact(timing) ? [] : timePassed(content.value.timing, now, false);
  const { items } = await answer(api.listSchedules({ name, environment: place.id }, connection));
  const taken = items.length > 0 ? [{ path: 'name', message: 'Another schedule has this name.' }] : [];
  return [...taken, ...names, ...late];
}

/** Of one whose place is not known. */
function timingProblems(
  { timing, timeZone, delivery = 'direct' }: ScheduleDefinition,
  now: Date,
): FieldError[] {
  try {
    meant(timing, timeZone, now, delivery);
    return [];
  } catch (error) {
    if (error instanceof RotaError) return [...error.fields];
    throw error;
  }
}
