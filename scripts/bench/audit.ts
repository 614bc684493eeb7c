import { rmSync } from 'node:fs';
import path from 'node:path';
import { db } from '@/lib/db';
import { type RunningPostgres, startPostgres } from '@/lib/local/postgres/launcher';
import { testEnv } from '@/lib/local/test-product';
import { measureActivity } from './audit/activity-filters';
import { measureChange } from './audit/change';
import { makeDatabase } from './audit/database';
import { measureFilters } from './audit/filters';
import { measureProof } from './audit/proof';
import type { Benchmark, Options, Result } from './benchmark';

const FOLDER = path.resolve('.rota', 'bench', 'audit');

/** Both audits: a page under every filter; of that of schedules what a row costs a change, export and verification. */
export const audit: Benchmark = {
  name: 'audit',
  about: 'both audits: a page for each filter beside bare SQL; the cost of a row; export and verify',
  rows: 1_000_000,
  run,
};

async function run(options: Options): Promise<Result> {
  let postgres: RunningPostgres | undefined;
  try {
    options.say('Starting PostgreSQL …');
    rmSync(FOLDER, { recursive: true, force: true });
    const settings = { shared_buffers: '512MB', max_wal_size: '4GB' };
    postgres = await startPostgres({ dataDir: path.join(FOLDER, 'postgres'), settings });
    const { appUrl, maintenanceUrl } = await makeDatabase(postgres.superuserUrl, options);
    Object.assign(process.env, testEnv({ url: appUrl, maintenanceUrl }));
    options.say('Measuring …');
    const proof = await measureProof(FOLDER, appUrl, options);
    const filters = await measureFilters(options);
    const activity = await measureActivity(options);
    const change = await measureChange(options);
    return { benchmark: audit.name, measurements: [...filters, ...activity, ...change, ...proof] };
  } finally {
    await db().$disconnect();
    await postgres?.stop();
    if (!options.keep) rmSync(FOLDER, { recursive: true, force: true });
  }
}
