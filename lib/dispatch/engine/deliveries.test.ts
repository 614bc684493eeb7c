import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { attemptsOf, deliveriesOf, drain, dueRuns, failed, runOf, SUCCEEDED } from '@/lib/local/test-runs';
import { gate } from '@/lib/local/test-sync';
import { deleteSchedule, pauseSchedule } from '@/lib/schedules/state-commands';
import { enterRecovery } from '@/lib/sync/recovery';
import type { Answer } from '../answer';
import { type Claimed, claimRuns } from './claim';

let product: TestProduct;
let teamId: string;
let environmentId: string;
let scheduleId: string;

beforeAll(async () => {
  product = await startTestProduct({});
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
beforeEach(async () => {
  await sql(product.database, 'DELETE FROM run_queue');
  scheduleId = (await makeSchedule(teamId)).id;
  await sql(product.database, 'UPDATE target SET safe_to_repeat = false WHERE schedule_id = $1', [
    scheduleId,
  ]);
});
afterAll(() => product?.stop());

const RUNNING: Answer = {
  outcome: 'running',
  tasks: ['task-1'],
  status: 200,
  requestId: null,
  excerpt: null,
  links: [],
};

const expireLeases = () =>
  sql(
    product.database,
    "UPDATE run_queue SET visible_at = now() - interval '1 second' WHERE worker IS NOT NULL",
  );
const dueAgain = () =>
  sql(product.database, "UPDATE run_queue SET visible_at = now() - interval '1 second' WHERE worker IS NULL");
const markSafe = () =>
  sql(product.database, 'UPDATE target SET safe_to_repeat = true WHERE schedule_id = $1', [scheduleId]);

/** A worker that dies in the middle of what it sends. */
const dying = () =>
  deliveriesOf(environmentId, () => new Promise(() => {}), { worker: `dying-${randomUUID()}` });

describe('a run that is due', () => {
  it('is sent once, and its attempt was written down before', async () => {
    const [id = ''] = await dueRuns(scheduleId, 1);
    const seen: unknown[] = [];
    await drain(
      deliveriesOf(environmentId, async (claimed) => {
        seen.push(claimed.runId, claimed.attempt, await db().runQueue.findMany({ where: { runId: id } }));
        return SUCCEEDED;
      }),
    );
    expect(seen).toMatchObject([id, 1, [{ attempts: 1, worker: 'worker-1', attemptAt: expect.any(Date) }]]);
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', reason: null, attempts: 1 });
    expect((await runOf(id)).startedAt).toBeInstanceOf(Date);
    expect(await attemptsOf(id)).toMatchObject([
      { outcome: 'succeeded', status: 200, endedAt: expect.any(Date) },
    ]);
    expect(await db().runQueue.count()).toBe(0);
  });

  it('is made once for a schedule, target and slot', async () => {
    const slotAt = new Date('2027-01-01T09:00:00Z');
    const more = { slotAt, nominalAt: slotAt, dueAt: new Date() };
    const [first] = await dueRuns(scheduleId, 1, more);
    expect(first).toBeDefined();
    expect(await dueRuns(scheduleId, 1, { ...more, origin: 'message' })).toEqual([]);
  });

  it('is taken without reading all that wait', async () => {
    await dueRuns(scheduleId, 1);
    await sql(
      product.database,
      `INSERT INTO run_queue (run_id, slot_at, environment_id, schedule_id, target_id, priority, visible_at, since, nominal_at)
         SELECT 'more' || n, slot_at, environment_id, schedule_id, target_id, 1, visible_at, since, nominal_at
         FROM run_queue, generate_series(1, 5000) n`,
    );
    await sql(product.database, 'ANALYZE run_queue');
    const queries = vi.spyOn(pg.Pool.prototype, 'query');
    const claimant = { environmentId, worker: 'worker-1', leaseMs: 30_000 };
    expect(await claimRuns(claimant, 10)).toHaveLength(10);
    const [query] = queries.mock.lastCall ?? [];
    queries.mockRestore();
    const { text } = query as unknown as pg.QueryConfig;
    const lines = await sql<{ 'QUERY PLAN': string }>(product.database, `EXPLAIN (GENERIC_PLAN) ${text}`);
    const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
    expect(plan).toContain('Update on run_queue');
    expect(plan).not.toContain('Seq Scan on run_queue');
  });

  it('is shared among workers: each goes to one of them, and none takes more than it has room for', async () => {
    const ids = await dueRuns(scheduleId, 60);
    const sent: string[] = [];
    let most = 0;
    const workers = [1, 2, 3].map((number) => {
      const worker = deliveriesOf(
        environmentId,
        async ({ runId }) => {
          sent.push(runId);
          most = Math.max(most, worker.running);
          return SUCCEEDED;
        },
        { worker: `worker-${number}`, concurrency: 7 },
      );
      return worker;
    });
    await Promise.all(workers.map(drain));
    expect(sent.toSorted()).toEqual(ids.toSorted());
    expect(most).toBeLessThanOrEqual(7);
  });

  it('waits while its time has not come', async () => {
    await dueRuns(scheduleId, 1, { dueAt: new Date(Date.now() + 3_600_000) });
    const deliveries = deliveriesOf(environmentId, async () => SUCCEEDED);
    expect(await deliveries.turn()).toBeGreaterThan(0);
    expect(deliveries.running).toBe(0);
  });

  it('goes before what the clock made, where a person asked for it', async () => {
    await dueRuns(scheduleId, 5);
    const [asked] = await dueRuns(scheduleId, 1, { origin: 'manual', slotAt: new Date(), dueAt: new Date() });
    const order: string[] = [];
    await drain(
      deliveriesOf(
        environmentId,
        async ({ runId }) => {
          order.push(runId);
          return SUCCEEDED;
        },
        { concurrency: 1 },
      ),
    );
    expect(order[0]).toBe(asked);
    expect(order).toHaveLength(6);
  });

  it('ends as cancelled where its target was removed, without an attempt', async () => {
    const [id = ''] = await dueRuns(scheduleId, 1, { targetId: 'removed0removed0' });
    await drain(deliveriesOf(environmentId, async () => SUCCEEDED));
    expect(await runOf(id)).toMatchObject({
      state: 'cancelled',
      attempts: 0,
      reason: 'Its target was removed.',
    });
    expect(await attemptsOf(id)).toEqual([]);
  });
});

describe('a failure', () => {
  it('is tried again later, each attempt with its own outcome, until it comes through', async () => {
    const [id = ''] = await dueRuns(scheduleId, 1);
    const deliver = async ({ attempt }: Claimed) => (attempt < 3 ? failed() : SUCCEEDED);
    for (let i = 0; i < 3; i += 1) {
      await drain(deliveriesOf(environmentId, deliver));
      await dueAgain();
    }
    expect((await attemptsOf(id)).map(({ outcome, reason, status }) => [outcome, reason, status])).toEqual([
      ['failed', 'It answered 503.', 503],
      ['failed', 'It answered 503.', 503],
      ['succeeded', null, 200],
    ]);
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 3 });
  });

  it('is given up after the last retry, with the reason', async () => {
    await sql(product.database, 'UPDATE target SET retry_attempts = 1 WHERE schedule_id = $1', [scheduleId]);
    const [id = ''] = await dueRuns(scheduleId, 1);
    for (let i = 0; i < 2; i += 1) {
      await drain(deliveriesOf(environmentId, async () => failed()));
      await dueAgain();
    }
    expect(await runOf(id)).toMatchObject({
      state: 'gave_up',
      attempts: 2,
      reason: 'It answered 503. It was tried 2 times, as often as it may be.',
    });
  });

  it('of its text that no database stores does not keep other outcomes back', async () => {
    const [one = '', two = ''] = await dueRuns(scheduleId, 2);
    await drain(
      deliveriesOf(environmentId, async ({ runId }) =>
        runId === one ? failed('a\0b\ud800c', { permanent: true }) : SUCCEEDED,
      ),
    );
    expect(await runOf(one)).toMatchObject({ state: 'failed', reason: 'a\ufffdb\ufffdc' });
    expect(await runOf(two)).toMatchObject({ state: 'succeeded' });
  });
});

