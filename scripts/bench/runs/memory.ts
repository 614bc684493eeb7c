import { Deliveries } from '@/lib/dispatch/engine/deliveries';
import type { Measurement, Options } from '../benchmark';
import { ENVIRONMENT, makeRuns, type Place } from './database';

const WAITING = 1_000_000;
const TURNS = 50;
const MB = 1_048_576;

/** What a worker's memory grows by where very many runs wait, beside where none does. */
export async function measureWaiting(place: Place, { say }: Options): Promise<Measurement[]> {
  say(`${WAITING} runs that wait …`);
  await makeRuns(place.superuserUrl, 1, "now() + interval '1 day'");
  const few = await settled(place);
  await makeRuns(place.superuserUrl, WAITING, "now() + interval '1 day'");
  const many = await settled(place);
  return [
    {
      name: `memory of a worker with ${WAITING} waiting runs, × with one`,
      ratio: many.mb / few.mb,
      goal: { atMost: 1.2 },
      figures: {
        MB: many.mb,
        'MB with one': few.mb,
        'ms a turn': many.msPerTurn,
        'ms a turn with one': few.msPerTurn,
      },
    },
  ];
}

async function settled(_: Place) {
  const deliveries = new Deliveries({
    environmentId: ENVIRONMENT,
    worker: 'bench',
    concurrency: 50,
    leaseMs: 30_000,
    deliver: () => Promise.reject(new Error('Nothing is due.')),
    wake: () => {},
  });
  const began = performance.now();
  for (let i = 0; i < TURNS; i += 1) await deliveries.turn();
  return { mb: process.memoryUsage().rss / MB, msPerTurn: (performance.now() - began) / TURNS };
}
