import { z } from 'zod';
import { command } from '@/lib/command';
import { conflict } from '@/lib/errors';
import { atSchedule } from './at';
import { changeState } from './change-state';
import { databaseNow, loadForChange } from './load';
import { lastMissed, missedText } from './missed';
import { scheduleId } from './schema';
import { hasRunLeft } from './timing';

/**
 * The worker's act once a pause is over: the schedule is on again, or completed where its last run fell into the pause.
 * Only that very pause ends, and only once: whatever a person did meanwhile is a conflict, and stays.
 */
export const endPause = command({
  permission: 'schedule.end-pause',
  input: z.strictObject({ id: scheduleId, until: z.date() }),
  at: atSchedule,
  async run(tx, context, { id, until }) {
    const now = await databaseNow(tx);
    const before = await loadForChange(tx, id);
    if (before.state !== 'paused' || before.pauseUntil?.getTime() !== until.getTime() || until > now)
      throw conflict('This pause is not over, or was changed.');
    const change = { action: 'schedule.end-pause', now };
    if (hasRunLeft(before, now))
      return changeState(tx, context, before, { ...change, to: 'on', reason: 'Its pause ended.' });
    const missedAt = lastMissed(before, before.stateAt, now);
    const reason = missedAt
      ? missedText(missedAt, before.timeZone, `while it was paused: ${before.stateReason}`)
      : 'Its last run has passed.';
    return changeState(tx, context, before, { ...change, to: 'completed', reason, missedAt });
  },
});
