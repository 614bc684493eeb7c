import { z } from 'zod';
import { type Command, command } from '@/lib/command';
import type { Actor } from '@/lib/context';
import { conflict } from '@/lib/errors';
import { sameTags } from './assign';
import { atBothTeams } from './at';
import { changeFields } from './change-fields';
import { assertGeneration, assertNotBetween } from './change-state';
import type { Saved } from './commands';
import { databaseNow, loadLocked } from './load';
import { assertOwnSource } from './managed';
import { isNameTaken } from './name-taken';
import { reason, type State, scheduleId } from './schema';
import { switchedBy } from './switched-by';
import { hasRunLeft } from './timing';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** What an act on many schedules changes of one: as it was before. */
export const earlier = z.object({
  state: z.enum(['on', 'paused', 'disabled', 'completed']),
  stateReason: z.string().nullable(),
  /** Who brought it into this state, and when. */
  stateBy: z.string().nullish(),
  stateById: z.string().nullish(),
  stateAt: instant.optional(),
  pauseUntil: instant.nullable(),
  missedAt: instant.nullable(),
  teamId: scheduleId,
  owner: z.string(),
  tags: z.array(z.string()),
});

const restoreInput = z.strictObject({
  id: scheduleId,
  /** Only of this generation: whatever somebody changed since stays. */
  generation: z.int().positive(),
  reason,
  before: earlier,
});

type Restore = {
  permission: 'schedule.restore' | 'schedule.restore-state';
  /** Between which states; null between all, a tombstone included. */
  between: readonly State[] | null;
};

const restoration = ({ permission, between }: Restore): Command<Saved> =>
  command({
    permission,
    input: restoreInput,
    at: (tx, { id, before }) => atBothTeams(tx, { id, teamId: between ? undefined : before.teamId }),
    async run(tx, context, { id, generation, reason, before: wanted }) {
      const now = await databaseNow(tx);
      const before = await loadLocked(tx, id);
      assertGeneration(before, generation);
      if (!between) assertOwnSource(before);
      const state = stateAt(wanted, now);
      if (between && !(between.includes(before.state) && between.includes(state)))
        throw conflict(`It is ${before.state}, so it can't be made ${state} this way.`);
      if (state === 'on' && !hasRunLeft(before, now))
        throw conflict('Its time has passed meanwhile, so it would never run. Edit it and set a new time.');
      if (state === 'on' || before.state === 'deleted') await assertNotBetween(tx, id);
      if (before.state === 'deleted' && (await isNameTaken(tx, before)))
        throw conflict('Another schedule has its name by now, so it can not come back.');
      const { teamId, owner, tags } = between ? before : wanted;
      if (state === before.state && sameFields({ teamId, owner, tags }, before))
        throw conflict('It is so already, so nothing was changed.');
      const data = {
        ...(state !== before.state && {
          state,
          stateReason: state === 'on' ? null : wanted.stateReason,
          ...since(wanted, state, context.actor, now),
          pauseUntil: state === 'paused' ? wanted.pauseUntil : null,
          missedAt: state === 'completed' ? wanted.missedAt : null,
        }),
        teamId,
        owner,
        tags,
      };
      return changeFields(tx, context, before, data, { action: permission, reason, now });
    },
  });

/** Brings back a state, a team, an owner and tags, from a tombstone too. */
export const restoreSchedule = restoration({ permission: 'schedule.restore', between: null });

/** Takes a pause or a resume back. */
export const restoreState = restoration({
  permission: 'schedule.restore-state',
  between: ['on', 'paused'],
});

/** A pause that would have ended by now is over. */
const stateAt = ({ state, pauseUntil }: z.output<typeof earlier>, now: Date): State =>
  state === 'paused' && pauseUntil !== null && pauseUntil <= now ? 'on' : state;

/** A state that comes back has lasted since it first began: what it missed since then counts. */
function since(wanted: z.output<typeof earlier>, state: State, actor: Actor, now: Date) {
  if (state !== wanted.state || !wanted.stateAt) return switchedBy(actor, now);
  const { stateBy, stateById = null, stateAt } = wanted;
  return stateBy ? { stateBy, stateById, stateAt } : switchedBy(actor, stateAt);
}

type Fields = { teamId: string; owner: string; tags: readonly string[] };

const sameFields = (left: Fields, right: Fields): boolean =>
  left.teamId === right.teamId && left.owner === right.owner && sameTags(left.tags, right.tags);
