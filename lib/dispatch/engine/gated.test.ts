import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import type { Gate } from '@/lib/generated/prisma/client';
import { makeGate, putBehind } from '@/lib/local/test-gates';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { deliveriesOf, drain, dueRuns, failed, runOf, SUCCEEDED } from '@/lib/local/test-runs';
import { pauseSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import { type Answer, notCalled } from '../answer';
import type { Claimed } from './claim';

let product: TestProduct;
let teamId: string;
let environmentId: string;
let gateId: string;
let schedules: string[];

const change = (text: string, values: unknown[] = []) => sql(product.database, text, values);
const stateOf = async () => (await change('SELECT * FROM gate_state WHERE gate_id = $1', [gateId]))[0];
const opening = (fields: Partial<Gate>) => makeGate(product.database, environmentId, fields);

/** One turn of a worker, and what it sent, in order. */
async function turnWith(
  answer: (claimed: Claimed) => Promise<Answer> = async () => SUCCEEDED,
  concurrency = 100,
): Promise<Claimed[]> {
  const sent: Claimed[] = [];
  const deliveries = deliveriesOf(
    environmentId,
    async (claimed) => {
      await claimed.pass?.();
      sent.push(claimed);
      return answer(claimed);
    },
    { concurrency, worker: 'worker-1' },
  );
  await deliveries.turn();
  await deliveries.ended();
  return sent;
}

beforeAll(async () => {
  product = await startTestProduct({});
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
  schedules = await Promise.all([1, 2, 3].map(async () => (await makeSchedule(teamId)).id));
  schedules.sort();
});
beforeEach(async () => {
  await change(`TRUNCATE run, run_queue, run_attempt;
    UPDATE schedule SET state = 'on', overlap = 'allow', after_pause = 'skip' WHERE state <> 'on' OR overlap <> 'allow' OR after_pause <> 'skip'`);
  gateId = await opening({});
  for (const id of schedules) await putBehind(id, gateId);
});
afterAll(() => product?.stop());

/** So many milliseconds is the clock of this process ahead: what takes long does so without a wait. */
let ahead = 0;
beforeEach(() => {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ahead);
});
afterEach(() => vi.restoreAllMocks());

const at = (n: number) => () => schedules[n] ?? '';
const [first, second, third] = [at(0), at(1), at(2)];
const behind = (fields: Partial<Gate>) => db().gate.update({ where: { id: gateId }, data: fields });

