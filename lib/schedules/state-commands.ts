import { z } from 'zod';
import type { Permission } from '@/lib/auth/roles';
import { type Command, command } from '@/lib/command';
import { actorId, actorName } from '@/lib/context';
import { conflict, invalid } from '@/lib/errors';
import { type Saved, subjectOf } from './commands';
import { databaseNow, loadForChange, loadLocked, snapshotOf } from './load';
import { deleteInput, optionalReasonInput, reasonedInput, type State, scheduleId } from './schema';
import { upcoming } from './timing';
import { askSync, touchState } from './write';

type Transition = {
  permission: Permission;
  input: z.ZodType<{ id: string; reason: string; confirmName?: string }>;
  from: readonly State[];
  to: State;
  /** What is refused of a schedule in another state, as in `is already paused`. */
  done: string;
};

/** One act on a schedule's state. Each is a change: it raises the generation, is audited, and AWS follows. */
const transition = ({ permission, input, from, to, done }: Transition): Command<Saved> =>
  command({
    permission,
    input,
    async run(tx, context, { id, reason, confirmName }) {
      const now = await databaseNow(tx);
      const before = await loadForChange(tx, id);
      if (!from.includes(before.state))
        throw conflict(`This schedule is ${before.state}, so it can't be ${done}.`);
      if (confirmName !== undefined && confirmName !== before.name)
        throw invalid([
          { path: 'confirmName', message: `This is not its name. Type exactly: ${before.name}` },
        ]);
      if (to === 'on' && upcoming(before, now, 1).length === 0)
        throw conflict(
          'Its time passed while it was off, so it would never run. Edit it and set a new time.',
        );
      if (to === 'completed' && upcoming(before, now, 1).length > 0)
        throw conflict('This schedule will run again, so it is not complete.');
      await tx.schedule.update({
        where: { id },
        data: {
          state: to,
          stateReason: reason || null,
          stateBy: actorName(context.actor),
          stateAt: now,
          generation: { increment: 1 },
          updatedAt: now,
          updatedBy: actorId(context.actor),
        },
      });
      const after = { ...before, state: to, generation: before.generation + 1 };
      await touchState(tx, after, context.requestId, now);
      return {
        result: { id, generation: after.generation },
        entry: {
          audit: 'schedule',
          action: permission,
          ...subjectOf(after),
          reason: reason || null,
          before: snapshotOf(before),
          after: snapshotOf(after),
        },
      };
    },
  });

/** Off for now; an operator resumes it. */
export const pauseSchedule = transition({
  permission: 'schedule.pause',
  input: reasonedInput,
  from: ['on'],
  to: 'paused',
  done: 'paused',
});

export const resumeSchedule = transition({
  permission: 'schedule.resume',
  input: optionalReasonInput,
  from: ['paused'],
  to: 'on',
  done: 'resumed',
});

/** Off until an editor enables it. */
export const disableSchedule = transition({
  permission: 'schedule.disable',
  input: reasonedInput,
  from: ['on', 'paused'],
  to: 'disabled',
  done: 'disabled',
});

export const enableSchedule = transition({
  permission: 'schedule.enable',
  input: optionalReasonInput,
  from: ['disabled'],
  to: 'on',
  done: 'enabled',
});

/** Leaves a tombstone: its history stays, its id and AWS names are never used again. */
export const deleteSchedule = transition({
  permission: 'schedule.delete',
  input: deleteInput,
  from: ['on', 'paused', 'disabled', 'completed'],
  to: 'deleted',
  done: 'deleted',
});

/** The worker's act once the last slot has passed. */
export const completeSchedule = transition({
  permission: 'schedule.complete',
  input: reasonedInput,
  from: ['on'],
  to: 'completed',
  done: 'completed',
});

/** Asks for another reconciliation now, without waiting for the backoff. State, not a change: no new generation. */
export const retrySync = command({
  permission: 'schedule.retry-sync',
  input: z.strictObject({ id: scheduleId }),
  async run(tx, context, { id }) {
    const schedule = await loadLocked(tx, id);
    await askSync(tx, schedule, context.requestId, await databaseNow(tx));
    return {
      result: { id, generation: schedule.generation },
      entry: {
        audit: 'activity',
        action: 'schedule.retry-sync',
        subject: schedule.name,
        details: { scheduleId: id },
      },
    };
  },
});
