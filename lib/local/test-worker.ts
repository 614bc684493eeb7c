import { db } from '@/lib/db';
import type { Answer } from '@/lib/dispatch/answer';
import type { Claimed } from '@/lib/dispatch/engine/claim';
import { Deliveries } from '@/lib/dispatch/engine/deliveries';
import { intakeTurns } from '@/lib/dispatch/intake/intake';
import { RUNS_CHANNEL } from '@/lib/dispatch/wake';
import { env } from '@/lib/env';
import { loop } from '@/lib/worker/loops';
import { listen, Wake } from '@/lib/worker/wake';

/**
 * A process that takes in and delivers, as a worker does, but that its targets are the receiver at RECEIVER. It goes on
 * until it is killed.
 */
const { RECEIVER = '', WORKER = '', LEASE_MS = '4000' } = process.env;

async function post({ runId, scheduleId, nominalAt, attempt }: Claimed): Promise<Answer> {
  const told = { requestId: null, excerpt: null, links: [] };
  try {
    const body = JSON.stringify({ runId, slot: `${scheduleId} ${nominalAt.toISOString()}`, attempt });
    const { status } = await fetch(RECEIVER, { method: 'POST', body, signal: AbortSignal.timeout(10_000) });
    if (status === 200) return { outcome: 'succeeded', status, ...told };
    const reason = `It answered ${status}.`;
    return { outcome: 'failed', reason, permanent: false, ran: false, retryAfterMs: null, status, ...told };
  } catch (error) {
    return { outcome: 'unanswered', reason: String(error), status: null, ...told };
  }
}

const { id } = await db().environment.findFirstOrThrow();
const { signal } = new AbortController();
const runs = new Wake(signal);
const deliveries = new Deliveries({
  environmentId: id,
  worker: WORKER,
  concurrency: 40,
  leaseMs: Number(LEASE_MS),
  deliver: post,
  wake: () => runs.now(),
});
process.stdout.write('{"ready":true}\n');
await Promise.all([
  listen(env().DATABASE_URL, RUNS_CHANNEL, signal, () => runs.now()),
  loop('deliveries', signal, runs, () => deliveries.turn()),
  loop('leases', signal, new Wake(signal), () => deliveries.keep()),
  loop('intake', signal, new Wake(signal), intakeTurns(id, signal)),
]);
