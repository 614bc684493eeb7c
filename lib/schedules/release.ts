import { command } from '@/lib/command';
import { conflict } from '@/lib/errors';
import { atSchedule } from './at';
import { changeFields } from './change-fields';
import { assertGeneration } from './change-state';
import { databaseNow, loadLocked } from './load';
import { reasonedInput } from './schema';

/**
 * Lets a schedule be changed here again that lives in a file, a tombstone too; nothing else of it changes.
 * @throws RotaError conflict, where it lives in none
 */
export const releaseSchedule = command({
  permission: 'schedule.release',
  input: reasonedInput,
  at: atSchedule,
  async run(tx, context, { id, generation, reason }) {
    const now = await databaseNow(tx);
    const before = await loadLocked(tx, id);
    assertGeneration(before, generation);
    if (before.managedBy === null)
      throw conflict('It lives in no file, so there is nothing to release: change it here.');
    const data = { teamId: before.teamId, managedBy: null };
    return changeFields(tx, context, before, data, { action: 'schedule.release', reason, now });
  },
});
