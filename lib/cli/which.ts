import * as api from '@/lib/api/client/generated';
import { answer, type Connection, ProblemError } from './connection';
import { failed, notFound } from './errors';

export type Which = { id: string; name: string };

const ID = /^[0-9a-hjkmnp-tv-z]{16}$/;

/**
 * The schedule that is meant by a name or an id. An id goes first.
 * @param deleted whether a deleted one is meant, where no other has the name
 * @throws CliError where there is none, or more than one
 */
export async function whichSchedule(connection: Connection, named: string, deleted = false): Promise<Which> {
  const byId = ID.test(named) ? await found(connection, named) : null;
  if (byId) return byId;
  const list = async (state?: 'deleted') =>
    (await answer(api.listSchedules({ name: named, ...(state && { state }) }, connection))).items;
  const live = await list();
  const items = deleted && live.length === 0 ? await list('deleted') : live;
  const [first, ...more] = items;
  if (!first) throw notFound(`There is no schedule ${named}, or you may not see it.`);
  if (more.length === 0) return first;
  const lines = items.map(({ id, name, environment }) => `  ${id}  ${name} in ${environment.name}`);
  throw failed(`More than one schedule is called ${named}. Name it by its id:\n${lines.join('\n')}`);
}

async function found(connection: Connection, id: string): Promise<Which | null> {
  try {
    return await answer(api.getSchedule(id, connection));
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return null;
    throw error;
  }
}
