import { setTimeout as sleep } from 'node:timers/promises';
import type { Measurement, Options } from '../benchmark';
import { makeRuns, type Place } from '../runs/database';
import { putBehindGates, startWorkers } from './workers';

const GATES = 20;
const RATE = 10;
const BURST = 5;
const WORKERS = 2;
const SECONDS = 10;

/** How much of their rate gates let through that always have something waiting, and whether ever more. */
export async function measureUse(place: Place, { say }: Options): Promise<Measurement[]> {
  say(`${GATES} gates of ${RATE} a second for ${SECONDS} s …`);
  await putBehindGates(place, GATES, { rate: RATE, burst: BURST });
  await makeRuns(place.superuserUrl, GATES * RATE * (SECONDS + 10));
  const sends = new Map<string, number[]>();
  const stop = startWorkers(place, WORKERS, ({ gateId }) => {
    const its = sends.get(gateId ?? '') ?? [];
    sends.set(gateId ?? '', its);
    its.push(performance.now());
  });
  // By then what was saved up is gone.
  await sleep(2_000);
  const from = performance.now();
  await sleep(SECONDS * 1_000);
  const until = performance.now();
  await stop();
  const all = [...sends.values()];
  const passed = all.flat().filter((at) => at >= from && at < until).length;
  return [
    {
      name: 'use of open gates, × their rate',
      ratio: passed / ((GATES * RATE * (until - from)) / 1_000),
      goal: { atLeast: 0.95 },
      figures: { gates: GATES, 'a second each': RATE, burst: BURST, workers: WORKERS },
    },
    {
      name: 'fullest second of a gate, × rate + burst',
      ratio: Math.max(...all.map(fullestSecond)) / (RATE + BURST),
      goal: { atMost: 1 },
      figures: {},
    },
  ];
}

/** The most sends that lie within one second. */
function fullestSecond(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [last, at] of times.entries()) {
    while (at - (times[first] ?? at) > 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
