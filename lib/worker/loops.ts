import pg from 'pg';
import { db } from '@/lib/db';
import { advanceClocks, untilNextClock } from '@/lib/dispatch/clock';
import { completeFinished } from '@/lib/dispatch/completion';
import { refreshStale } from '@/lib/dispatch/followers';
import { log } from '@/lib/log';
import { scanPage } from '@/lib/sync/scan';
import { untilNextScan } from '@/lib/sync/scan-lease';
import { writeMark } from '@/lib/sync/write-mark';
import { Wake } from './wake';

const MINUTE = 60_000;
const AFTER_ERROR = 2_000;
const LONGEST_NAP = 10_000;
/** So long does a person wait at most for a scan on demand to begin. */
const SCAN_NAP = 2_000;

/** Runs `turn` until stopped. Each says how long to wait before the next; one that fails is logged and tried again. */
export async function loop(
  name: string,
  stop: AbortSignal,
  wake: Wake,
  turn: () => Promise<number>,
): Promise<void> {
  while (!stop.aborted) {
    let nap = AFTER_ERROR;
    try {
      nap = await turn();
    } catch (error) {
      log.error({ err: error, loop: name }, 'a turn of the worker failed');
    }
    await wake.wait(nap);
  }
}

/** Runs `turn` until it came through once, or until stopped: one that fails is logged and tried again. */
export async function untilDone(name: string, stop: AbortSignal, turn: () => Promise<void>): Promise<void> {
  const done = new AbortController();
  const until = AbortSignal.any([stop, done.signal]);
  await loop(name, until, new Wake(until), async () => {
    await turn();
    done.abort();
    return 0;
  });
}

/** Looks page by page over what AWS has in an environment. */
export async function driftTurn(environmentId: string): Promise<number> {
  if (await scanPage(environmentId)) return 0;
  return Math.min((await untilNextScan(environmentId)) ?? SCAN_NAP, SCAN_NAP);
}

/** Tells AWS how far the audit has come, and learns where this database is behind. */
export async function markTurn(environmentId: string): Promise<number> {
  await writeMark(environmentId);
  return MINUTE;
}

/** Keeps the clock: the next run of every schedule, also where a calendar changed. */
export async function clockTurn(): Promise<number> {
  if ((await db().$transaction((tx) => refreshStale(tx, null))) > 0) return 0;
  if ((await advanceClocks()) > 0) return 0;
  return Math.min((await untilNextClock()) ?? LONGEST_NAP, LONGEST_NAP);
}

/** Completes what will never run again. */
export async function completionTurn(): Promise<number> {
  const completed = await completeFinished();
  if (completed.length > 0) log.info({ completed }, 'schedules completed');
  return MINUTE / 2;
}

/** Makes the partitions of the coming months. */
export const partitionTurn = (maintenanceUrl: string) => async (): Promise<number> => {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  client.on('error', (error) => log.warn({ err: error }, 'the keeper lost its connection'));
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('SELECT partitions_ensure(3) AS name');
    if (rows.length > 0) log.info({ partitions: rows.map(({ name }) => name) }, 'partitions made');
  } finally {
    await client.end();
  }
  return 60 * MINUTE;
};
