import * as api from '@/lib/api/client/generated';
import type { ScheduleDefinition } from '@/lib/api/definition/schema';
import type { ReadableChange } from '@/lib/audit/readable-difference';
import type { FieldError } from '@/lib/errors';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import { answer, type Connection } from '../connection';
import { failed } from '../errors';
import { allSchedules } from '../filter';
import { placeNamed, placeOf, whichPlace } from '../place';
import { contentOf, readDefinition } from './content';
import { differences } from './differences';
import { type FileProblem, problemAt, type YamlDocument } from './documents';
import { type There, timePassed, unknownNames, whatIsThere } from './refusals';
import { hasSecrets, keepSecrets } from './secrets';
import { withIds } from './targets';

type Subject = { name: string; environment: string };
type Body = ScheduleDefinition & { managedBy: string };

/** What becomes of one schedule. @property secrets whether its secrets are written anew */
export type Step = Subject &
  (
    | { does: 'create'; document: YamlDocument; body: Body }
    | {
        does: 'change';
        document: YamlDocument;
        body: Body;
        at: Version;
        changes: ReadableChange[];
        secrets: boolean;
      }
    | { does: 'delete'; at: Version }
    | { does: 'nothing' }
  );
type Version = { id: string; generation: number };

export type Plan = {
  source: string;
  steps: Step[];
  /** Those of this source that are in no file: deleted only where that is asked for. */
  orphans: Subject[];
  problems: FileProblem[];
};

type Wishes = {
  /** Where the files live. */
  source: string;
  /** The environment of those that name none; with it, what is in no file is looked for there alone. */
  environment: string | undefined;
  /** Whether the files are all that live there: else nothing is said of others. */
  whole: boolean;
  prune: boolean;
  /** Whether secrets that stand in files are written anew: they can't be compared. */
  secrets: boolean;
  now: Date;
};

/** What has to be done so that Rota has what the files say. Nothing is changed. */
export async function planOf(
  connection: Connection,
  documents: readonly YamlDocument[],
  wishes: Wishes,
): Promise<Plan> {
  const there = await whatIsThere(connection, documents);
  const only =
    wishes.environment === undefined ? null : placeNamed(there.places, 'environment', wishes.environment).id;
  const plan: Plan = { source: wishes.source, steps: [], orphans: [], problems: [] };
  const seen = new Map<string, string>();
  for (const document of documents) {
    const step = await stepOf(connection, document, there, wishes, seen);
    if ('problems' in step) plan.problems.push(...step.problems);
    else plan.steps.push(step);
  }
  if (plan.problems.length > 0 || !wishes.whole) return plan;
  for (const environment of only === null ? new Set(seen.values()) : [only])
    for (const one of await allSchedules(connection, { managedBy: wishes.source, environment })) {
      const subject = { name: one.name, environment: one.environment.name };
      if (seen.has(keyOf(environment, one.name))) continue;
      if (wishes.prune) plan.steps.push({ ...subject, does: 'delete', at: one });
      else plan.orphans.push(subject);
    }
  return plan;
}

const keyOf = (environmentId: string, name: string) => `${environmentId} ${name.toLowerCase()}`;

/** @param seen the environments of those that came before, by `keyOf`; this one is added */
async function stepOf(
  connection: Connection,
  document: YamlDocument,
  there: There,
  { source, environment, secrets, now }: Wishes,
  seen: Map<string, string>,
): Promise<Step | { problems: FileProblem[] }> {
  const refuse = (field: string, message: string) => ({ problems: [problemAt(document, field, message)] });
  const read = readDefinition(document.value);
  if (read.problems)
    return { problems: read.problems.map(({ path, message }) => problemAt(document, path, message)) };
  const definition = read.value;
  if (definition.managedBy !== undefined && definition.managedBy !== source)
    return refuse('managedBy', `It says that it lives in ${definition.managedBy}, and this is ${source}.`);
  const { places, calendars } = there;
  const place = placeOf(places, definition.environment ?? environment);
  if (!place) return refuse('environment', whichPlace(places, definition.environment ?? environment));
  const { name } = definition;
  if (seen.has(keyOf(place.id, name))) return refuse('name', `There is another ${name} in ${place.name}.`);
  seen.set(keyOf(place.id, name), place.id);
  const subject = { name, environment: place.name };
  const [item] = (await answer(api.listSchedules({ name, environment: place.id }, connection))).items;
  const wanted = { ...definition, environment: place.name, managedBy: source };
  const refused = (timing: ScheduleTiming, over: boolean) => [
    ...unknownNames(definition, there),
    ...timePassed(timing, now, over),
  ];
  if (!item) {
    const fresh = contentOf(wanted, place, { owner: 'nobody yet' }, now);
    const problems = fresh.problems ?? refused(fresh.value.timing, false);
    if (problems.length > 0) return told(document, problems);
    return { ...subject, does: 'create', document, body: wanted };
  }
  if (item.managedBy !== null && item.managedBy !== source)
    return refuse('name', livesElsewhere(item.managedBy, source));
  const present = (await answer(
    api.getScheduleDefinition(item.id, connection),
  )) as unknown as ScheduleDefinition;
  const { owner = '', delivery } = present;
  const body = {
    ...wanted,
    ...(wanted.delivery === undefined && { delivery }),
    targets: withIds(wanted.targets, present.targets),
  } as Body;
  const contents = (one: ScheduleDefinition) => contentOf(one, place, { owner, delivery }, now);
  const [before, after] = [contents(present), contents(body)];
  if (after.problems) return told(document, after.problems);
  if (before.problems) throw failed(unreadable(name, before.problems));
  const changes = differences(before.value.content, after.value.content, { item, source, calendars });
  const anew = secrets && hasSecrets(body);
  if (changes.length === 0 && !anew) return { ...subject, does: 'nothing' };
  const problems = refused(after.value.timing, item.state.is === 'completed');
  if (problems.length > 0) return told(document, problems);
  const sent = secrets ? body : keepSecrets(body, present.targets);
  return { ...subject, does: 'change', document, body: sent, at: item, changes, secrets: anew };
}

/** Of what Rota has: it may be newer, and this may know a field not yet. */
const unreadable = (name: string, problems: readonly FieldError[]): string =>
  [
    `What Rota has of ${name} can’t be read here. Take the command line of Rota’s own release.`,
    ...problems.map(({ path, message }) => `  ${path}: ${message}`),
  ].join('\n');

const livesElsewhere = (managedBy: string, source: string): string =>
  `It lives in ${managedBy}, and this is ${source}. If it is the same place, say so by --source; else an administrator can release it from there.`;

const told = (document: YamlDocument, problems: readonly FieldError[]) => ({
  problems: problems.map(({ path, message }) => problemAt(document, path, message)),
});
