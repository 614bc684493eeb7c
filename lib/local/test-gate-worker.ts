import type { Claimed } from '@/lib/dispatch/engine/claim';
import { deliverAs } from './test-deliver-as';
import { SUCCEEDED } from './test-runs';

/**
 * A process that delivers as a worker does, but that a line of its output is all it sends: the gate, the run, its schedule
 * and the instant by the clock that all processes of a machine share, in milliseconds.
 */
async function send({ gateId, runId, scheduleId, pass }: Claimed) {
  await pass?.();
  const at = Number(process.hrtime.bigint()) / 1e6;
  process.stdout.write(`${JSON.stringify({ gateId, runId, scheduleId, at })}\n`);
  return SUCCEEDED;
}

await deliverAs({ deliver: send, concurrency: 100, leaseMs: 2_000 });
