import { setTimeout as wait } from 'node:timers/promises';
import { AwsError } from '@/lib/aws/errors';
import type { Scheduler } from '@/lib/aws/scheduler';
import { env } from '@/lib/env';
import { takeCalls } from './pace';

/** How often a call is made at most that AWS refuses as one too many: what it is part of need not begin anew. */
const TRIES = 5;
const FIRST_PAUSE_MS = 200;

/** The same client, each call under the environment's budget. */
export function paced(scheduler: Scheduler, environmentId: string): Scheduler {
  const call = pacer(environmentId);
  return {
    get: (...args) => call(() => scheduler.get(...args)),
    list: (...args) => call(() => scheduler.list(...args)),
    create: (request) => call(() => scheduler.create(request)),
    update: (request) => call(() => scheduler.update(request)),
    remove: (...args) => call(() => scheduler.remove(...args)),
    // The ARN of the group is asked for first.
    groupTags: (name) => call(() => scheduler.groupTags(name), 2),
    createGroup: (...args) => call(() => scheduler.createGroup(...args)),
    tagGroup: (...args) => call(() => scheduler.tagGroup(...args), 2),
    groupIsEmpty: (name) => call(() => scheduler.groupIsEmpty(name)),
  };
}

/**
 * Makes calls under an environment's budget. What AWS throttles is tried again after a pause with full jitter, each
 * time under the budget.
 */
export function pacer(environmentId: string): <R>(make: () => Promise<R>, calls?: number) => Promise<R> {
  return async (make, calls = 1) => {
    for (let attempt = 1; ; attempt += 1) {
      // A timer takes whole milliseconds and drops the rest, so that the call would come too early.
      await wait(Math.ceil(await takeCalls(environmentId, env().ROTA_AWS_CALLS_PER_SECOND, calls)));
      try {
        return await make();
      } catch (error) {
        const throttled = error instanceof AwsError && error.kind === 'throttled';
        if (!throttled || attempt === TRIES) throw error;
        await wait(FIRST_PAUSE_MS * 2 ** (attempt - 1) * Math.random());
      }
    }
  };
}
