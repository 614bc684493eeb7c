import type { Answer } from '@/lib/dispatch/answer';
import type { Claimed } from '@/lib/dispatch/engine/claim';
import { intakeTurns } from '@/lib/dispatch/intake/intake';
import { loop } from '@/lib/worker/loops';
import { Wake } from '@/lib/worker/wake';
import { deliverAs } from './test-deliver-as';

/** A process that takes in and delivers, as a worker does, but that its targets are the receiver at RECEIVER. */
const { RECEIVER = '' } = process.env;

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

await deliverAs({
  deliver: post,
  concurrency: 40,
  leaseMs: 4_000,
  more: (environmentId, signal) =>
    loop('intake', signal, new Wake(signal), intakeTurns(environmentId, signal)),
});
