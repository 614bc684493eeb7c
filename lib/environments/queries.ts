import { inEnvironment } from '@/lib/auth/access';
import { allows, authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { notFound } from '@/lib/errors';
import type { Delivery } from '@/lib/targets/delivery';
import { type EnvironmentRow, isOwnPlace } from './bootstrap';
import { environmentId } from './schema';

/** What forms, filters and marks say of an environment. */
export type EnvironmentChoice = {
  id: string;
  name: string;
  accountId: string;
  region: string;
  production: boolean;
  deadLetterQueueArn: string | null;
  dispatchQueueArn: string | null;
  dispatchRoleArn: string | null;
  defaultDelivery: Delivery;
};

const CHOICE = {
  id: true,
  name: true,
  accountId: true,
  region: true,
  production: true,
  deadLetterQueueArn: true,
  dispatchQueueArn: true,
  dispatchRoleArn: true,
  defaultDelivery: true,
} as const;

/** The environments in which somebody may see something by name, those that are disabled too: what a filter offers. */
export async function listEnvironmentNames(context: Context): Promise<EnvironmentChoice[]> {
  const { actor } = await authorise(context, 'schedule.read');
  const all = await db().environment.findMany({ select: CHOICE, orderBy: { name: 'asc' } });
  return all.filter(({ id }) => allows(actor, 'schedule.read', { environmentId: id }));
}

/** Those in which somebody can make a schedule, the process's own first: what a form offers. */
export async function environmentChoices(context: Context): Promise<EnvironmentChoice[]> {
  const { actor } = await authorise(context, 'schedule.read');
  const rows = await db().environment.findMany({
    select: { ...CHOICE, groupName: true },
    where: { disabledAt: null },
    orderBy: { name: 'asc' },
  });
  return rows
    .filter(({ id }) => allows(actor, 'schedule.create', { environmentId: id }))
    .sort((a, b) => Number(isOwnPlace(b)) - Number(isOwnPlace(a)))
    .map(({ groupName: _, ...choice }) => choice);
}

/** The ids of all environments that are in use: the worker has a lane for each. */
export async function activeEnvironmentIds(): Promise<string[]> {
  const rows = await db().environment.findMany({ where: { disabledAt: null }, select: { id: true } });
  return rows.map(({ id }) => id);
}

export type EnvironmentHealth = {
  checkedAt: Date | null;
  healthy: boolean | null;
  errorCode: string | null;
  error: string | null;
  unreachableSince: Date | null;
};

export type EnvironmentDetail = EnvironmentRow &
  EnvironmentHealth & {
    version: number;
    disabledAt: Date | null;
    /** Schedules that are not deleted. */
    schedules: number;
    /** When an event of an ECS task last came through; null where none did. */
    taskEventAt: Date | null;
    /** Whether the process's variables describe it, so that it is changed there. */
    fromVariables: boolean;
  };

const COUNTED = {
  _count: { select: { schedules: { where: { state: { not: 'deleted' } } } } },
  sync: { select: { taskEventAt: true } },
} as const;

/** Every environment that somebody looks after with its health, by name. */
export async function listEnvironments(context: Context): Promise<EnvironmentDetail[]> {
  const { actor } = await authorise(context, 'environment.read');
  const rows = await db().environment.findMany({ include: COUNTED, orderBy: { name: 'asc' } });
  return rows.filter(({ id }) => allows(actor, 'environment.read', inEnvironment(id))).map(detail);
}

/** @throws RotaError not-found; forbidden, where somebody else looks after it */
export async function getEnvironment(context: Context, id: string): Promise<EnvironmentDetail> {
  await authorise(context, 'environment.read', inEnvironment(id));
  const found = environmentId.safeParse(id).success
    ? await db().environment.findUnique({ where: { id }, include: COUNTED })
    : null;
  if (!found) throw notFound('This environment');
  return detail(found);
}

type Counted = Omit<EnvironmentDetail, 'schedules' | 'taskEventAt' | 'fromVariables'> & {
  _count: { schedules: number };
  sync: { taskEventAt: Date | null } | null;
};

const detail = ({ _count, sync, ...row }: Counted): EnvironmentDetail => ({
  ...row,
  schedules: _count.schedules,
  taskEventAt: sync?.taskEventAt ?? null,
  fromVariables: isOwnPlace(row),
});
