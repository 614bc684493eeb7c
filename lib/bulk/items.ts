import type { Actor } from '@/lib/context';
import { Prisma } from '@/lib/db';
import { invalid } from '@/lib/errors';
import { LIVES_IN } from '@/lib/schedules/managed';
import { matchesFilter } from '@/lib/schedules/queries';
import { allowedAt, readable } from '@/lib/schedules/readable';
import { BULK, type BulkAction, NOT_HERE, schedulesText } from './actions';
import type { Selection } from './schema';

/** More are refused: a person can't look at them, and a narrower filter is a better way. */
const MOST_ROWS = 50_000;

/** @throws RotaError invalid, where an act would be about no schedule or about too many */
export function assertFew(count: number): void {
  const none = (message: string) => invalid([{ path: 'selection', message }]);
  if (count === 0) throw none('No schedule matches any more. Look at the list again.');
  if (count > MOST_ROWS)
    throw none(`More than ${schedulesText(MOST_ROWS)} match. Narrow the filter and go in parts.`);
}

/** How many schedules are asked for: of ids each, so that nobody learns which are not there, and which not to be seen. */
export const askedFor = (selection: Selection, matching: number): number =>
  selection.by === 'ids' ? selection.ids.length : matching;

/** A state in the words of the pages. */
const SHOWN_STATE = Prisma.sql`replace(m.state::text, 'disabled', 'off')`;

/**
 * A query of the rows that an act on many schedules would have, at most one more than are allowed: those that it can't be
 * done to, or not by whoever asks, with the reason.
 */
export function itemsOf(action: BulkAction, selection: Selection, actor: Actor): Prisma.Sql {
  const { from, to, done, permission, bySource } = BULK[action];
  const matches =
    selection.by === 'ids'
      ? Prisma.sql`s.id = ANY(${selection.ids}) AND s.state <> 'deleted' AND ${readable(actor)}`
      : matchesFilter(selection.filter, actor);
  const fits = Prisma.sql`m.state::text = ANY(${[...from]})`;
  const locked = bySource ? Prisma.sql`m.managed_by IS NOT NULL` : Prisma.sql`FALSE`;
  return Prisma.sql`
    SELECT m.id AS schedule_id, row_number() OVER (ORDER BY m.name, m.id) AS position, m.name, m.generation,
      jsonb_build_object('state', m.state, 'stateReason', m.state_reason, 'stateBy', m.state_by,
        'stateById', m.state_by_id, 'stateAt', m.state_at, 'pauseUntil', m.pause_until,
        'missedAt', m.missed_at, 'teamId', m.team_id, 'team', t.name, 'owner', m.owner, 'tags', m.tags) AS before,
      (CASE WHEN m.may AND NOT ${locked} AND ${fits} THEN 'queued' ELSE 'skipped' END)::"BulkItemStatus" AS status,
      CASE WHEN NOT m.may THEN ${NOT_HERE}
        WHEN ${locked} THEN ${LIVES_IN[0]} || m.managed_by || ${LIVES_IN[1]}
        WHEN ${fits} THEN NULL
        WHEN m.state::text = ${to} THEN 'It is ' || ${SHOWN_STATE} || ' already.'
        ELSE 'It is ' || ${SHOWN_STATE} || ${`, so it can't be ${done}.`} END AS message
    FROM (
      SELECT s.*, ${allowedAt(actor, permission)} AS may FROM schedule s
      WHERE ${matches} LIMIT ${MOST_ROWS + 1}
    ) m JOIN team t ON t.id = m.team_id`;
}
