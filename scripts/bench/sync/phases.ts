import { startBulk } from '@/lib/bulk/commands';
import { prepareBulk } from '@/lib/bulk/prepare';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { askScan } from '@/lib/drift/scan-commands';
import { BURST } from '@/lib/sync/pace';
import type { Measurement } from '../benchmark';
import { burstOf, type Call, count, rateOf } from './calls';
import { addSchedules } from './database';
import type { Bench } from './parts';
import { inAws, standing, until } from './progress';

/** Longer than a phase of this size takes, by far. */
const PATIENCE_MS = 15 * 60_000;
const GROUP = 'rota';

type Run = { bench: Bench; perSecond: number; say: (line: string) => void };

/** Schedules that were just made, until all are live. @returns what was measured of calls and of the rate */
export async function emptyToLive(
  { bench, perSecond, say }: Run,
  name: string,
  { first, last }: { first: number; last: number },
): Promise<Measurement[]> {
  const made = last - first + 1;
  bench.gateway.taken();
  await addSchedules(bench.database.migrationUrl, first, last);
  await settled(say);
  const calls = bench.gateway.taken();
  const { write, get } = count(calls);
  const { open, parked } = await standing();
  const enabled = await inAws(bench.scheduler, GROUP, 'ENABLED');
  return [
    {
      name: `${name}: live, and enabled in AWS`,
      ratio: Math.min(made - open - parked, enabled) / made,
      goal: { atLeast: 1 },
      figures: { schedules: made, 'enabled in AWS': enabled, parked, seconds: span(calls) },
    },
    {
      name: `${name}: writes per change`,
      ratio: write / made,
      goal: { atMost: 1 },
      figures: { writes: write, reads: get },
    },
    ...rateMeasurements(name, calls, perSecond),
  ];
}

/** A pass over all that AWS lists, where nothing has changed. */
export async function unchanged({ bench, say }: Run, rows: number): Promise<Measurement[]> {
  const { id: environmentId } = await db().environment.findFirstOrThrow();
  bench.gateway.taken();
  const asked = await askedAt();
  await askScan(by('bench'), { environmentId });
  const begin = performance.now();
  const passed = async () => {
    const scan = await db().environmentScan.findUniqueOrThrow({ where: { environmentId } });
    return scan.startedAt === null && scan.passedAt !== null && scan.passedAt >= asked;
  };
  if (!(await until(passed, PATIENCE_MS, async () => say('  the pass goes on …'))))
    throw new Error('The pass over what AWS has did not end.');
  const seconds = (performance.now() - begin) / 1000;
  const { write, get, list, group } = count(bench.gateway.taken());
  const reads = get + list + group;
  return [
    {
      name: 'unchanged: reads per schedule of a pass',
      ratio: reads / rows,
      goal: { atMost: 0.02 },
      figures: {
        schedules: rows,
        lists: list,
        gets: get,
        'group calls': group,
        'per schedule': reads / rows,
        seconds,
      },
    },
    {
      name: 'unchanged: writes per schedule of a pass',
      ratio: write / rows,
      goal: { atMost: 0 },
      figures: { writes: write },
    },
  ];
}

/** Pauses everything at once while AWS refuses a share of all calls. */
export async function pauseAll({ bench, perSecond, say }: Run, rows: number): Promise<Measurement[]> {
  const name = 'bulk pause, 30 % throttled';
  bench.gateway.taken();
  bench.gateway.refused = 0.3;
  const context = by('bench');
  const selection = { by: 'filter', filter: { state: 'on' } };
  const { id } = await prepareBulk(context, { action: 'pause', selection });
  await startBulk(context, { id, reason: 'The benchmark pauses all' });
  const job = () => db().bulkJob.findUniqueOrThrow({ where: { id } });
  await settled(say, async () => (await job()).status === 'done');
  bench.gateway.refused = 0;
  const calls = bench.gateway.taken();
  const { write, get, throttled } = count(calls);
  const { live, parked } = await standing();
  const done = await db().bulkItem.count({ where: { jobId: id, status: 'done' } });
  const paused = await db().schedule.count({ where: { state: 'paused' } });
  const { startedAt, finishedAt } = await job();
  const off = await inAws(bench.scheduler, GROUP, 'DISABLED');
  return [
    {
      name: `${name}: paused and read back from AWS`,
      ratio: Math.min(live, done, paused, off) / rows,
      goal: { atLeast: 1 },
      figures: {
        rows: done,
        paused,
        live,
        'disabled in AWS': off,
        parked,
        retries: throttled,
        'begun anew': await begunAnew(),
        seconds: span(calls),
        'saved after s': ((finishedAt?.getTime() ?? Number.NaN) - (startedAt?.getTime() ?? 0)) / 1000,
      },
    },
    {
      name: `${name}: writes per change`,
      ratio: write / rows,
      goal: { atMost: 1 },
      figures: { writes: write, reads: get },
    },
    neverAbove(name, calls, perSecond),
  ];
}

function rateMeasurements(name: string, calls: readonly Call[], perSecond: number): Measurement[] {
  const rate = rateOf(
    calls.map(({ at }) => at),
    BURST,
  );
  return [
    {
      name: `${name}: rate as a share of the allowed one`,
      ratio: rate / perSecond,
      goal: { atLeast: 0.9 },
      figures: { 'allowed a second': perSecond, 'calls a second': rate, calls: calls.length },
    },
    neverAbove(name, calls, perSecond),
  ];
}

/** At most rate × time + burst in every window of time is the same as a leaking bucket that is never fuller than the burst. */
function neverAbove(name: string, calls: readonly Call[], perSecond: number): Measurement {
  const burst = burstOf(
    calls.map(({ at }) => at),
    perSecond,
  );
  return {
    name: `${name}: greatest burst as a share of the allowed one`,
    ratio: burst / BURST,
    goal: { atMost: 1 },
    figures: { 'allowed a second': perSecond, 'allowed burst': BURST, burst },
  };
}

/** How many schedules AWS refused so often that their reconciliation ended, to be begun anew later. */
async function begunAnew(): Promise<number> {
  const [row] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT schedule_id)::int AS count FROM schedule_audit
    WHERE action = 'schedule.sync' AND outcome = 'failed'`;
  return row?.count ?? 0;
}

/** Seconds from the first call to the last. */
const span = (calls: readonly Call[]): number => ((calls.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0)) / 1000;

/** Waits until nothing is on its way any more and, where given, something more is done. */
async function settled(
  say: (line: string) => void,
  also: () => Promise<boolean> = async () => true,
): Promise<void> {
  const done = async () => (await also()) && (await standing()).open === 0;
  await until(done, PATIENCE_MS, async () => {
    const { live, open, parked } = await standing();
    say(`  ${live} live, ${open} under way, ${parked} parked`);
  });
}

async function askedAt(): Promise<Date> {
  const [row] = await db().$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return row?.now ?? new Date();
}

const by = (job: string): Context => ({
  actor: { type: 'system', job },
  requestId: `bench-${job}`,
  ip: null,
  userAgent: null,
});
