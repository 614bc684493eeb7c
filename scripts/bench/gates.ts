import type { Benchmark } from './benchmark';
import { measureClaims } from './gates/claims';
import { measureInstants } from './gates/instants';
import { measureUse } from './gates/use';
import { onPostgres } from './on-postgres';

/** Runs behind gates, and runs at their instants, with workers in this process on one Postgres. */
export const gates: Benchmark = {
  name: 'gates',
  about:
    'use of open gates; a claim beside SELECT … FOR UPDATE SKIP LOCKED; the error at the receiver of webhooks beside setTimeout',
  rows: 20_000,
  run: (options) =>
    onPostgres('gates', options, async (place) => {
      const used = await measureUse(place, options);
      const claimed = await measureClaims(place, options);
      const inTime = await measureInstants(place, options);
      return [...used, ...claimed, ...inTime];
    }),
};
