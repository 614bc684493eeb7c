import { setTimeout as wait } from 'node:timers/promises';
import { log } from '@/lib/log';
import { reconcile } from './reconcile';

/** How long a person waits for AWS before the page says "pending" and the worker goes on. */
const PATIENCE_MS = 3_000;

/** Reconciles in the process that made the change; returns when done or when patience ends, and then it goes on. */
export async function reconcileSoon(scheduleId: string): Promise<void> {
  const done = reconcile(scheduleId).catch((error: unknown) => {
    log.error({ err: error, scheduleId }, 'reconciliation could not be marked');
  });
  const patience = new AbortController();
  await Promise.race([
    done,
    wait(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
}
