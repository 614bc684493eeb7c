import { setMaxListeners } from 'node:events';
import { configuredFeed } from '@/lib/audit/feed/configured';
import { feedTurn } from '@/lib/audit/feed/turn';
import { signTurn } from '@/lib/audit/signing/sign';
import { wholeTurn } from '@/lib/audit/signing/whole';
import { bulkTurn } from '@/lib/bulk/run';
import { db } from '@/lib/db';
import { heldTurn } from '@/lib/dispatch/held';
import { pauseTurn } from '@/lib/dispatch/pause-end';
import { env } from '@/lib/env';
import { currentEnvironment, installationId } from '@/lib/environments/bootstrap';
import { log } from '@/lib/log';
import { Lanes } from './lanes';
import { clockTurn, completionTurn, loop, partitionTurn } from './loops';
import { listen, Wake } from './wake';

/** Raised when a database can no longer be served by an older worker. */
const WORKER_VERSION = 1;

/** The worker process: loops until SIGTERM or SIGINT, then finishes what it holds and exits. */
async function main(): Promise<void> {
  const { DATABASE_URL, DATABASE_MAINTENANCE_URL, ROTA_AUDIT_KEY_FILE } = env();
  const environment = await currentEnvironment();
  const installation = await installationId();
  await assertNewEnough();
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const { signal } = stopping;
  // Every loop listens, and every lane.
  setMaxListeners(0, signal);
  const wakes = {
    environments: new Wake(signal),
    clock: new Wake(signal),
    pauses: new Wake(signal),
    bulk: new Wake(signal),
  };
  const lanes = new Lanes(signal);
  if (!DATABASE_MAINTENANCE_URL)
    log.warn('DATABASE_MAINTENANCE_URL is not set: this worker makes no partitions for the coming months');
  if (!ROTA_AUDIT_KEY_FILE)
    log.warn(
      'ROTA_AUDIT_KEY_FILE is not set: nothing outside the database shows whether the audits were changed',
    );
  const feed = configuredFeed();
  log.info({ environment: environment.name, installation, timeZones: process.versions.tz }, 'worker is up');
  await Promise.all([
    listen(DATABASE_URL, 'rota_sync', signal, () => {
      lanes.now();
      wakes.environments.now();
      wakes.clock.now();
      wakes.pauses.now();
      wakes.bulk.now();
    }),
    loop('environments', signal, wakes.environments, () => lanes.turn()),
    loop('clock', signal, wakes.clock, clockTurn),
    loop('completion', signal, new Wake(signal), completionTurn),
    loop('pauses', signal, wakes.pauses, pauseTurn),
    loop('held clocks', signal, new Wake(signal), heldTurn),
    loop('bulk', signal, wakes.bulk, bulkTurn),
    loop('audit digests', signal, new Wake(signal), signTurn),
    loop('audit check', signal, new Wake(signal), wholeTurn),
    ...(feed ? [loop('audit feed', signal, new Wake(signal), feedTurn(feed))] : []),
    ...(DATABASE_MAINTENANCE_URL
      ? [loop('partitions', signal, new Wake(signal), partitionTurn(DATABASE_MAINTENANCE_URL))]
      : []),
  ]);
  await lanes.ended();
  await db().$disconnect();
  log.info('worker stopped');
}

async function assertNewEnough(): Promise<void> {
  const { minWorkerVersion } = await db().installation.findFirstOrThrow();
  if (minWorkerVersion > WORKER_VERSION)
    throw new Error(
      `This worker is version ${WORKER_VERSION}, but the database wants at least ${minWorkerVersion}. It claims nothing: deploy the newer release.`,
    );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