describe('a worker that is gone', () => {
  it('leaves what it sent as unknown, and it is not sent again', async () => {
    const [id = ''] = await dueRuns(scheduleId, 1);
    await dying().turn();
    await expireLeases();
    let sent = 0;
    await drain(
      deliveriesOf(environmentId, async () => {
        sent += 1;
        return SUCCEEDED;
      }),
    );
    expect(sent).toBe(0);
    expect(await runOf(id)).toMatchObject({ state: 'unknown', attempts: 1 });
    expect(await attemptsOf(id)).toMatchObject([{ outcome: 'unanswered', endedAt: expect.any(Date) }]);
  });

  it('has it sent again where the target is safe to repeat', async () => {
    await markSafe();
    const [id = ''] = await dueRuns(scheduleId, 1);
    await dying().turn();
    await expireLeases();
    await drain(deliveriesOf(environmentId, async () => SUCCEEDED));
    await dueAgain();
    await drain(deliveriesOf(environmentId, async () => SUCCEEDED));
    expect((await attemptsOf(id)).map(({ outcome }) => outcome)).toEqual(['unanswered', 'succeeded']);
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 2 });
  });

  it('that comes back after its lease changes nothing', async () => {
    await markSafe();
    const [id = ''] = await dueRuns(scheduleId, 1);
    const release = gate();
    const frozen = deliveriesOf(environmentId, () => release.opened.then(() => failed('too late')), {
      worker: 'frozen',
    });
    await frozen.turn();
    await expireLeases();
    const other = deliveriesOf(environmentId, async () => SUCCEEDED);
    await drain(other);
    await dueAgain();
    await drain(other);
    release.open();
    await frozen.ended();
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 2 });
    expect((await attemptsOf(id)).map(({ outcome }) => outcome)).toEqual(['unanswered', 'succeeded']);
  });

  it('that holds the same run again by then counts the later attempt alone', async () => {
    await markSafe();
    const [id = ''] = await dueRuns(scheduleId, 1);
    const release = gate();
    const frozen = deliveriesOf(environmentId, () => release.opened.then(() => SUCCEEDED), {
      worker: 'frozen',
    });
    await frozen.turn();
    await expireLeases();
    const other = deliveriesOf(environmentId, async () => SUCCEEDED);
    await other.turn();
    await other.ended();
    await dueAgain();
    await frozen.turn();
    release.open();
    await frozen.ended();
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 2 });
    expect((await attemptsOf(id)).map(({ outcome }) => outcome)).toEqual(['unanswered', 'succeeded']);
  });

  it('keeps what it holds while it says that it is there', async () => {
    const [id = ''] = await dueRuns(scheduleId, 1);
    const release = gate();
    const slow = deliveriesOf(environmentId, () => release.opened.then(() => SUCCEEDED));
    await slow.turn();
    await expireLeases();
    await slow.keep();
    await drain(deliveriesOf(environmentId, async () => failed('stolen'), { worker: 'thief' }));
    release.open();
    await slow.ended();
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
  });
});

