import type { Benchmark } from './benchmark';
import { onPostgres } from './on-postgres';
import { measureDrain } from './runs/drain';
import { measureIntake } from './runs/intake';
import { measureWaiting } from './runs/memory';
import { measurePickUp } from './runs/pick-up';

const SETTINGS = { shared_buffers: '256MB', max_wal_size: '4GB' };

/** Delivering runs to a target in this process, beside job queues with jobs that do nothing, on one Postgres. */
export const runs: Benchmark = {
  name: 'runs',
  about:
    'runs through to their outcome beside graphile-worker and pg-boss; pick-up; intake; memory of what waits',
  rows: 20_000,
  run: (options) =>
    onPostgres(
      'runs',
      options,
      async (place) => {
        const drained = await measureDrain(place, options);
        const pickedUp = await measurePickUp(place, options);
        const takenIn = await measureIntake(place, options);
        const waiting = await measureWaiting(place, options);
        return [...drained, ...pickedUp, ...takenIn, ...waiting];
      },
      SETTINGS,
    ),
};
