import { Logger, run as runGraphile, runMigrations } from 'graphile-worker';
import { PgBoss } from 'pg-boss';
import { db } from '@/lib/db';
import type { Answer } from '@/lib/dispatch/answer';
import { Deliveries } from '@/lib/dispatch/engine/deliveries';
import { Wake } from '@/lib/worker/wake';
import type { Measurement, Options } from '../benchmark';
import { median } from '../statistics';
import { ENVIRONMENT, makeRuns, type Place, withClient } from './database';

/** What a worker does where nobody says otherwise, and the peers are given as many. */
const CONCURRENCY = 50;
const ROUNDS = 3;

const DONE: Answer = { outcome: 'succeeded', status: 200, requestId: null, excerpt: null, links: [] };

const SILENT = new Logger(() => () => {});

/** Committed runs to recorded outcomes, beside jobs of the peers that do nothing, turn by turn. */
export async function measureDrain(place: Place, { rows, say }: Options): Promise<Measurement[]> {
  const peers = await startPeers(place);
  const rates = { rota: [] as number[], graphile: [] as number[], boss: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`Draining ${rows} runs, round ${round} …`);
    await makeRuns(place.superuserUrl, rows);
    rates.rota.push(await perSecond(rows, () => drainRota(rows)));
    await peers.fill(rows);
    rates.graphile.push(await perSecond(rows, () => peers.drainGraphile(rows)));
    rates.boss.push(await perSecond(rows, () => peers.drainBoss(rows)));
  }
  await peers.stop();
  const [rota, graphile, boss] = [median(rates.rota), median(rates.graphile), median(rates.boss)];
  const figures = { 'runs a second': rota };
  return [
    {
      name: `a run to its recorded outcome, ${CONCURRENCY} at once, × graphile-worker`,
      ratio: rota / graphile,
      goal: { atLeast: 3 },
      figures: { ...figures, 'graphile-worker': graphile },
    },
    {
      name: `the same, × pg-boss in batches of ${CONCURRENCY}`,
      ratio: rota / boss,
      goal: { atLeast: 1 },
      figures: { ...figures, 'pg-boss': boss },
    },
  ];
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return count / ((performance.now() - began) / 1_000);
}

/** Works until so many runs have their outcome. */
async function drainRota(count: number): Promise<void> {
  const stop = new AbortController();
  const wake = new Wake(stop.signal);
  const deliveries = new Deliveries({
    environmentId: ENVIRONMENT,
    worker: 'bench',
    concurrency: CONCURRENCY,
    leaseMs: 30_000,
    deliver: async () => DONE,
    wake: () => wake.now(),
  });
  for (;;) {
    const nap = await deliveries.turn();
    if (nap > 0 && deliveries.running === 0) break;
    if (nap > 0) await wake.wait(nap);
  }
  const ended = await db().run.count({ where: { state: 'succeeded' } });
  if (ended !== count) throw new Error(`${ended} of ${count} runs have their outcome.`);
}

async function startPeers({ peersUrl }: Place) {
  await runMigrations({ connectionString: peersUrl });
  const boss = new PgBoss({ connectionString: peersUrl, schedule: false, supervise: false });
  boss.on('error', (error) => process.stderr.write(`pg-boss: ${error.message}\n`));
  await boss.start();
  await boss.createQueue('nothing');
  return {
    async fill(count: number) {
      await withClient(peersUrl, async (client) => {
        await client.query(
          `SELECT graphile_worker.add_jobs(array_agg(json_populate_record(null::graphile_worker.job_spec,
             json_build_object('identifier', 'nothing', 'payload', '{}'::json))))
           FROM generate_series(1, $1)`,
          [count],
        );
      });
      for (let left = count; left > 0; left -= 1_000)
        await boss.insert(
          'nothing',
          Array.from({ length: Math.min(left, 1_000) }, () => ({ data: {} })),
        );
      await withClient(peersUrl, (client) => client.query('VACUUM ANALYZE'));
    },
    async drainGraphile(count: number) {
      let done = 0;
      let drained: () => void = () => {};
      const all = new Promise<void>((resolve) => {
        drained = resolve;
      });
      const runner = await runGraphile({
        connectionString: peersUrl,
        concurrency: CONCURRENCY,
        maxPoolSize: CONCURRENCY + 5,
        noHandleSignals: true,
        logger: SILENT,
        taskList: {
          nothing: async () => {
            done += 1;
            if (done === count) drained();
          },
        },
      });
      await all;
      await runner.stop();
    },
    async drainBoss(count: number) {
      let done = 0;
      await new Promise<void>((resolve, reject) => {
        boss
          .work(
            'nothing',
            { batchSize: CONCURRENCY, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true },
            async (jobs) => {
              done += jobs.length;
              if (done >= count) setImmediate(resolve);
            },
          )
          .catch(reject);
      });
      await boss.offWork('nothing');
    },
    stop: () => boss.stop({ graceful: false }),
  };
}
