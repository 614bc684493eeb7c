import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { makeSchedule, makeTeam, ROLE_ARN, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { deliveriesOf, drain, SUCCEEDED } from '@/lib/local/test-runs';
import { updateSchedule } from '@/lib/schedules/commands';
import {
  completeSchedule,
  deleteSchedule,
  pauseSchedule,
  resumeSchedule,
} from '@/lib/schedules/state-commands';
import { systemContext } from '@/lib/system-context';
import { keepLane } from '../engine/lane';
import { settleFrozen } from '../held';
import { planSlots } from './planner';
import { endRestored, markRestored } from './restored';

let product: TestProduct;
let teamId: string;
let environmentId: string;
let id: string;
const operator = contextOf('operator');

beforeAll(async () => {
  product = await startTestProduct({
    env: { ROTA_DISPATCH_QUEUE_ARN: TARGETS.sqs.arn, ROTA_DISPATCH_ROLE_ARN: ROLE_ARN },
  });
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
beforeEach(async () => {
  await sql(product.database, 'UPDATE schedule_clock SET plan_at = NULL');
  await sql(product.database, 'DELETE FROM run_queue');
  id = await everyMinute();
});
afterAll(() => product?.stop());

const MINUTE = 60_000;

/** A schedule of every minute that Rota delivers, to two targets. */
async function everyMinute(more: Record<string, unknown> = {}): Promise<string> {
  const targets = [TARGETS.sqs, TARGETS.sns];
  const saved = await makeSchedule(teamId, {
    expression: 'cron(* * * * ? *)',
    timeZone: 'UTC',
    targets,
    ...more,
  });
  await sql(product.database, "UPDATE schedule SET delivery = 'through' WHERE id = $1", [saved.id]);
  await plannedTo(saved.id, 'now()');
  return saved.id;
}

const plannedTo = (scheduleId: string, instant: string) =>
  sql(
    product.database,
    `UPDATE schedule_clock SET planned_to = ${instant}, plan_at = ${instant} WHERE schedule_id = $1`,
    [scheduleId],
  );
const policy = (column: 'if_late' | 'after_pause', value: string) =>
  sql(product.database, `UPDATE schedule SET ${column} = '${value}' WHERE id = $1`, [id]);
const runs = () =>
  db().run.findMany({ where: { scheduleId: id }, orderBy: [{ slotAt: 'asc' }, { targetId: 'asc' }] });
const queued = () => db().runQueue.findMany({ where: { scheduleId: id } });
const states = async () => {
  const counts: Record<string, number> = {};
  for (const { state } of await runs()) counts[state ?? 'open'] = (counts[state ?? 'open'] ?? 0) + 1;
  return counts;
};
/** Minutes that began since an instant, as `* * * * ? *` counts them. */
const minutesSince = (from: Date, to = new Date()) =>
  Math.floor(to.getTime() / MINUTE) - Math.floor(from.getTime() / MINUTE);

describe('slots that come', () => {
  it('become runs of every target, two minutes ahead, each due at its instant', async () => {
    const before = new Date();
    await planSlots();
    const made = await runs();
    expect(made.length).toBe(2 * minutesSince(before, new Date(before.getTime() + 2 * MINUTE)));
    for (const run of made) {
      expect(run).toMatchObject({ state: null, origin: 'clock', nominalAt: run.slotAt, environmentId });
      expect(run.slotAt.getTime() % MINUTE).toBe(0);
    }
    expect((await queued()).every(({ visibleAt, slotAt }) => visibleAt.getTime() === slotAt.getTime())).toBe(
      true,
    );
  });

  it('become runs once, however many workers plan', async () => {
    await Promise.all([planSlots(), planSlots(), planSlots()]);
    await plannedTo(id, "now() - interval '1 minute'");
    await planSlots();
    const keys = (await runs()).map(({ slotAt, targetId }) => `${slotAt.toISOString()} ${targetId}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('of a schedule that AWS delivers become none', async () => {
    await sql(product.database, "UPDATE schedule SET delivery = 'direct' WHERE id = $1", [id]);
    await planSlots();
    expect(await runs()).toEqual([]);
  });

  it('are taken back when the schedule changes, and planned anew', async () => {
    await planSlots();
    const { generation } = await db().schedule.findUniqueOrThrow({ where: { id } });
    const schedule = scheduleFields(teamId, {
      expression: 'cron(0 9 1 1 ? *)',
      timeZone: 'UTC',
      delivery: 'through',
    });
    await updateSchedule(contextOf('editor'), { id, generation, schedule });
    await planSlots();
    expect(await runs()).toEqual([]);
    const { planAt } = await db().scheduleClock.findUniqueOrThrow({ where: { scheduleId: id } });
    expect(planAt?.toISOString().slice(4)).toBe('-01-01T09:00:00.000Z');
  });
});

describe('slots that were late', () => {
  const AN_HOUR = "now() - interval '1 hour'";

  it('are asked about: missed, each one visible, but for those within their grace', async () => {
    await plannedTo(id, AN_HOUR);
    await planSlots();
    const { missed = 0, open = 0, ...others } = await states();
    expect(others).toEqual({});
    expect(missed).toBeGreaterThanOrEqual(2 * 54);
    expect(missed).toBeLessThanOrEqual(2 * 55);
    expect(missed + open).toBeGreaterThanOrEqual(2 * 61);
    expect((await runs())[0]?.reason).toBe('No worker was up in time. Send it again, or leave it.');
  });

  it('are made up for: the last one alone, or all, as the schedule says', async () => {
    await policy('if_late', 'last');
    await plannedTo(id, AN_HOUR);
    await planSlots();
    const last = await runs();
    const lateOpen = last.filter(
      ({ state, slotAt }) => state === null && slotAt.getTime() < Date.now() - 5 * MINUTE,
    );
    expect(lateOpen).toHaveLength(2);
    expect(lateOpen[0]?.slotAt.getTime()).toBe(
      Math.max(...last.filter(({ state }) => state === 'missed').map(({ slotAt }) => slotAt.getTime())) +
        MINUTE,
    );
    id = await everyMinute();
    await policy('if_late', 'all');
    await plannedTo(id, AN_HOUR);
    await planSlots();
    expect((await states()).missed).toBeUndefined();
  });

  it('are planned in pieces, none is lost, where there are very many', async () => {
    await plannedTo(id, "now() - interval '2 days'");
    const planned = async () =>
      (await db().scheduleClock.findUniqueOrThrow({ where: { scheduleId: id } })).plannedTo;
    while (((await planned()) ?? new Date()) < new Date()) await planSlots();
    expect((await runs()).length).toBeGreaterThanOrEqual(2 * 2 * 24 * 60);
  });
});

describe('an edit while no worker is up', () => {
  const save = async (more: Record<string, unknown>) => {
    await plannedTo(id, "now() - interval '1 hour'");
    const { generation } = await db().schedule.findUniqueOrThrow({ where: { id } });
    const fields = { expression: 'cron(* * * * ? *)', timeZone: 'UTC', delivery: 'through', ...more };
    await updateSchedule(contextOf('editor'), { id, generation, schedule: scheduleFields(teamId, fields) });
    await planSlots();
  };

  it('of anything but its times loses no slot that nobody saw to yet', async () => {
    await save({ owner: 'Somebody else' });
    expect((await states()).missed).toBeGreaterThanOrEqual(54);
  });

  it('of its times makes up no slots that never were', async () => {
    await save({ expression: 'cron(0/2 * * * ? *)' });
    expect((await states()).missed).toBeUndefined();
  });
});

describe('a pause', () => {
  const pause = () => pauseSchedule(operator, { id, reason: 'Broken.', until: { kind: 'open' } });
  const resume = () => resumeSchedule(operator, { id, reason: '' });
  const pausedSince = (instant: string) =>
    sql(product.database, `UPDATE schedule SET state_at = ${instant} WHERE id = $1`, [id]);
  const backlog = () =>
    sql(
      product.database,
      "UPDATE run_queue SET since = since - interval '10 minutes', visible_at = visible_at - interval '10 minutes'",
    );

  it('takes back what was planned, and skips on resuming what waited', async () => {
    await planSlots();
    await backlog();
    const waited = (await queued()).length;
    await pause();
    expect((await queued()).every(({ held }) => held)).toBe(true);
    await resume();
    expect(await states()).toMatchObject({ skipped: waited });
    expect((await runs())[0]?.reason).toBe(
      'The schedule was off. This schedule leaves out what was due while it was held.',
    );
  });

  it('leaves slots that fall into it out', async () => {
    await pause();
    await pausedSince("now() - interval '1 hour'");
    await resume();
    await planSlots();
    expect((await runs()).every(({ slotAt }) => slotAt.getTime() > Date.now() - MINUTE)).toBe(true);
  });

  it('is made up for where the schedule says so', async () => {
    await policy('after_pause', 'all');
    await pause();
    await pausedSince("now() - interval '1 hour'");
    await resume();
    await planSlots();
    const { open = 0, ...others } = await states();
    expect(others).toEqual({});
    expect(open).toBeGreaterThanOrEqual(2 * 61);
  });

  it('leaves out what waits where the schedule ends in it', async () => {
    await planSlots();
    await backlog();
    const waited = (await queued()).length;
    await pause();
    await sql(product.database, "UPDATE schedule SET expression = 'at(2020-01-01T00:00:00)' WHERE id = $1", [
      id,
    ]);
    await completeSchedule(systemContext('completion'), { id, reason: 'Over.', missedAt: null });
    expect(await states()).toEqual({ skipped: waited });
    expect(await queued()).toEqual([]);
  });

  it('of a year is made up for in bounded steps', async () => {
    await policy('after_pause', 'last');
    await plannedTo(id, "now() - interval '1 year'");
    await sql(product.database, "UPDATE schedule_clock SET plan_gap = 'pause' WHERE schedule_id = $1", [id]);
    await planSlots();
    expect(await states()).toEqual({ skipped: 2_000 });
    await plannedTo(id, "now() - interval '10 minutes'");
    await planSlots();
    const late = (await runs()).filter(({ slotAt }) => slotAt.getTime() < Date.now() - 5 * MINUTE);
    expect(late.filter(({ state }) => state === null)).toHaveLength(2);
  });

  it('cancels what waits where the schedule is deleted', async () => {
    await planSlots();
    await backlog();
    const waited = (await queued()).length;
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id } });
    await deleteSchedule(contextOf('administrator'), { id, reason: 'Gone.', confirmName: name });
    expect(await states()).toEqual({ cancelled: waited });
    expect(await queued()).toEqual([]);
  });
});

describe('a freeze', () => {
  it('plans nothing, and once lifted what waited follows the policy of a pause', async () => {
    await planSlots();
    const before = (await runs()).length;
    await startFreeze(operator, { scope: 'team', teamId, reason: 'Outage.' });
    await plannedTo(id, "now() - interval '30 minutes'");
    await sql(
      product.database,
      "UPDATE run_queue SET since = now() - interval '20 minutes', visible_at = now() - interval '20 minutes'",
    );
    await planSlots();
    expect((await runs()).length).toBe(before);
    const [freeze] = await db().freeze.findMany({ where: { liftedAt: null } });
    await liftFreeze(operator, { id: freeze?.id, reason: '' });
    expect(await states()).toEqual({ skipped: before });
    await planSlots();
    expect(
      (await runs()).filter(({ slotAt, state }) => state === null && slotAt.getTime() < Date.now() - MINUTE),
    ).toEqual([]);
  });
});

it('settles under a freeze what its lifting would, and leaves what is not due or not frozen', async () => {
  const other = id;
  const frozen = await makeTeam();
  id = await everyMinute({ teamId: frozen });
  await planSlots();
  const freeze = await startFreeze(operator, { scope: 'team', teamId: frozen, reason: 'Outage.' });
  const waits = (await queued()).length;
  await sql(
    product.database,
    `UPDATE run_queue SET since = now() - interval '20 minutes' WHERE run_id IN (
      SELECT run_id FROM run_queue WHERE schedule_id = $1 ORDER BY since LIMIT 2)`,
    [id],
  );
  expect(await settleFrozen()).toBe(2);
  expect(await states()).toEqual({ skipped: 2, open: waits - 2 });
  expect(await db().runQueue.count({ where: { scheduleId: other } })).toBe(waits);
  await liftFreeze(operator, { id: freeze.id, reason: '' });
});

it('ends what a freeze held back before the lift itself, in transactions of its own', async () => {
  await planSlots();
  const freeze = await startFreeze(operator, { scope: 'team', teamId, reason: 'Outage.' });
  await sql(product.database, "UPDATE run_queue SET since = now() - interval '20 minutes'");
  const lift = () => liftFreeze(operator, { id: freeze.id, reason: '' });
  await sql(
    product.database,
    'ALTER TABLE "freeze" ADD CONSTRAINT broken CHECK (lifted_at IS NULL) NOT VALID',
  );
  await expect(lift()).rejects.toThrow('broken');
  await sql(product.database, 'ALTER TABLE "freeze" DROP CONSTRAINT broken');
  expect(Object.keys(await states())).toEqual(['skipped']);
  await lift();
});

describe('a backup that was restored', () => {
  const recovered = async (since: Date) => {
    await endRestored(environmentId, since);
    await db().$transaction((tx) => markRestored(tx, environmentId));
  };
  const pastStates = async () =>
    new Set(
      (await runs()).filter(({ slotAt }) => slotAt.getTime() < Date.now() - MINUTE).map(({ state }) => state),
    );

  it('is not believed of what waited in it, nor of slots since, however late they may be', async () => {
    await planSlots();
    await sql(product.database, "UPDATE run_queue SET since = now() - interval '3 hours'");
    const waited = (await queued()).length;
    await plannedTo(id, "now() - interval '2 hours'");
    await policy('if_late', 'all');
    await sql(product.database, 'UPDATE schedule SET grace_seconds = 86400 WHERE id = $1', [id]);
    await recovered(new Date(Date.now() - 60 * MINUTE));
    expect(await states()).toEqual({ unknown: waited });
    await planSlots();
    expect((await runs()).length).toBeGreaterThan(200);
    expect(await pastStates()).toEqual(new Set(['unknown']));
  });

  it('is not forgotten where a freeze is lifted after it', async () => {
    await policy('after_pause', 'all');
    const freeze = await startFreeze(operator, { scope: 'team', teamId, reason: 'Outage.' });
    await plannedTo(id, "now() - interval '2 hours'");
    await recovered(new Date());
    await liftFreeze(operator, { id: freeze.id, reason: '' });
    await planSlots();
    expect(await pastStates()).toEqual(new Set(['unknown']));
  });

  it('says nothing of slots that come after it, nor of what people asked for since, nor of tasks that run', async () => {
    await planSlots();
    await sql(
      product.database,
      "UPDATE run_queue SET since = now() - interval '3 hours', step = 'watch', attempts = 1, tasks = '{t}'",
    );
    const kept = (await queued()).length;
    await recovered(new Date());
    expect((await queued()).filter(({ step }) => step === 'watch')).toHaveLength(kept);
    await plannedTo(id, "now() + interval '1 minute'");
    await recovered(new Date());
    expect((await db().scheduleClock.findUniqueOrThrow({ where: { scheduleId: id } })).planGap).toBeNull();
  });
});

describe('an outage of all workers', () => {
  it('lets what was planned before follow the policy, before anything is sent', async () => {
    await planSlots();
    await keepLane(environmentId);
    await sql(product.database, "UPDATE dispatch_lane SET alive_at = now() - interval '3 hours'");
    await sql(
      product.database,
      "UPDATE run_queue SET since = since - interval '2 hours', visible_at = visible_at - interval '2 hours'",
    );
    const waited = (await queued()).length;
    let sent = 0;
    await drain(
      deliveriesOf(environmentId, async () => {
        sent += 1;
        return SUCCEEDED;
      }),
    );
    expect(sent).toBe(0);
    expect(await states()).toEqual({ missed: waited });
  });

  it('leaves alone what was a backlog before, and what a short gap made late', async () => {
    await planSlots();
    await sql(
      product.database,
      "UPDATE run_queue SET since = now() - interval '1 hour', visible_at = now() - interval '1 hour'",
    );
    await sql(
      product.database,
      `INSERT INTO dispatch_lane VALUES ($1, now() - interval '5 minutes')
      ON CONFLICT (environment_id) DO UPDATE SET alive_at = EXCLUDED.alive_at`,
      [environmentId],
    );
    expect(await keepLane(environmentId)).toBe(0);
  });
});
