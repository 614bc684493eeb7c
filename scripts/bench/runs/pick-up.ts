import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Deliveries } from '@/lib/dispatch/engine/deliveries';
import { RUNS_CHANNEL } from '@/lib/dispatch/wake';
import { listen, Wake } from '@/lib/worker/wake';
import type { Measurement, Options } from '../benchmark';
import { quantile } from '../statistics';
import { ENVIRONMENT, makeRuns, type Place, withClient } from './database';

const TIMES = 500;
const APART_MS = 5;

/** From the commit of a run to the call of its target, beside a commit that notifies and somebody who listens. */
export async function measurePickUp(place: Place, { say }: Options): Promise<Measurement[]> {
  say(`Picking up ${TIMES} runs, one by one …`);
  await makeRuns(place.superuserUrl, 1, "now() + interval '1 day'");
  const floor = await notified(place);
  const pickedUp = await delivered(place);
  const [own, base] = [quantile(pickedUp, 0.99), quantile(floor, 0.99)];
  return [
    {
      name: 'pick-up of a committed run, p99, × commit + NOTIFY',
      ratio: own / base,
      goal: { atMost: 40 },
      figures: {
        'p50 ms': quantile(pickedUp, 0.5),
        'p99 ms': own,
        'NOTIFY p50 ms': quantile(floor, 0.5),
        'NOTIFY p99 ms': base,
      },
    },
  ];
}

async function notified({ appUrl }: Place): Promise<number[]> {
  const listener = new pg.Client({ connectionString: appUrl });
  await listener.connect();
  await listener.query('LISTEN bench_floor');
  const waits: number[] = [];
  await withClient(appUrl, async (client) => {
    for (let i = 0; i < TIMES; i += 1) {
      const heard = new Promise((resolve) => listener.once('notification', resolve));
      const began = performance.now();
      await client.query("BEGIN; SELECT pg_notify('bench_floor', ''); COMMIT");
      await heard;
      waits.push(performance.now() - began);
      await sleep(APART_MS);
    }
  });
  await listener.end();
  return waits;
}

async function delivered({ appUrl }: Place): Promise<number[]> {
  const stop = new AbortController();
  const wake = new Wake(stop.signal);
  let arrived: () => void = () => {};
  const deliveries = new Deliveries({
    environmentId: ENVIRONMENT,
    worker: 'bench',
    concurrency: 10,
    leaseMs: 30_000,
    deliver: async () => {
      arrived();
      return { outcome: 'succeeded', status: 200, requestId: null, excerpt: null, links: [] };
    },
    wake: () => wake.now(),
  });
  const working = (async () => {
    while (!stop.signal.aborted) await wake.wait(await deliveries.turn());
  })();
  const listening = listen(appUrl, RUNS_CHANNEL, stop.signal, () => wake.now());
  const waits: number[] = [];
  await withClient(appUrl, async (client) => {
    for (let i = 0; i < TIMES; i += 1) {
      await sleep(APART_MS);
      const came = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const id = `pick${String(i).padStart(12, '0')}`;
      const began = performance.now();
      await client.query(`BEGIN;
        INSERT INTO run (id, slot_at, environment_id, schedule_id, target_id, origin, nominal_at, generation)
          VALUES ('${id}', now(), '${ENVIRONMENT}', 'sched00000000000', 'targt00000000000', 'manual', now(), 1);
        INSERT INTO run_queue (run_id, slot_at, environment_id, schedule_id, target_id, priority, visible_at, since, nominal_at)
          SELECT id, slot_at, environment_id, schedule_id, target_id, 0, slot_at, slot_at, slot_at FROM run WHERE id = '${id}';
        SELECT pg_notify('${RUNS_CHANNEL}', '${ENVIRONMENT}'); COMMIT`);
      await came;
      waits.push(performance.now() - began);
    }
  });
  stop.abort();
  await Promise.all([working, listening]);
  await deliveries.ended();
  return waits;
}
