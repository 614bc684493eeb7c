import { z } from 'zod';
import type { Permission } from '@/lib/auth/roles';
import { type Command, command } from '@/lib/command';
import { conflict, invalid } from '@/lib/errors';
import { atSchedule } from './at';
import { assertGeneration, changeState } from './change-state';
import type { Saved } from './commands';
import { databaseNow, loadForChange, loadLocked } from './load';
import { assertOwnSource } from './managed';
import { type PauseChoice, pauseEnd } from './pause-choice';
import {
  deleteInput,
  disableInput,
  enableInput,
  optionalReasonInput,
  pauseInput,
  reasonedInput,
  retryInput,
  type State,
  typedDeleteInput,
} from './schema';
import { hasRunLeft } from './timing';
import { askSync } from './write';

type Input = {
  id: string;
  reason: string;
  generation?: number | undefined;
  confirmName?: string | undefined;
  until?: PauseChoice;
  missedAt?: Date | null;
  managedBy?: string | undefined;
};

type Transition = {
  permission: Permission;
  input: z.ZodType<Input>;
  from: readonly State[];
  to: State;
  /** What is refused of a schedule in another state, as in `is already paused`. */
  done: string;
  /** Of what lives in a file, only whoever applies that does it. */
  bySource?: true;
};

/** One act on a schedule's state. Each is a change: it raises the generation, is audited, and AWS follows. */
const transition = ({ permission, input, from, to, done, bySource }: Transition): Command<Saved> =>
  command({
    permission,
    input,
    at: atSchedule,
    async run(tx, context, { id, reason, generation, confirmName, until, missedAt, managedBy }) {
      const now = await databaseNow(tx);
      const before = await loadForChange(tx, id);
      assertGeneration(before, generation);
      if (bySource) assertOwnSource(before, managedBy);
      if (!from.includes(before.state))
        throw conflict(`This schedule is ${before.state}, so it can't be ${done}.`);
      if (confirmName !== undefined && confirmName !== before.name)
        throw invalid([
          { path: 'confirmName', message: `This is not its name. Type exactly: ${before.name}` },
        ]);
      if (to === 'on' && !hasRunLeft(before, now))
        throw conflict(
          'Its time passed while it was off, so it would never run. Edit it and set a new time.',
        );
      if (to === 'completed' && hasRunLeft(before, now))
        throw conflict('This schedule will run again, so it is not complete.');
      return changeState(tx, context, before, {
        action: permission,
        to,
        reason: reason || null,
        pauseUntil: until ? pauseEnd(until, now) : null,
        missedAt: missedAt ?? null,
        now,
      });
    },
  });

/** Off for now: until an instant, or until an operator resumes it. */
export const pauseSchedule = transition({
  permission: 'schedule.pause',
  input: pauseInput,
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
  input: disableInput,
  from: ['on', 'paused'],
  to: 'disabled',
  done: 'disabled',
  bySource: true,
});

export const enableSchedule = transition({
  permission: 'schedule.enable',
  input: enableInput,
  from: ['disabled'],
  to: 'on',
  done: 'enabled',
  bySource: true,
});

const deletion = {
  permission: 'schedule.delete',
  from: ['on', 'paused', 'disabled', 'completed'],
  to: 'deleted',
  done: 'deleted',
  bySource: true,
} as const;

/** Leaves a tombstone: its history stays, its id and AWS names are never used again. */
export const deleteSchedule = transition({ ...deletion, input: deleteInput });

/** The same by a page, where its name has to be typed. */
export const deleteByName = transition({ ...deletion, input: typedDeleteInput });

/** The worker's act once the last slot has passed, or was missed, also while it was off. */
export const completeSchedule = transition({
  permission: 'schedule.complete',
  input: reasonedInput.extend({ missedAt: z.date().nullable().default(null) }),
  from: ['on', 'paused', 'disabled'],
  to: 'completed',
  done: 'completed',
});

/** Asks for another reconciliation now, without waiting for the backoff. State, not a change: no new generation. */
export const retrySync = command({
  permission: 'schedule.retry-sync',
  input: retryInput,
  at: atSchedule,
  async run(tx, context, { id, generation }) {
    const schedule = await loadLocked(tx, id);
    assertGeneration(schedule, generation);
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
