import { rmSync } from 'node:fs';
import path from 'node:path';
import { db } from '@/lib/db';
import { type RunningDirectory, startDirectory } from '@/lib/local/directory/server';
import { type RunningPostgres, startPostgres } from '@/lib/local/postgres/launcher';
import { freePort } from '@/lib/local/postgres/port';
import { type Parts, productEnv } from '../demo/settings';
import type { Benchmark, Options, Result } from './benchmark';
import { prepareDatabase } from './list/database';
import { measurePages } from './list/pages';
import { measureQueries } from './list/queries';

const FOLDER = path.resolve('.rota', 'bench', 'list');

/** The list of schedules: its queries under every filter, and its page. */
export const list: Benchmark = {
  name: 'list',
  about: 'the list of schedules: its queries as multiples of a bare keyset query, its page of a bare page',
  rows: 100_000,
  run,
};

async function run(options: Options): Promise<Result> {
  let postgres: RunningPostgres | undefined;
  let directory: RunningDirectory | undefined;
  try {
    options.say('Starting PostgreSQL …');
    // Warm means that the rows are in the server's memory, as on a server of a usual size.
    const settings = { shared_buffers: '512MB' };
    postgres = await startPostgres({ dataDir: path.join(FOLDER, 'postgres'), settings });
    const database = await prepareDatabase(postgres.superuserUrl, options);
    directory = await startDirectory({ dataDir: FOLDER });
    const parts: Parts = {
      dataDir: FOLDER,
      port: await freePort(),
      ...database,
      ldaps: directory,
      endpoints: noAws(),
    };
    const env = productEnv(parts);
    Object.assign(process.env, env);
    options.say('Measuring the queries …');
    const queries = await measureQueries(options);
    options.say('Measuring the pages …');
    return {
      benchmark: list.name,
      measurements: [...queries, ...(await measurePages(FOLDER, env, options))],
    };
  } finally {
    await db().$disconnect();
    await directory?.stop();
    await postgres?.stop();
    if (!options.keep) rmSync(FOLDER, { recursive: true, force: true });
  }
}

/** Reading the list calls nothing in AWS: these addresses only complete the environment. */
function noAws(): Parts['endpoints'] {
  const nowhere = 'http://127.0.0.1:9';
  return {
    scheduler: nowhere,
    sqs: nowhere,
    sns: nowhere,
    lambda: nowhere,
    ecs: nowhere,
    sts: nowhere,
    secretsmanager: nowhere,
    events: nowhere,
    iam: nowhere,
  };
}