describe('what is kept back', () => {
  const sends = async () => {
    let sent = 0;
    await drain(
      deliveriesOf(environmentId, async () => {
        sent += 1;
        return SUCCEEDED;
      }),
    );
    return sent;
  };

  it('by a pause does not run, but for what a person asks for', async () => {
    await dueRuns(scheduleId, 2);
    await pauseSchedule(contextOf('operator'), {
      id: scheduleId,
      reason: 'Broken.',
      until: { kind: 'open' },
    });
    expect(await sends()).toBe(0);
    await dueRuns(scheduleId, 1, { origin: 'manual', slotAt: new Date(), dueAt: new Date() });
    expect(await sends()).toBe(1);
  });

  it('by a freeze of its team does not run, not even what a person asked for', async () => {
    await dueRuns(scheduleId, 1, { origin: 'manual' });
    const frozen = await startFreeze(contextOf('operator'), { scope: 'team', teamId, reason: 'Outage.' });
    expect(await sends()).toBe(0);
    await liftFreeze(contextOf('operator'), { id: frozen.id, reason: 'Over.' });
    expect(await sends()).toBe(1);
  });

  it('by a pause or a freeze never keeps tasks that run from being looked after', async () => {
    const [id = ''] = await dueRuns(scheduleId, 1);
    await drain(deliveriesOf(environmentId, async () => RUNNING));
    await pauseSchedule(contextOf('operator'), {
      id: scheduleId,
      reason: 'Broken.',
      until: { kind: 'open' },
    });
    await startFreeze(contextOf('operator'), { scope: 'team', teamId, reason: 'Outage.' });
    await dueAgain();
    await drain(deliveriesOf(environmentId, async ({ step }) => (step === 'watch' ? SUCCEEDED : failed())));
    expect(await runOf(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
    await sql(
      product.database,
      "UPDATE freeze SET lifted_at = now(), lifted_by = 'x', lifted_by_name = 'x'".replace(
        'freeze',
        '"freeze"',
      ),
    );
  });

  it('for good, by the deletion of its schedule, is cancelled, also where a worker just held it', async () => {
    const [id = ''] = await dueRuns(scheduleId, 1);
    const release = gate();
    const worker = deliveriesOf(environmentId, () => release.opened.then(() => failed()));
    await worker.turn();
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id: scheduleId } });
    await deleteSchedule(contextOf('administrator'), { id: scheduleId, reason: 'Gone.', confirmName: name });
    release.open();
    await worker.ended();
    await dueAgain();
    expect(await sends()).toBe(0);
    expect(await runOf(id)).toMatchObject({
      state: 'cancelled',
      reason: 'Its schedule was deleted.',
      attempts: 1,
    });
  });

  it('by the recovery of its environment does not run until that is over', async () => {
    await dueRuns(scheduleId, 1, { origin: 'manual' });
    await enterRecovery(environmentId, 'The database was restored.');
    expect(await sends()).toBe(0);
    await sql(product.database, 'UPDATE environment_sync SET recovery_since = NULL');
    expect(await sends()).toBe(1);
  });
});

