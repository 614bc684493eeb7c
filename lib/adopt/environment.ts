import { db } from '@/lib/db';
import type { EnvironmentRow } from '@/lib/environments/bootstrap';
import { conflict, notFound } from '@/lib/errors';

/** An environment in which Rota makes calls. @throws RotaError not-found, or conflict where it is disabled */
export async function environmentOf(id: string): Promise<EnvironmentRow> {
  const environment = await db().environment.findUnique({ where: { id } });
  if (!environment) throw notFound('This environment');
  if (environment.disabledAt)
    throw conflict(`The environment ${environment.name} is disabled: Rota makes no calls there.`);
  return environment;
}

/** Whether Rota may still make calls there: what takes long asks again and again. */
export async function isInUse(id: string): Promise<boolean> {
  return (await db().environment.count({ where: { id, disabledAt: null } })) === 1;
}
