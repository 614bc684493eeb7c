import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { db } from '@/lib/db';
import { type RunningDirectory, startDirectory } from '@/lib/local/directory/server';
import { type RunningPostgres, startPostgres } from '@/lib/local/postgres/launcher';
import { freePort } from '@/lib/local/postgres/port';
import { withSuperuser } from '@/lib/local/postgres/provision';
import { buildOnce } from '../demo/build-once';
import { productEnv } from '../demo/settings';
import { Supervisor } from '../demo/supervisor';
import { type Measured, measurePair, sidesOf } from './api/measure';
import { readsOf } from './api/reads';
import { startBare, startProduct } from './api/servers';
import { makeToken } from './api/token';
import { BENCH_ROW, measureWrites } from './api/writes';
import { startAws } from './aws';
import type { Benchmark, Measurement, Options, Result } from './benchmark';
import { prepareDatabase } from './list/database';

const FOLDER = path.resolve('.rota', 'bench', 'api');
/** Above what this machine can do: what the process can is measured, not what one token is allowed. */
const NO_LIMIT = { ROTA_API_RATE: '10000', ROTA_AWS_CALLS_PER_SECOND: '5000' };

/** The API by a token, over 50 connections, beside bare routes of Next behind the same front server. */
export const api: Benchmark = {
  name: 'api',
  about:
    'requests a second of the API as multiples of bare Next routes with the same SQL, or as many rows written',
  rows: 100_000,
  run,
};

async function run(options: Options): Promise<Result> {
  const { say } = options;
  const supervisor = new Supervisor(path.join(FOLDER, 'logs'));
  let postgres: RunningPostgres | undefined;
  let directory: RunningDirectory | undefined;
  try {
    buildOnce(say);
    say('Starting PostgreSQL, directory and AWS …');
    const settings = { shared_buffers: '512MB' };
    postgres = await startPostgres({ dataDir: path.join(FOLDER, 'postgres'), settings });
    const database = await prepareDatabase(postgres.superuserUrl, options);
    directory = await startDirectory({ dataDir: FOLDER });
    const endpoints = await startAws(supervisor, FOLDER, postgres.superuserUrl);
    const parts = { dataDir: FOLDER, port: await freePort(), ...database, ldaps: directory, endpoints };
    const env = { ...productEnv(parts), ...NO_LIMIT, LOG_LEVEL: 'warn' };
    Object.assign(process.env, env);
    const web = await startProduct(supervisor, env);
    const token = await makeToken(web);
    const { pairs, recorded } = await readsOf(token);
    const recordedFile = path.join(FOLDER, 'recorded.json');
    writeFileSync(recordedFile, JSON.stringify(recorded));
    await addTable(postgres.superuserUrl, database.appUrl);
    say('Building the bare routes …');
    const sides = sidesOf(web, await startBare(supervisor, FOLDER, env, recordedFile), token);
    const measured: Measured[] = [];
    say('Reading …');
    for (const pair of pairs) measured.push(told(await measurePair(sides, pair), say));
    say('Creating and pausing …');
    for (const one of await measureWrites(sides)) measured.push(told(one, say));
    const measurements = [...measured.map(({ measurement }) => measurement), errorsOf(measured, say)];
    return { benchmark: api.name, measurements };
  } finally {
    await db().$disconnect();
    await supervisor.stop();
    await directory?.stop();
    await postgres?.stop();
    if (!options.keep) rmSync(FOLDER, { recursive: true, force: true });
  }
}

function told(measured: Measured, say: Options['say']): Measured {
  const { name, ratio } = measured.measurement;
  say(`  ${name}: ${ratio.toFixed(2)} ×`);
  return measured;
}

/** Makes the table of the bare route in the product's database. */
async function addTable(superuserUrl: string, databaseUrl: string): Promise<void> {
  const url = new URL(superuserUrl);
  url.pathname = new URL(databaseUrl).pathname;
  await withSuperuser(url.href, (client) => client.query(BENCH_ROW));
}

/** The share of all requests, to either side, that was not answered with success. */
function errorsOf(measured: readonly Measured[], say: Options['say']): Measurement {
  const loads = measured.flatMap((one) => one.loads);
  const requests = loads.reduce((sum, { latencies }) => sum + latencies.length, 0);
  const errors = loads.reduce((sum, one) => sum + one.errors, 0);
  const first = loads.find(({ firstError }) => firstError)?.firstError;
  if (first) say(`The first error: ${first}`);
  return { name: 'errors', ratio: errors / requests, goal: { atMost: 0 }, figures: { requests, errors } };
}
