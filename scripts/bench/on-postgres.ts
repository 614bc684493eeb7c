import { rmSync } from 'node:fs';
import path from 'node:path';
import { db } from '@/lib/db';
import { type RunningPostgres, startPostgres } from '@/lib/local/postgres/launcher';
import { testEnv } from '@/lib/local/test-product';
import type { Measurement, Options, Result } from './benchmark';
import { makeDatabase, type Place } from './runs/database';

type Settings = Parameters<typeof startPostgres>[0]['settings'];

/**
 * Measures the product in this process on a Postgres of its own, with one environment and one schedule.
 * @param settings of that Postgres
 */
export async function onPostgres(
  name: string,
  options: Options,
  measure: (place: Place) => Promise<Measurement[]>,
  settings?: Settings,
): Promise<Result> {
  const folder = path.resolve('.rota', 'bench', name);
  let postgres: RunningPostgres | undefined;
  try {
    options.say('Starting PostgreSQL …');
    rmSync(folder, { recursive: true, force: true });
    postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), ...(settings && { settings }) });
    const place = await makeDatabase(postgres.superuserUrl);
    Object.assign(process.env, testEnv({ url: place.appUrl, maintenanceUrl: place.maintenanceUrl }));
    return { benchmark: name, measurements: await measure(place) };
  } finally {
    await db().$disconnect();
    await postgres?.stop();
    if (!options.keep) rmSync(folder, { recursive: true, force: true });
  }
}
