import { z } from 'zod';
import { command } from '@/lib/command';
import { conflict, invalid } from '@/lib/errors';
import { atBothTeams } from './at';
import { changeFields } from './change-fields';
import { assertGeneration } from './change-state';
import { databaseNow, loadForChange } from './load';
import { assertOwnSource } from './managed';
import { MOST_TAGS, owner, reasonedInput, scheduleId, tag } from './schema';

const tags = z.array(tag).max(MOST_TAGS, `Name at most ${MOST_TAGS} tags.`).default([]);

/** To whom a schedule is to belong; what is left out stays. */
export const assignment = z.strictObject({
  teamId: scheduleId.optional(),
  owner: owner.optional(),
  addTags: tags,
  removeTags: tags,
});

/**
 * Gives a schedule another team or owner, adds tags and takes tags away; nothing else of it changes.
 * @throws RotaError conflict where that changes nothing; invalid of a team that is not there, or of too many tags
 */
export const assignSchedule = command({
  permission: 'schedule.update',
  input: reasonedInput.extend(assignment.shape),
  at: atBothTeams,
  async run(tx, context, { id, generation, reason, teamId, owner, addTags, removeTags }) {
    const now = await databaseNow(tx);
    const before = await loadForChange(tx, id);
    assertGeneration(before, generation);
    assertOwnSource(before);
    const data = {
      teamId: teamId ?? before.teamId,
      owner: owner ?? before.owner,
      tags: changedTags(before.tags, addTags, removeTags),
    };
    if (data.teamId === before.teamId && data.owner === before.owner && sameTags(data.tags, before.tags))
      throw conflict('It is so already, so nothing was changed.');
    if (data.tags.length > MOST_TAGS)
      throw invalid([
        {
          path: 'addTags',
          message: `It would have ${data.tags.length} tags: at most ${MOST_TAGS} are allowed.`,
        },
      ]);
    if (data.teamId !== before.teamId && !(await tx.team.findUnique({ where: { id: data.teamId } })))
      throw invalid([{ path: 'teamId', message: 'This team does not exist. Choose one of the list.' }]);
    return changeFields(tx, context, before, data, { action: 'schedule.update', reason, now });
  },
});

/** Tags in the order in which they stand, added ones last, each once; what is both added and removed is removed. */
const changedTags = (
  tags: readonly string[],
  added: readonly string[],
  removed: readonly string[],
): string[] => [...new Set([...tags, ...added])].filter((tag) => !removed.includes(tag));

export const sameTags = (left: readonly string[], right: readonly string[]) =>
  left.length === right.length && left.every((tag, i) => tag === right[i]);
