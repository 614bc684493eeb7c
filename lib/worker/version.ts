import { db } from '@/lib/db';
import { log } from '@/lib/log';

/** Raised, with the minimum in a migration, when a database can no longer be served by an older worker. */
export const WORKER_VERSION = 2;

const EVERY_MS = 10_000;

/** Why the database can't be served by a worker of this release; null where it can. */
async function outdated(): Promise<string | null> {
  const { minWorkerVersion } = await db().installation.findFirstOrThrow();
  if (minWorkerVersion <= WORKER_VERSION) return null;
  return `This worker is version ${WORKER_VERSION}, but the database wants at least ${minWorkerVersion}. It claims nothing: deploy the newer release.`;
}

/** @throws Error where the database wants a newer worker */
export async function assertNewEnough(): Promise<void> {
  const reason = await outdated();
  if (reason) throw new Error(reason);
}

/**
 * Stops a worker whose database was migrated to a newer release meanwhile: it finishes what it holds, and exits as failed.
 * @returns milliseconds until the next turn
 */
export async function versionTurn(stop: () => void): Promise<number> {
  const reason = await outdated();
  if (reason) {
    log.error({ alert: true }, reason);
    process.exitCode = 1;
    stop();
  }
  return EVERY_MS;
}
