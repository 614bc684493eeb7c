import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import type { NewRun } from '@/lib/dispatch/create';
import { keepLane } from '@/lib/dispatch/engine/lane';
import { ownClock } from '@/lib/dispatch/exact/own-clock';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { stopClock } from '@/lib/local/test-clock';
import { makeGate, putBehind } from '@/lib/local/test-gates';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { deliveriesOf, drain, dueRuns, runOf, SUCCEEDED } from '@/lib/local/test-runs';
import { log } from '@/lib/log';
import { getIncident } from '@/lib/runs/queries-incident';
import { heartbeatTurn } from './heartbeat';

const START = new Date('2027-01-10T12:00:30Z');

let product: TestProduct;
let setClock: (at: Date) => Promise<void>;
let environmentId: string;
let teamId: string;
let scheduleId: string;

beforeAll(async () => {
  product = await startTestProduct({});
  setClock = await stopClock(product.database);
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
beforeEach(async () => {
  await setClock(START);
  await sql(product.database, 'DELETE FROM run_queue; DELETE FROM dispatch_lane');
  scheduleId = (await makeSchedule(teamId)).id;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await lookWhileOff(0);
});
afterAll(() => product?.stop());

/** So many seconds after the start by the database's clock. */
const after = (seconds: number) => new Date(START.getTime() + seconds * 1_000);
/** This worker's clock is off by so many seconds, and it looks. */
const lookWhileOff = async (seconds: number) => {
  const [row] = await sql<{ at: Date }>(product.database, 'SELECT at FROM clock.stopped');
  await ownClock.look(() => (row?.at.getTime() ?? 0) + seconds * 1_000);
};
const planned = async (slotAt: Date, more: Partial<NewRun> = {}) => {
  const [id = ''] = await dueRuns(scheduleId, 1, { slotAt, nominalAt: slotAt, dueAt: slotAt, ...more });
  return id;
};
async function deliverAll(): Promise<string[]> {
  const sent: string[] = [];
  await drain(
    deliveriesOf(environmentId, async ({ runId }) => {
      sent.push(runId);
      return SUCCEEDED;
    }),
  );
  return sent.sort();
}

it('starts what is planned to the second while its clock is less than a second off', async () => {
  const run = await planned(START);
  for (const seconds of [0.8, -0.8]) {
    await lookWhileOff(seconds);
    expect(ownClock.offMs).toBeNull();
  }
  expect(await deliverAll()).toEqual([run]);
});

it('starts nothing of that while its clock is over a second off, says so, and goes on once it is right', async () => {
  const error = vi.spyOn(log, 'error');
  const run = await planned(START);
  await lookWhileOff(-1.2);
  await lookWhileOff(-1.2);
  expect(await deliverAll()).toEqual([]);
  expect(error.mock.calls).toEqual([
    [{ alert: true, clockOffMs: -1_200 }, expect.stringContaining('over a second off')],
  ]);
  await heartbeatTurn('worker-1', 1, 0);
  const seen = async () => (await getIncident(contextOf('viewer'))).workers;
  expect(await seen()).toMatchObject([{ id: 'worker-1', standing: 'up', clockOffMs: -1_200 }]);

  await lookWhileOff(0);
  await heartbeatTurn('worker-1', 1, 0);
  expect(await seen()).toMatchObject([{ clockOffMs: null }]);
  expect(await deliverAll()).toEqual([run]);
});

it('goes on meanwhile with what has no exact second: full minutes, what is late, asked for now or tried again', async () => {
  const minute = new Date('2027-01-10T12:00:00Z');
  const exact = await planned(START);
  const again = await planned(after(-10));
  await sql(product.database, 'UPDATE run_queue SET attempts = 1 WHERE run_id = $1', [again]);
  const others = [
    again,
    await planned(minute),
    await planned(after(-100), { dueAt: START }),
    await planned(after(-1), { origin: 'manual' }),
  ];
  await lookWhileOff(1.2);
  expect(await deliverAll()).toEqual(others.sort());
  await lookWhileOff(0);
  expect(await deliverAll()).toEqual([exact]);
});

it.each([
  ['behind a gate', async () => putBehind(scheduleId, await makeGate(product.database, environmentId))],
  [
    'of a schedule whose runs may not overlap',
    () => db().schedule.update({ where: { id: scheduleId }, data: { overlap: 'skip' } }),
  ],
])('keeps that apart %s too, and skips none of it for what it starts meanwhile', async (_, make) => {
  await make();
  const exact = await planned(after(-1));
  const other = await planned(new Date('2027-01-10T12:00:00Z'));
  await lookWhileOff(1.2);
  expect(await deliverAll()).toEqual([other]);
  await lookWhileOff(0);
  expect(await deliverAll()).toEqual([exact]);
});

it('leaves what it could not start to the schedule’s policy where no other worker was there', async () => {
  await keepLane(environmentId);
  await lookWhileOff(1.2);
  const [late, early] = [await planned(after(10)), await planned(after(580))];
  for (const seconds of [50, 100, 600]) {
    await setClock(after(seconds));
    await lookWhileOff(1.2);
    expect(await keepLane(environmentId)).toBe(0);
  }
  await lookWhileOff(0);
  expect(await deliverAll()).toEqual([early]);
  expect(await runOf(late)).toMatchObject({
    state: 'missed',
    reason: 'No worker whose clock is right was up in time. Send it again, or leave it.',
  });
  expect(await db().runQueue.count()).toBe(0);
});
