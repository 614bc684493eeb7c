import type { Context } from '@/lib/context';
import { db, type Tx } from '@/lib/db';
import { conflict } from '@/lib/errors';
import { currentEnvironment, type EnvironmentRow } from './bootstrap';
import { environmentId } from './schema';

/**
 * The environment that a raw input names as its `environmentId`; the process's own where it names none.
 * @returns null where it names one that is not there
 */
export async function namedEnvironment(raw: unknown): Promise<EnvironmentRow | null> {
  const named = field(raw, 'environmentId');
  if (named === undefined) return currentEnvironment();
  const id = environmentId.safeParse(named);
  return id.success ? db().environment.findUnique({ where: { id: id.data } }) : null;
}

/** The environment of the schedule that a raw input names as its `id`; null where there is none. */
export async function environmentOfSchedule(raw: unknown): Promise<EnvironmentRow | null> {
  const id = environmentId.safeParse(field(raw, 'id'));
  if (!id.success) return null;
  const found = await db().schedule.findUnique({
    where: { id: id.data },
    select: { environment: true },
  });
  return found?.environment ?? null;
}

const field = (raw: unknown, name: string): unknown =>
  typeof raw === 'object' && raw !== null && Object.hasOwn(raw, name) ? Reflect.get(raw, name) : undefined;

/**
 * Nothing is changed by people where Rota makes no calls: it would not reach AWS.
 * @throws RotaError conflict
 */
export async function assertInUse(tx: Tx, { actor }: Context, id: string): Promise<void> {
  if (actor.type === 'system') return;
  const [environment] = await tx.$queryRaw<{ name: string; disabledAt: Date | null }[]>`
    SELECT name, disabled_at AS "disabledAt" FROM environment WHERE id = ${id}`;
  if (!environment?.disabledAt) return;
  throw conflict(
    `The environment ${environment.name} is disabled, so nothing in it can be changed. An administrator can enable it.`,
  );
}
