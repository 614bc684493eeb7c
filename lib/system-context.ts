import { randomUUID } from 'node:crypto';
import type { Context } from './context';

/** What acts by itself: a job of the product, with the request that it goes on with, or one of its own. */
export const systemContext = (job: string, requestId: string = randomUUID()): Context => ({
  actor: { type: 'system', job },
  requestId,
  ip: null,
  userAgent: null,
});
