import { SOMEWHERE } from '@/lib/auth/access';
import { authorise, type Command, query } from '@/lib/command';
import { db } from '@/lib/db';
import type { State } from '@/lib/schedules/schema';
import { BULK } from './actions';
import { askedFor, assertFew, itemsOf } from './items';
import { prepareInput } from './schema';

/** So many schedules are named. */
const NAMED = 50;

export type Preview = {
  /** To how many schedules it would be done, and how many are left out, those too that nobody finds by their ids. */
  schedules: number;
  leftOut: number;
  /** The first of them by name; `message` says why one is left out. */
  first: { id: string; name: string; state: State; team: string; message: string | null }[];
};

/**
 * Says what an act on many schedules would do, and keeps nothing. Needs the permission of the act itself.
 * @throws RotaError as every query; invalid, where it would be about none or too many
 */
export const previewBulk: Command<Preview> = query({
  permission: 'bulk.prepare',
  input: prepareInput,
  at: SOMEWHERE,
  async run(context, { action, selection }) {
    const { actor } = await authorise(context, BULK[action].permission);
    const [found] = await db().$queryRaw<Preview[]>`
      WITH item AS MATERIALIZED (${itemsOf(action, selection, actor)})
      SELECT count(*) FILTER (WHERE status = 'queued')::int AS schedules,
        count(*) FILTER (WHERE status = 'skipped')::int AS "leftOut",
        COALESCE((SELECT json_agg(json_build_object('id', schedule_id, 'name', name, 'state', before ->> 'state',
            'team', before ->> 'team', 'message', message) ORDER BY position)
          FROM item WHERE position <= ${NAMED}), '[]') AS first
      FROM item`;
    if (!found) throw new Error('Postgres counted nothing.');
    const matching = found.schedules + found.leftOut;
    assertFew(matching);
    return { ...found, leftOut: askedFor(selection, matching) - found.schedules };
  },
});