describe('a gate', () => {
  it('lets as many pass as its bucket holds, keeps the rest, and asks again when the next may', async () => {
    await behind({ ratePerSecond: 2, burst: 5 });
    await dueRuns(first(), 10);
    const deliveries = deliveriesOf(environmentId, async () => SUCCEEDED, { concurrency: 20 });
    const nap = await deliveries.turn();
    await deliveries.ended();
    expect(await db().runQueue.count()).toBe(6);
    expect((await stateOf())?.tokens).toBeLessThan(0.5);
    expect(nap).toBeGreaterThan(5);
    expect(nap).toBeLessThanOrEqual(500);
  });

  it('lets what a person asked for pass first, then one of each schedule in turn, from the one after the last', async () => {
    await behind({ burst: 4 });
    await dueRuns(first(), 4);
    await dueRuns(third(), 2);
    const [asked] = await dueRuns(second(), 1, { origin: 'manual', slotAt: new Date() });
    await dueRuns(second(), 1, { dueAt: new Date(Date.now() - 500) });
    const order = async (burst: number) => {
      await behind({ burst: burst + 1 });
      await change('UPDATE gate_state SET tokens = 1e6 WHERE gate_id = $1', [gateId]);
      return (await turnWith()).map(({ runId, scheduleId }) =>
        runId === asked ? 'asked' : schedules.indexOf(scheduleId),
      );
    };
    expect(await order(3)).toEqual(['asked', 0, 1]);
    expect((await order(3)).toSorted()).toEqual([0, 2, 2]);
    expect(await order(9)).toEqual([0, 0]);
  });

  it('has no more in flight than it may, tasks that run among them', async () => {
    await behind({ maxInFlight: 3 });
    await dueRuns(first(), 6);
    const running: Answer = { ...SUCCEEDED, outcome: 'running', tasks: ['task'] };
    expect(await turnWith(async () => running)).toHaveLength(3);
    expect(await turnWith()).toHaveLength(0);
    await change(
      "UPDATE run_queue SET visible_at = now() WHERE step = 'watch' AND run_id IN (SELECT run_id FROM run_queue WHERE step = 'watch' LIMIT 2)",
    );
    // Two tasks end, which frees room for two.
    await turnWith(async ({ step }) => (step === 'watch' ? SUCCEEDED : running));
    expect(await turnWith()).toHaveLength(2);
  });

  it('lets nothing pass while it is closed by hand, and leaves other runs alone', async () => {
    await behind({ closedAt: new Date(), closedReason: 'The database is moved.' });
    await dueRuns(first(), 2);
    const free = (await makeSchedule(teamId)).id;
    await dueRuns(free, 1);
    expect((await turnWith()).map(({ scheduleId }) => scheduleId)).toEqual([free]);
  });

  it('lets nothing pass in a maintenance window, nor after it until the next one is known, and opens slowly then', async () => {
    await behind({ rampSeconds: 60 });
    await dueRuns(first(), 2);
    await change(
      "UPDATE gate_state SET window_from = now() - interval '1 hour', window_until = now() + interval '1 hour' WHERE gate_id = $1",
      [gateId],
    );
    expect(await turnWith()).toHaveLength(0);
    await change("UPDATE gate_state SET window_until = now() - interval '1 second' WHERE gate_id = $1", [
      gateId,
    ]);
    // The worker finds that there is no other.
    expect(await turnWith()).toHaveLength(1);
    expect(await stateOf()).toMatchObject({ window_until: null, ramp_at: expect.any(Date) });
  });

  it('lets one pass as a maintenance window ends, though its bucket was empty when that began', async () => {
    await behind({ ratePerSecond: 1, burst: 3, rampSeconds: 60 });
    await dueRuns(first(), 3);
    await change(
      `UPDATE gate_state SET tokens = 0, at = now() - interval '1 hour', window_from = now() - interval '1 hour',
         window_until = now() - interval '1 second' WHERE gate_id = $1`,
      [gateId],
    );
    expect(await turnWith()).toHaveLength(1);
  });

  it('holds back what a freeze or a pause does, but not what a person asked for while a schedule is off', async () => {
    await dueRuns(first(), 1);
    await dueRuns(second(), 1);
    const [asked] = await dueRuns(first(), 1, { origin: 'manual', slotAt: new Date() });
    await pauseSchedule(contextOf('operator'), { id: first(), reason: 'Test' });
    expect(
      (await turnWith()).map(({ runId, scheduleId }) => (runId === asked ? 'asked' : scheduleId)),
    ).toEqual(['asked', second()]);
    await dueRuns(third(), 2);
    const { id } = await startFreeze(contextOf('operator'), { scope: 'team', teamId, reason: 'Test' });
    expect(await turnWith()).toHaveLength(0);
    await change("UPDATE schedule SET after_pause = 'all' WHERE id = $1", [third()]);
    await liftFreeze(contextOf('operator'), { id, reason: '' });
    expect(await turnWith()).toHaveLength(2);
  });

  it('has no two runs of a schedule at once that may not overlap, and skips what came meanwhile though it is closed', async () => {
    await change("UPDATE schedule SET overlap = 'skip' WHERE id = $1", [first()]);
    await dueRuns(first(), 1);
    let release = () => {};
    const over = new Promise<void>((resolve) => {
      release = resolve;
    });
    const busy = deliveriesOf(environmentId, async () => {
      await over;
      return SUCCEEDED;
    });
    await busy.turn();
    const [late = ''] = await dueRuns(first(), 1, { slotAt: new Date(), dueAt: new Date() });
    await behind({ closedAt: new Date(), closedReason: 'Test' });
    expect(await turnWith()).toHaveLength(0);
    expect(await runOf(late)).toMatchObject({ state: 'skipped' });
    release();
    await busy.ended();
    await behind({ closedAt: null, closedReason: null });
    await dueRuns(first(), 1, { slotAt: new Date(Date.now() + 1), dueAt: new Date() });
    expect(await turnWith()).toHaveLength(1);
  });

  it('is another one for what waits once its target has another', async () => {
    await dueRuns(first(), 2);
    const other = await opening({ closedAt: new Date(), closedReason: 'Test' });
    await putBehind(first(), other);
    expect(await turnWith()).toHaveLength(0);
    await putBehind(first(), null);
    expect(await turnWith()).toHaveLength(2);
  });
});

