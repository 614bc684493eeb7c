import { db } from '@/lib/db';
import type { Claimed } from '@/lib/dispatch/engine/claim';
import { Deliveries } from '@/lib/dispatch/engine/deliveries';
import { RUNS_CHANNEL } from '@/lib/dispatch/wake';
import { env } from '@/lib/env';
import { loop } from '@/lib/worker/loops';
import { listen, Wake } from '@/lib/worker/wake';
import { SUCCEEDED } from './test-runs';

/**
 * A process that delivers as a worker does, but that a line of its output is all it sends: the gate, the run, its schedule
 * and the instant by the clock that all processes of a machine share, in milliseconds. It goes on until it is killed.
 */
const { WORKER = '', LEASE_MS = '2000' } = process.env;

async function send({ gateId, runId, scheduleId, pass }: Claimed) {
  await pass?.();
  const at = Number(process.hrtime.bigint()) / 1e6;
  process.stdout.write(`${JSON.stringify({ gateId, runId, scheduleId, at })}\n`);
  return SUCCEEDED;
}

const { id } = await db().environment.findFirstOrThrow();
const { signal } = new AbortController();
const runs = new Wake(signal);
const deliveries = new Deliveries({
  environmentId: id,
  worker: WORKER,
  concurrency: 100,
  leaseMs: Number(LEASE_MS),
  deliver: send,
  wake: () => runs.now(),
});
process.stdout.write('{"ready":true}\n');
await Promise.all([
  listen(env().DATABASE_URL, RUNS_CHANNEL, signal, () => runs.now()),
  loop('deliveries', signal, runs, () => deliveries.turn()),
  loop('leases', signal, new Wake(signal), () => deliveries.keep()),
]);
