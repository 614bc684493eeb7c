import { rmSync } from 'node:fs';
import path from 'node:path';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import type { Benchmark, Measurement, Options, Result } from './benchmark';
import { type Bench, startBench, withWorkers } from './sync/parts';
import { emptyToLive, pauseAll, unchanged } from './sync/phases';

const FOLDER = path.resolve('.rota', 'bench', 'sync');

/** A rate that two shared cores keep up with, the local AWS on them included: 10,000 schedules at 50 a second take long. */
const PER_SECOND = 120;
/** What the product allows itself where nobody says otherwise, for half a minute. */
const DEFAULT_RATE = { perSecond: 50, rows: 500 };
const WORKERS = 2;

/** Keeping AWS in step: the worker against the local EventBridge Scheduler, its calls counted where they arrive. */
export const sync: Benchmark = {
  name: 'sync',
  about:
    'calls to AWS per schedule, and their rate beside the allowed one: many new, unchanged, paused at once',
  rows: 10_000,
  run,
};

async function run(options: Options): Promise<Result> {
  const { rows, say, keep } = options;
  const perSecond = options.rate ?? PER_SECOND;
  let bench: Bench | undefined;
  try {
    say('Starting PostgreSQL and the local AWS …');
    bench = await startBench(FOLDER);
    Object.assign(process.env, bench.env);
    await currentEnvironment();
    return { benchmark: sync.name, measurements: await measure(bench, rows, perSecond, say) };
  } finally {
    await db().$disconnect();
    await bench?.stop();
    if (!keep) rmSync(FOLDER, { recursive: true, force: true });
  }
}

async function measure(
  bench: Bench,
  rows: number,
  perSecond: number,
  say: Options['say'],
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  await withWorkers(bench, { workers: WORKERS, perSecond }, async () => {
    const run = { bench, perSecond, say };
    say(`${rows} schedules from empty to live, at ${perSecond} calls a second …`);
    measurements.push(...(await emptyToLive(run, 'new', { first: 1, last: rows })));
    say('A pass over all of them, unchanged …');
    measurements.push(...(await unchanged(run, rows)));
    say('A pause of all of them, 30 % of the calls throttled …');
    measurements.push(...(await pauseAll(run, rows)));
  });
  const { perSecond: slow, rows: more } = DEFAULT_RATE;
  say(`${more} more from empty to live, at ${slow} calls a second …`);
  await withWorkers(bench, { workers: WORKERS, perSecond: slow }, async () => {
    const run = { bench, perSecond: slow, say };
    const range = { first: rows + 1, last: rows + more };
    measurements.push(...(await emptyToLive(run, `new, at ${slow} a second`, range)));
  });
  return measurements;
}
