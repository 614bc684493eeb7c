import type { Permission } from '@/lib/auth/roles';
import { allows } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { currentEnvironment, type EnvironmentRow } from '@/lib/environments/bootstrap';
import { type FieldError, fieldErrors, invalid, RotaError } from '@/lib/errors';
import { dispatchProblem } from '@/lib/schedules/delivery';
import { databaseNow } from '@/lib/schedules/load';
import { scheduleInput } from '@/lib/schedules/schema';
import { definitionPath, deliveryOf, enteredTarget, lostPolicies } from './entered';
import type { ScheduleDefinition } from './schema';
import { meant } from './timing';

/** What `scheduleInput` checks, of a definition. */
export type Input = Record<string, unknown> & { teamId: string };

/**
 * The input of the command that makes or changes a schedule: names become ids, and what is left out is given.
 * @throws RotaError invalid, of a timing that is none, of a team or calendar that is not there, and of what only Rota does
 *   where EventBridge Scheduler is to deliver; with whatever else the command would refuse of its fields
 */
export async function toInput(
  context: Context,
  definition: ScheduleDefinition,
  environment: EnvironmentRow,
): Promise<Input> {
  const { timing, team, calendars = [], start, end, payload, targets, ...rest } = definition;
  const { environment: _, managedBy: __, ...own } = rest;
  const problems: FieldError[] = [];
  const teamId = await orProblems(problems, () => teamIdOf(context, team));
  const calendarIds = teamId && (await orProblems(problems, () => calendarIdsOf(teamId, calendars)));
  const delivery = deliveryOf(definition, {
    defaultDelivery: environment.defaultDelivery,
    dispatches: dispatchProblem(environment) === null,
  });
  problems.push(...lostPolicies(definition, delivery));
  // Last of all: what is to run at once has little time.
  const when = await orProblems(problems, async () =>
    meant(timing, definition.timeZone, await databaseNow(db()), delivery),
  );
  const input = {
    ...own,
    ...when,
    owner: definition.owner ?? (context.actor.type === 'user' ? context.actor.name : ''),
    teamId: teamId ?? ANY,
    calendarIds: calendarIds ?? [],
    startLocal: start ?? null,
    endLocal: end ?? null,
    delivery,
    targets: targets.map((target) => enteredTarget(target, payload)),
  };
  if (problems.length === 0) return input;
  const named = new Set(problems.map(firstOf));
  const others = scheduleInput(environment).safeParse(input).error?.issues.flatMap(fieldErrors) ?? [];
  throw invalid([...problems, ...others.filter((one) => !named.has(firstOf(one)))]);
}

/** An id that stands for a team that is not there. */
const ANY = '0'.repeat(16);

/** The field of a definition that is wrong, or that something of is. */
const firstOf = ({ path }: FieldError) => definitionPath(path).split('.')[0];

/** What work gives back; null where it finds fields that are wrong, which are kept. */
async function orProblems<R>(problems: FieldError[], work: () => Promise<R>): Promise<R | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RotaError && error.code === 'invalid')) throw error;
    problems.push(...error.fields);
    return null;
  }
}

/**
 * The environment of something new: the one that is named; else the token's, where it has one; else the installation's
 * own.
 * @throws RotaError invalid, where it is not there, and where none is named and it can't be made there
 */
export async function environmentForNew(
  context: Context,
  named: string | undefined,
  permission: Permission = 'schedule.create',
): Promise<EnvironmentRow> {
  const { actor } = context;
  const of = named ?? (actor.type === 'user' ? actor.token?.limit.environmentId : null) ?? null;
  if (of !== null) return environmentOf(context, of);
  const own = await currentEnvironment();
  if (allows(actor, permission, { environmentId: own.id })) return own;
  throw invalid([{ path: 'environment', message: 'Name the environment. GET /environments lists them.' }]);
}

/** The environment of a name or an id. @throws RotaError invalid */
export async function environmentOf(context: Context, named: string): Promise<EnvironmentRow> {
  const found = await db().environment.findFirst({ where: { OR: [{ id: named }, { name: named }] } });
  if (found && allows(context.actor, 'schedule.read', { environmentId: found.id })) return found;
  throw invalid([
    { path: 'environment', message: `There is no environment ${named}. GET /environments lists them.` },
  ]);
}

/** @throws RotaError invalid */
export async function teamIdOf(context: Context, named: string): Promise<string> {
  const found = await db().team.findFirst({ where: { OR: [{ id: named }, { name: named }] } });
  if (found && allows(context.actor, 'schedule.read', { teamId: found.id })) return found.id;
  throw invalid([{ path: 'team', message: `There is no team ${named}. GET /teams lists them.` }]);
}

/** Those that a team can follow, its own and everybody's: a name leads to its own where both have it. */
async function calendarIdsOf(teamId: string, named: readonly string[]): Promise<string[]> {
  if (named.length === 0) return [];
  const found = await db().calendar.findMany({
    where: {
      AND: [
        { OR: [{ id: { in: [...named] } }, { name: { in: [...named] } }] },
        { OR: [{ teamId }, { teamId: null }] },
      ],
    },
    orderBy: { teamId: { sort: 'asc', nulls: 'last' } },
  });
  const problems: FieldError[] = [];
  const ids = named.map((name, index) => {
    const calendar = found.find(({ id }) => id === name) ?? found.find((one) => one.name === name);
    if (!calendar)
      problems.push({
        path: `calendars.${index}`,
        message: `There is no calendar ${name} that this team can follow. GET /calendars lists them.`,
      });
    return calendar?.id ?? '';
  });
  if (problems.length > 0) throw invalid(problems);
  return ids;
}
