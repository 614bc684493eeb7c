import { setTimeout as sleep } from 'node:timers/promises';
import type { Measurement, Options } from '../benchmark';
import { ENVIRONMENT, type Place, SCHEDULES, withClient } from '../runs/database';
import { quantile } from '../statistics';
import { type Receiver, startReceiver } from './receiver';
import { putBehindGates, startWorkers } from './workers';

const RUNS = 1_000;
const WITHIN_MS = 60_000;
const LEAD_MS = 3_000;

const SECOND = 1_000;

/**
 * How far from their instants webhooks arrive at a receiver: evenly spread over a minute, on its full seconds, which is what
 * people can name, and in one second; each beside setTimeout's own error.
 */
export async function measureInstants(place: Place, { say }: Options): Promise<Measurement[]> {
  await putBehindGates(place, 0, { rate: 1, burst: 1 });
  const receiver = await startReceiver();
  try {
    say(`${RUNS} webhooks within a minute, each at its instant …`);
    const even = await errorsOf(place, receiver, WITHIN_MS);
    say(`${RUNS} webhooks within a minute, on full seconds …`);
    const full = await errorsOf(place, receiver, WITHIN_MS, SECOND);
    say(`${RUNS} webhooks within a second …`);
    const burst = await errorsOf(place, receiver, SECOND);
    return [
      measurement('error at the receiver, 1,000 a minute, p99, × setTimeout’s own', even, { atMost: 25 }),
      measurement('the same on full seconds, some 17 at each', full, null),
      measurement('the same in a burst of 1,000 within a second, told apart', burst, null),
    ];
  } finally {
    await receiver.stop();
  }
}

type Errors = { own: number[]; timers: number[] };

const measurement = (name: string, { own, timers }: Errors, goal: Measurement['goal']): Measurement => ({
  name,
  ratio: quantile(own, 0.99) / quantile(timers, 0.99),
  goal,
  figures: {
    'p50 ms': quantile(own, 0.5),
    'p99 ms': quantile(own, 0.99),
    'setTimeout p50 ms': quantile(timers, 0.5),
    'setTimeout p99 ms': quantile(timers, 0.99),
  },
});

/** Both at the same time, so that whatever else the machine does falls on both alike. */
async function errorsOf(place: Place, receiver: Receiver, withinMs: number, stepMs = 1): Promise<Errors> {
  const begin = Math.ceil((Date.now() + LEAD_MS) / stepMs) * stepMs;
  const instants = Array.from(
    { length: RUNS },
    (_, n) => begin + Math.floor(((n / RUNS) * withinMs) / stepMs) * stepMs,
  );
  await plan(place, instants);
  receiver.errors.length = 0;
  const timers: number[] = [];
  const stop = startWorkers(place, 1, ({ nominalAt }) => receiver.post(nominalAt));
  for (const at of instants) {
    const due = performance.now() + at - Date.now();
    setTimeout(() => timers.push(performance.now() - due), at - Date.now());
  }
  while (receiver.errors.length < RUNS || timers.length < RUNS) await sleep(100);
  await stop();
  const late = (errors: readonly number[]) => errors.map((error) => Math.max(0, error));
  return { own: late(receiver.errors), timers: late(timers) };
}

const plan = ({ superuserUrl }: Place, instants: readonly number[]) =>
  withClient(superuserUrl, async (client) => {
    await client.query('TRUNCATE run, run_attempt, run_queue');
    await client.query(
      `WITH made AS (
         INSERT INTO run (id, slot_at, environment_id, schedule_id, target_id, origin, nominal_at, generation)
         SELECT 'run' || to_char(n, 'FM0000000000000'), at, $1, 'sched' || to_char(n % $2::int, 'FM00000000000'),
           'targt' || to_char(n % $2::int, 'FM00000000000'), 'clock', at, 1
         FROM (SELECT n, to_timestamp(ms / 1000.0) AS at FROM unnest($3::float8[]) WITH ORDINALITY AS d (ms, n)) AS slots
         RETURNING id, slot_at, schedule_id, target_id)
       INSERT INTO run_queue (run_id, slot_at, environment_id, schedule_id, target_id, priority, visible_at, since, nominal_at)
       SELECT id, slot_at, $1, schedule_id, target_id, 1, slot_at, slot_at, slot_at FROM made`,
      [ENVIRONMENT, SCHEDULES, instants],
    );
    await client.query('ANALYZE run_queue');
  });
