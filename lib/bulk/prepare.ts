import { SOMEWHERE } from '@/lib/auth/access';
import { authorise, command, parse } from '@/lib/command';
import { type Actor, actorId, actorName, type Context } from '@/lib/context';
import { Prisma, type Tx } from '@/lib/db';
import { invalid } from '@/lib/errors';
import { newId } from '@/lib/id';
import { databaseNow } from '@/lib/schedules/load';
import { matchesFilter } from '@/lib/schedules/queries';
import { allowedAt, readable } from '@/lib/schedules/readable';
import { BULK, type BulkAction, NOT_HERE, schedulesText } from './actions';
import { noteReach } from './reach';
import { prepareInput, type Selection } from './schema';

/** More are refused: a person can't look at them, and a narrower filter is a better way. */
const MOST_ROWS = 50_000;

/**
 * Prepares an act on many schedules: a draft that holds each of them as it is now, with those left out that the act
 * can't be done to. Nothing changes until it is started. Needs the permission of the act itself.
 */
export const prepareBulk = async (context: Context, raw: unknown): Promise<{ id: string }> => {
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
        sessionId: context.actor.type === 'user' ? context.actor.sessionId : null,
      },
    });
    const count = await addItems(tx, id, action, selection, context.actor);
    if (count === 0) throw none('No schedule matches any more. Look at the list again.');
    if (count > MOST_ROWS)
      throw none(`More than ${schedulesText(MOST_ROWS)} match. Narrow the filter and go in parts.`);
    await noteReach(tx, id);
    const subject = `${BULK[action].verb} ${schedulesText(count)}`;
    const details = { job: id, action, selection: described(selection), schedules: count };
    return { result: { id }, entry: { audit: 'activity', action: 'bulk.prepare', subject, details } };
  },
});

const none = (message: string) => invalid([{ path: 'selection', message }]);

/** A state in the words of the pages. */
const SHOWN_STATE = Prisma.sql`replace(m.state::text, 'disabled', 'off')`;

/** One statement, however many schedules there are. @returns their number, at most one more than are allowed */
function addItems(
  tx: Tx,
  jobId: string,
  action: BulkAction,
  selection: Selection,
  actor: Actor,
): Promise<number> {
  const { from, to, done, permission } = BULK[action];
  const matches =
    selection.by === 'ids'
      ? Prisma.sql`s.id = ANY(${selection.ids}) AND s.state <> 'deleted' AND ${readable(actor)}`
      : matchesFilter(selection.filter, actor);
  const fits = Prisma.sql`m.state::text = ANY(${[...from]})`;
  return tx.$executeRaw`
    INSERT INTO bulk_item (job_id, schedule_id, position, name, generation, before, status, message)
    SELECT ${jobId}, m.id, row_number() OVER (ORDER BY m.name, m.id), m.name, m.generation,
      jsonb_build_object('state', m.state, 'stateReason', m.state_reason, 'stateBy', m.state_by, 'stateAt', m.state_at,
        'pauseUntil', m.pause_until,
        'missedAt', m.missed_at, 'teamId', m.team_id, 'team', t.name, 'owner', m.owner, 'tags', m.tags),
      (CASE WHEN m.may AND ${fits} THEN 'queued' ELSE 'skipped' END)::"BulkItemStatus",
      CASE WHEN NOT m.may THEN ${NOT_HERE}
        WHEN ${fits} THEN NULL
        WHEN m.state::text = ${to} THEN 'It is ' || ${SHOWN_STATE} || ' already.'
        ELSE 'It is ' || ${SHOWN_STATE} || ${`, so it can't be ${done}.`} END
    FROM (
      SELECT s.*, ${allowedAt(actor, permission)} AS may FROM schedule s
      WHERE ${matches} LIMIT ${MOST_ROWS + 1}
    ) m JOIN team t ON t.id = m.team_id`;
}

/** Filter values that say something. */
function described(selection: Selection): Record<string, unknown> {
  if (selection.by === 'ids') return { ticked: selection.ids.length };
  const { sort: _sort, dir: _dir, after: _after, before: _before, ...values } = selection.filter;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value));
}
