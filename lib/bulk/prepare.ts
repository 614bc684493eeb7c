import { SOMEWHERE } from '@/lib/auth/access';
import { authorise, command, parse } from '@/lib/command';
import { actorId, actorName, type Context } from '@/lib/context';
import type { Prisma, Tx } from '@/lib/db';
import { newId } from '@/lib/id';
import { databaseNow } from '@/lib/schedules/load';
import { BULK, schedulesText } from './actions';
import { askerOf } from './asker';
import { assertFew, itemsOf } from './items';
import { noteReach } from './reach';
import { prepareInput, type Selection } from './schema';

/**
 * Prepares an act on many schedules: a draft that holds each of them as it is now, with those left out that the act
 * can't be done to. Nothing changes until it is started. Needs the permission of the act itself.
 * @returns its id, and how many schedules it holds, those that are left out too
 */
export const prepareBulk = async (context: Context, raw: unknown): Promise<{ id: string; rows: number }> => {
  await authorise(context, 'bulk.prepare');
  await authorise(context, BULK[parse(prepareInput, raw).action].permission);
  return draft(context, raw);
};

const draft = command({
  permission: 'bulk.prepare',
  input: prepareInput,
  at: SOMEWHERE,
  async run(tx, context, { action, selection }) {
    const now = await databaseNow(tx);
    const id = newId();
    const by = { by: actorId(context.actor), byName: actorName(context.actor) };
    await tx.bulkJob.create({
      data: {
        id,
        action,
        createdBy: by.by,
        createdByName: by.byName,
        createdAt: now,
        runBy: by.by,
        runByName: by.byName,
        ...askerOf(context),
      },
    });
    const count = await addItems(tx, id, itemsOf(action, selection, context.actor));
    assertFew(count);
    await noteReach(tx, id);
    const subject = `${BULK[action].verb} ${schedulesText(count)}`;
    const details = { job: id, action, selection: described(selection), schedules: count };
    return {
      result: { id, rows: count },
      entry: { audit: 'activity', action: 'bulk.prepare', subject, details },
    };
  },
});

/** One statement, however many schedules there are. @returns their number, at most one more than are allowed */
const addItems = (tx: Tx, jobId: string, items: Prisma.Sql): Promise<number> =>
  tx.$executeRaw`
    INSERT INTO bulk_item (job_id, schedule_id, position, name, generation, before, status, message)
    SELECT ${jobId}, m.* FROM (${items}) m`;

/** Filter values that say something. */
function described(selection: Selection): Record<string, unknown> {
  if (selection.by === 'ids') return { ticked: selection.ids.length };
  const { sort: _sort, dir: _dir, after: _after, before: _before, ...values } = selection.filter;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value));
}
