import { setTimeout as wait } from 'node:timers/promises';
import type { Scheduler } from '@/lib/aws/scheduler';
import { env } from '@/lib/env';
import { takeCall } from './pace';

/** The same client, each call under the environment's budget. */
export function paced(scheduler: Scheduler, environmentId: string): Scheduler {
  const turn = async () => {
    await wait(await takeCall(environmentId, env().ROTA_AWS_CALLS_PER_SECOND));
  };
  return {
    get: async (...args) => turn().then(() => scheduler.get(...args)),
    list: async (...args) => turn().then(() => scheduler.list(...args)),
    create: async (request) => turn().then(() => scheduler.create(request)),
    update: async (request) => turn().then(() => scheduler.update(request)),
    remove: async (...args) => turn().then(() => scheduler.remove(...args)),
    groupTags: async (name) => turn().then(() => scheduler.groupTags(name)),
    createGroup: async (...args) => turn().then(() => scheduler.createGroup(...args)),
    tagGroup: async (...args) => turn().then(() => scheduler.tagGroup(...args)),
    groupIsEmpty: async (name) => turn().then(() => scheduler.groupIsEmpty(name)),
  };
}