describe('runs of a schedule that must not overlap', () => {
  const policy = (overlap: string) =>
    sql(product.database, `UPDATE schedule SET overlap = '${overlap}' WHERE id = $1`, [scheduleId]);
  const statesOf = (ids: string[]) => Promise.all(ids.map(async (id) => (await runOf(id)).state));

  it('run one at a time: what comes meanwhile is left out', async () => {
    await policy('skip');
    const [first = ''] = await dueRuns(scheduleId, 1);
    const release = gate();
    const worker = deliveriesOf(environmentId, () => release.opened.then(() => SUCCEEDED));
    await worker.turn();
    const late = await dueRuns(scheduleId, 2, { slotAt: new Date(), origin: 'clock' });
    const other = deliveriesOf(environmentId, async () => SUCCEEDED, { worker: 'worker-2' });
    await drain(other);
    expect(await statesOf(late)).toEqual(late.map(() => 'skipped'));
    release.open();
    await worker.ended();
    expect((await runOf(first)).state).toBe('succeeded');
  });

  it('or the first of those waits until the one before is over, whoever works', async () => {
    await policy('queue');
    await dueRuns(scheduleId, 4);
    let [now, most] = [0, 0];
    const deliver = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return SUCCEEDED;
    };
    await Promise.all(
      [1, 2, 3].map((n) => drain(deliveriesOf(environmentId, deliver, { worker: `worker-${n}` }))),
    );
    await drain(deliveriesOf(environmentId, deliver));
    expect(most).toBe(1);
    const ended = await db().run.groupBy({ by: ['state'], where: { scheduleId }, _count: true });
    expect(Object.fromEntries(ended.map(({ state, _count }) => [state, _count]))).toEqual({
      succeeded: 2,
      skipped: 2,
    });
  });

  it('are not kept back by a backlog of others', async () => {
    const other = (await makeSchedule(teamId)).id;
    await dueRuns(other, 30);
    await policy('skip');
    const [id = ''] = await dueRuns(scheduleId, 1, { slotAt: new Date() });
    const worker = deliveriesOf(environmentId, () => new Promise(() => {}), { concurrency: 5 });
    await worker.turn();
    expect((await db().runQueue.findUniqueOrThrow({ where: { runId: id } })).worker).toBe('worker-1');
  });
});
