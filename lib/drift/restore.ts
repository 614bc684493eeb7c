import { command } from '@/lib/command';
import { atSchedule } from '@/lib/schedules/at';
import { changeFields } from '@/lib/schedules/change-fields';
import { databaseNow } from '@/lib/schedules/load';
import { catchUp, decide, decisionInput, loadDecision } from './decision';

/** AWS gets what Rota has, over whatever stands there, and what is extra is removed: a new generation, so that AWS's is never ahead. */
export const restoreOurs = command({
  permission: 'drift.restore',
  input: decisionInput,
  at: atSchedule,
  async run(tx, context, { id, reason, seen }) {
    const now = await databaseNow(tx);
    const { before, rows } = await loadDecision(tx, context, id, seen);
    await decide(tx, rows, { decision: 'restore' });
    await catchUp(tx, before, rows);
    const { teamId } = before;
    return changeFields(tx, context, before, { teamId }, { action: 'drift.restore', reason, now });
  },
});
