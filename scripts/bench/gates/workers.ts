import type { Answer } from '@/lib/dispatch/answer';
import type { Claimed } from '@/lib/dispatch/engine/claim';
import { Deliveries } from '@/lib/dispatch/engine/deliveries';
import { RUNS_CHANNEL } from '@/lib/dispatch/wake';
import { listen, Wake } from '@/lib/worker/wake';
import { ENVIRONMENT, type Place, withClient } from '../runs/database';

const SUCCEEDED: Answer = { outcome: 'succeeded', status: 200, requestId: null, excerpt: null, links: [] };

/** Workers of this process that take what is due until they are stopped. @param send what is done in the place of AWS */
export function startWorkers(
  { appUrl }: Place,
  count: number,
  send: (claimed: Claimed) => void | Promise<void>,
) {
  const stop = new AbortController();
  const working = Array.from({ length: count }, async (_, n) => {
    const wake = new Wake(stop.signal);
    const deliveries = new Deliveries({
      environmentId: ENVIRONMENT,
      worker: `bench-${n}`,
      concurrency: 50,
      leaseMs: 30_000,
      deliver: async (claimed) => {
        await claimed.pass?.();
        await send(claimed);
        return SUCCEEDED;
      },
      wake: () => wake.now(),
    });
    const listening = listen(appUrl, RUNS_CHANNEL, stop.signal, () => wake.now());
    while (!stop.signal.aborted) await wake.wait(await deliveries.turn());
    await Promise.all([deliveries.ended(), listening]);
  });
  return async (): Promise<void> => {
    stop.abort();
    await Promise.all(working);
  };
}

/** Puts the schedules of the benchmark behind so many gates, in turn, and empties the queue; 0 is behind none. */
export const putBehindGates = (
  { superuserUrl }: Place,
  count: number,
  gate: { rate: number; burst: number },
) =>
  withClient(superuserUrl, async (client) => {
    await client.query(
      'TRUNCATE run, run_attempt, run_queue; UPDATE target SET gate_id = NULL; DELETE FROM gate',
    );
    await client.query(
      `INSERT INTO gate (id, environment_id, name, rate_per_second, burst, ramp_seconds)
         SELECT 'gate' || n, $1, 'gate' || n, $2, $3, 0 FROM generate_series(1, $4::int) n`,
      [ENVIRONMENT, gate.rate, gate.burst, count],
    );
    if (count === 0) return;
    await client.query(
      `UPDATE target t SET gate_id = 'gate' || (1 + n % $1::int)
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM target) AS placed WHERE placed.id = t.id`,
      [count],
    );
  });