describe('a run that is not ready in time', () => {
  const slow = (ms: number, ready?: Promise<void>) =>
    deliveriesOf(environmentId, async (claimed) => {
      await ready;
      ahead += ms;
      await claimed.pass?.();
      return SUCCEEDED;
    });

  it('takes another token, and counts once', async () => {
    await behind({ burst: 1, ratePerSecond: 10 });
    const [id = ''] = await dueRuns(first(), 1);
    const deliveries = slow(150);
    await deliveries.turn();
    await deliveries.ended();
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
    const [minute] = await change('SELECT sum(passed)::int AS passed FROM gate_minute WHERE gate_id = $1', [
      gateId,
    ]);
    expect(minute).toEqual({ passed: 1 });
  });

  it('is sent before others are taken, where every run of its gate takes as long to get ready', async () => {
    await behind({ burst: 1, ratePerSecond: 10 });
    const ids = await dueRuns(first(), 4);
    const deliveries = slow(150);
    while ((await db().runQueue.count()) > 0) {
      await deliveries.turn();
      await deliveries.ended();
    }
    for (const id of ids) expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
  });

  it('is not sent where the gate was closed meanwhile, and waits as if it had not been taken', async () => {
    const [id = ''] = await dueRuns(first(), 1);
    let closed = () => {};
    const deliveries = slow(
      600,
      new Promise((resolve) => {
        closed = resolve;
      }),
    );
    await deliveries.turn();
    await behind({ closedAt: new Date(), closedReason: 'Test' });
    closed();
    await deliveries.ended();
    expect(await runOf(id)).toMatchObject({ state: null, startedAt: null });
    expect(await db().runQueue.findMany()).toMatchObject([{ runId: id, worker: null, attempts: 0 }]);
  });
});

describe('a circuit', () => {
  it('opens after failures in a row, lets one run probe, and opens slowly once that comes through', async () => {
    await behind({ circuitFailures: 3, probeSeconds: 60, rampSeconds: 30 });
    await dueRuns(first(), 3);
    expect(await turnWith(async () => failed('It was wrong.', { permanent: true }))).toHaveLength(3);
    expect(await stateOf()).toMatchObject({ failures: 0, circuit_until: null });
    await dueRuns(second(), 3);
    await turnWith(async () => failed());
    expect(await stateOf()).toMatchObject({ failures: 3, circuit_until: expect.any(Date) });
    await change("UPDATE run_queue SET visible_at = now() - interval '1 second'");
    expect(await turnWith()).toHaveLength(0);
    const probeNow = () => change('UPDATE gate_state SET circuit_until = now() WHERE gate_id = $1', [gateId]);
    await probeNow();
    expect(await turnWith(async () => failed())).toHaveLength(1);
    expect(await turnWith()).toHaveLength(0);
    await change("UPDATE run_queue SET visible_at = now() - interval '1 second'");
    await probeNow();
    expect(await turnWith()).toHaveLength(1);
    expect(await stateOf()).toMatchObject({ failures: 0, circuit_until: null, ramp_at: expect.any(Date) });
    await change('UPDATE gate_state SET tokens = 100 WHERE gate_id = $1', [gateId]);
    await drain(deliveriesOf(environmentId, async () => SUCCEEDED));
    expect(await db().runQueue.count()).toBe(0);
  });

  it('stays closed where it came to no call', async () => {
    await behind({ circuitFailures: 1 });
    await dueRuns(first(), 1);
    await turnWith(async () => notCalled('Rota could not read its own settings.'));
    expect(await stateOf()).toMatchObject({ failures: 0, circuit_until: null });
  });

  it('stays closed where a worker went away, not the endpoint', async () => {
    await behind({ circuitFailures: 1 });
    await dueRuns(first(), 1);
    const dying = deliveriesOf(environmentId, () => new Promise(() => {}), { worker: 'dying' });
    await dying.turn();
    await change("UPDATE run_queue SET visible_at = now() - interval '1 second'");
    await turnWith();
    expect(await stateOf()).toMatchObject({ failures: 0, circuit_until: null });
  });
});

