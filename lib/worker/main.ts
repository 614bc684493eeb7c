import { setMaxListeners } from 'node:events';
import { configuredFeed } from '@/lib/audit/feed/configured';
import { feedTurn } from '@/lib/audit/feed/turn';
import { configuredRetention } from '@/lib/audit/retention/configured';
import { retentionTurn } from '@/lib/audit/retention/turn';
import { lockTurn } from '@/lib/audit/signing/s3-lock';
import { signTurn } from '@/lib/audit/signing/sign';
import { wholeTurn } from '@/lib/audit/signing/whole';
import { sessionRemovalTurn } from '@/lib/auth/sessions-removal';
import { bulkTurn } from '@/lib/bulk/run';
import { db } from '@/lib/db';
import { failingTurn } from '@/lib/dispatch/failing';
import { heldTurn } from '@/lib/dispatch/held';
import { messageRemovalTurn } from '@/lib/dispatch/intake/removal';
import { pauseTurn } from '@/lib/dispatch/pause-end';
import { planTurn } from '@/lib/dispatch/slots/turn';
import { RUNS_CHANNEL } from '@/lib/dispatch/wake';
import { env } from '@/lib/env';
import { currentEnvironment, installationId } from '@/lib/environments/bootstrap';
import { newId } from '@/lib/id';
import { log } from '@/lib/log';
import { collectTurn } from '@/lib/notifications/collect/collect';
import { deliverTurn } from '@/lib/notifications/delivery/deliver';
import { clockCheckTurn } from './clock-check';
import { externalHeartbeat } from './external-heartbeat';
import { heartbeatTurn, markStopped } from './heartbeat';
import { Lanes } from './lanes';
import { clockTurn, completionTurn, loop, partitionTurn, untilDone } from './loops';
import { assertNewEnough, versionTurn, WORKER_VERSION } from './version';
import { listen, Wake } from './wake';

/** The worker process: loops until SIGTERM or SIGINT, then finishes what it holds and exits. */
async function main(): Promise<void> {
  const { DATABASE_URL, DATABASE_MAINTENANCE_URL, ROTA_AUDIT_KEY_FILE, ROTA_HEARTBEAT_URL } = env();
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
    slots: new Wake(signal),
    pauses: new Wake(signal),
    bulk: new Wake(signal),
  };
  const worker = newId();
  const lanes = new Lanes(signal, worker);
  if (!DATABASE_MAINTENANCE_URL)
    log.warn(
      'DATABASE_MAINTENANCE_URL is not set: this worker makes no partitions for the coming months and archives nothing',
    );
  if (!ROTA_AUDIT_KEY_FILE)
    log.warn(
      'ROTA_AUDIT_KEY_FILE is not set: nothing outside the database shows whether the audits were changed',
    );
  const feed = configuredFeed();
  const retention = configuredRetention();
  log.info({ environment: environment.name, installation, timeZones: process.versions.tz }, 'worker is up');
  await untilDone('start', signal, async () => {
    await clockCheckTurn();
    await lanes.turn();
  });
  // Also what is planned, resumed or completed for a backup that nobody declared may have been done since.
  await lanes.looked();
  await Promise.all([
    listen(DATABASE_URL, 'rota_sync', signal, () => {
      lanes.now();
      wakes.environments.now();
      wakes.clock.now();
      wakes.slots.now();
      wakes.pauses.now();
      wakes.bulk.now();
    }),
    listen(DATABASE_URL, RUNS_CHANNEL, signal, (environmentId) => lanes.runs(environmentId)),
    loop('environments', signal, wakes.environments, () => lanes.turn()),
    loop('clock', signal, wakes.clock, clockTurn),
    loop('clock check', signal, new Wake(signal), clockCheckTurn),
    loop('slots', signal, wakes.slots, planTurn),
    loop('version', signal, new Wake(signal), () => versionTurn(stop)),
    loop('heartbeat', signal, new Wake(signal), () => heartbeatTurn(worker, WORKER_VERSION, lanes.running)),
    loop('completion', signal, new Wake(signal), completionTurn),
    loop('pauses', signal, wakes.pauses, pauseTurn),
    loop('failing', signal, new Wake(signal), failingTurn),
    loop('held clocks', signal, new Wake(signal), heldTurn),
    loop('sessions', signal, new Wake(signal), sessionRemovalTurn),
    loop('old messages', signal, new Wake(signal), messageRemovalTurn),
    loop('bulk', signal, wakes.bulk, bulkTurn),
    loop('notifications', signal, new Wake(signal), collectTurn),
    loop('messages', signal, new Wake(signal), deliverTurn),
    loop('audit digests', signal, new Wake(signal), signTurn),
    loop('audit places', signal, new Wake(signal), lockTurn),
    loop('audit check', signal, new Wake(signal), wholeTurn),
    ...(ROTA_HEARTBEAT_URL
      ? [
          loop(
            'external heartbeat',
            signal,
            new Wake(signal),
            externalHeartbeat({ url: ROTA_HEARTBEAT_URL, worker, turns: () => lanes.turns() }),
          ),
        ]
      : []),
    ...(feed ? [loop('audit feed', signal, new Wake(signal), feedTurn(feed))] : []),
    ...(DATABASE_MAINTENANCE_URL
      ? [loop('partitions', signal, new Wake(signal), partitionTurn(DATABASE_MAINTENANCE_URL))]
      : []),
    ...(DATABASE_MAINTENANCE_URL && retention
      ? [loop('retention', signal, new Wake(signal), retentionTurn(DATABASE_MAINTENANCE_URL, retention))]
      : []),
  ]);
  await lanes.ended();
  await markStopped(worker);
  await db().$disconnect();
  log.info('worker stopped');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