describe('a slow start', () => {
  beforeEach(() => behind({ rampSeconds: 60, burst: 4 }));

  it('begins where for a minute nobody looked after what was due', async () => {
    await dueRuns(first(), 8);
    await change("UPDATE run_queue SET visible_at = now() - interval '2 minutes'");
    await change("UPDATE gate_state SET asked_at = now() - interval '2 minutes' WHERE gate_id = $1", [
      gateId,
    ]);
    expect(await turnWith()).toHaveLength(1);
    expect(await stateOf()).toMatchObject({ ramp_at: expect.any(Date) });
  });

  const lookedAfter = () =>
    change(
      `UPDATE run_queue SET visible_at = now() - interval '2 minutes';
       UPDATE gate_state SET asked_at = now() - interval '50 seconds'`,
    );
  const askedAgo = async () =>
    (
      await change(
        'SELECT extract(epoch FROM now() - asked_at)::float8 AS s FROM gate_state WHERE gate_id = $1',
        [gateId],
      )
    )[0]?.s;

  it('does not begin where a worker had no place for the gate, where it was closed or frozen, or a run was in hand', async () => {
    await dueRuns(first(), 8);
    await lookedAfter();
    await turnWith(undefined, 0);
    expect(await askedAgo()).toBeLessThan(5);
    await lookedAfter();
    await behind({ closedAt: new Date(), closedReason: 'Test' });
    await turnWith();
    expect(await askedAgo()).toBeLessThan(5);
    await behind({ closedAt: null, closedReason: null });
    await lookedAfter();
    const { id } = await startFreeze(contextOf('operator'), {
      scope: 'environment',
      environmentId,
      reason: 'Test',
    });
    await turnWith();
    expect(await askedAgo()).toBeLessThan(5);
    await liftFreeze(contextOf('operator'), { id, reason: '' });
    await lookedAfter();
    await change('SELECT gate_take($1, NULL, 0, 0)', [gateId]);
    expect(await askedAgo()).toBeLessThan(5);
  });

  it('does not begin where there was nothing to do for long', async () => {
    await change("UPDATE gate_state SET asked_at = now() - interval '1 hour' WHERE gate_id = $1", [gateId]);
    await dueRuns(first(), 8);
    await turnWith();
    expect(await stateOf()).toMatchObject({ ramp_at: null });
  });

  it.each(['pause', 'freeze'])(
    'begins where a %s ends that held more than the burst, not where it held less',
    async (by) => {
      await change("UPDATE schedule SET after_pause = 'all' WHERE id = $1", [first()]);
      for (const [held, slowly] of [
        [3, null],
        [6, expect.any(Date)],
      ] as const) {
        await change('TRUNCATE run, run_queue');
        if (by === 'pause') await pauseSchedule(contextOf('operator'), { id: first(), reason: 'Test' });
        const freeze =
          by === 'freeze' &&
          (await startFreeze(contextOf('operator'), { scope: 'team', teamId, reason: 'Test' }));
        for (let i = 0; i < held; i += 1)
          await dueRuns(first(), 1, {
            slotAt: new Date(Date.now() - 100_000 * (held + i)),
            dueAt: new Date(),
          });
        if (freeze) await liftFreeze(contextOf('operator'), { id: freeze.id, reason: '' });
        else await resumeSchedule(contextOf('operator'), { id: first() });
        expect(await stateOf()).toMatchObject({ ramp_at: slowly });
      }
    },
  );
});
