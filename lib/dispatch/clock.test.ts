import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { disableSchedule, pauseSchedule } from '@/lib/schedules/state-commands';
import { advanceClocks, untilNextClock } from './clock';
import { completeFinished } from './completion';

let product: TestProduct;
let teamId: string;
let id: string;
const MINUTE = 60_000;

beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  await sql(product.database, `UPDATE schedule_clock SET next_run_at = NULL, last_slot_at = NULL`);
  ({ id } = await makeSchedule(teamId, { expression: 'rate(10 minutes)' }));
});

const clockOf = (scheduleId: string) => db().scheduleClock.findUniqueOrThrow({ where: { scheduleId } });
/** As if so many minutes had gone by for a schedule. */
const pass = (minutes: number) =>
  sql(
    product.database,
    `WITH moved AS (UPDATE schedule SET rate_anchor = rate_anchor - make_interval(mins => $2) WHERE id = $1)
     UPDATE schedule_clock SET next_run_at = next_run_at - make_interval(mins => $2) WHERE schedule_id = $1`,
    [id, minutes],
  );

describe('the clock', () => {
  it('moves on once its slot has come, to the next that is not past', async () => {
    const before = await clockOf(id);
    expect(await advanceClocks()).toBe(0);
    expect(await untilNextClock()).toBeGreaterThan(0);
    await pass(25);
    expect(await advanceClocks()).toBe(1);
    const { nextRunAt, lastSlotAt } = await clockOf(id);
    expect(lastSlotAt?.getTime()).toBe((before.nextRunAt?.getTime() ?? 0) - 25 * MINUTE);
    expect(((nextRunAt?.getTime() ?? 0) - (lastSlotAt?.getTime() ?? 0)) % (10 * MINUTE)).toBe(0);
    expect(nextRunAt?.getTime()).toBeGreaterThan(Date.now() - 5_000);
    expect(await advanceClocks()).toBe(0);
  });

  it('is moved once by many workers', async () => {
    for (let i = 0; i < 10; i += 1) await makeSchedule(teamId, { expression: 'rate(10 minutes)' });
    await sql(
      product.database,
      `UPDATE schedule_clock SET next_run_at = now() - interval '1 second' WHERE next_run_at IS NOT NULL`,
    );
    const moved = await Promise.all([advanceClocks(4), advanceClocks(4), advanceClocks(4), advanceClocks(4)]);
    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(11);
  });

  it('stands still while paused', async () => {
    await pauseSchedule(contextOf('operator'), { id, reason: 'Test' });
    expect((await clockOf(id)).nextRunAt).toBeNull();
    expect(await untilNextClock()).toBeNull();
  });
});

describe('completion', () => {
  const once = async (flexible: number, retries: number, seconds: number, ago: string) => {
    ({ id } = await makeSchedule(teamId, {
      expression: 'at(2199-01-01T00:00:00)',
      flexibleMinutes: flexible,
    }));
    await sql(product.database, `UPDATE schedule SET expression = 'at(2020-01-01T00:00:00)' WHERE id = $1`, [
      id,
    ]);
    await sql(
      product.database,
      'UPDATE target SET retry_attempts = $2, max_age_seconds = $3 WHERE schedule_id = $1',
      [id, retries, seconds],
    );
    await sql(
      product.database,
      `UPDATE schedule_clock SET next_run_at = NULL, last_slot_at = now() - $2::interval WHERE schedule_id = $1`,
      [id, ago],
    );
  };

  it.each([
    [0, 0, 3600, '50 seconds', false],
    [0, 0, 3600, '61 seconds', true],
    [10, 0, 3600, '10 minutes', false],
    [10, 0, 3600, '12 minutes', true],
    [0, 3, 3600, '60 minutes', false],
    [0, 3, 3600, '62 minutes', true],
  ])(
    'waits for window %i min, %i retries of %i s: after %s it is %s',
    async (flexible, retries, seconds, ago, over) => {
      await once(flexible, retries, seconds, ago);
      expect((await completeFinished()).includes(id)).toBe(over);
      const schedule = await db().schedule.findUniqueOrThrow({ where: { id }, include: { sync: true } });
      expect(schedule.state).toBe(over ? 'completed' : 'on');
      if (!over) return;
      expect(schedule.sync).toMatchObject({ status: 'pending', wantedGeneration: 2 });
      const audit = (await auditRows(product.database, 'schedule')).at(-1);
      expect(audit).toMatchObject({
        action: 'schedule.complete',
        actor_id: 'system:completion',
        schedule_id: id,
      });
      expect(await completeFinished()).not.toContain(id);
    },
  );

  it('waits for no retries of AWS where Rota delivers and its runs are over', async () => {
    for (const [ago, over] of [
      ['50 seconds', false],
      ['62 seconds', true],
    ] as const) {
      await once(0, 3, 3600, ago);
      await sql(product.database, "UPDATE schedule SET delivery = 'through' WHERE id = $1", [id]);
      await sql(product.database, 'UPDATE schedule_clock SET plan_at = NULL WHERE schedule_id = $1', [id]);
      expect([ago, (await completeFinished()).includes(id)]).toEqual([ago, over]);
    }
  });

  it.each([
    ['paused', pauseSchedule],
    ['disabled', disableSchedule],
  ] as const)('comes to what is %s as well, which missed its last time then', async (state, stop) => {
    ({ id } = await makeSchedule(teamId, { expression: 'at(2199-01-01T00:00:00)', timeZone: 'UTC' }));
    await stop(contextOf('editor'), { id, reason: 'Incident' });
    expect((await clockOf(id)).overAt).toEqual(new Date('2199-01-01T00:00:00Z'));
    expect(await completeFinished()).not.toContain(id);
    const passed = new Date(Math.floor(Date.now() / MINUTE) * MINUTE - 2 * MINUTE);
    const expression = `at(${passed.toISOString().slice(0, 19)})`;
    await sql(
      product.database,
      `UPDATE schedule SET expression = $2, state_at = now() - interval '5 minutes' WHERE id = $1`,
      [id, expression],
    );
    await db().scheduleClock.update({ where: { scheduleId: id }, data: { overAt: passed } });
    expect(await completeFinished()).toContain(id);
    const { sync, ...schedule } = await db().schedule.findUniqueOrThrow({
      where: { id },
      include: { sync: true },
    });
    expect(schedule).toMatchObject({ state: 'completed', missedAt: passed, generation: 3 });
    expect(schedule.stateReason).toContain(`passed while it was ${state}: Incident`);
    expect(sync).toMatchObject({ wantedGeneration: 3 });
  });

  it('leaves alone what is off and has no end', async () => {
    await pauseSchedule(contextOf('operator'), { id, reason: 'Test' });
    expect(await completeFinished()).not.toContain(id);
  });

  it('leaves alone what was given a new time meanwhile, and goes on with the others', async () => {
    await once(0, 0, 60, '2 minutes');
    const other = id;
    await once(0, 0, 60, '3 minutes');
    await sql(product.database, `UPDATE schedule SET expression = 'at(2199-01-01T00:00:00)' WHERE id = $1`, [
      id,
    ]);
    expect(await completeFinished()).toContain(other);
    expect((await db().schedule.findUniqueOrThrow({ where: { id } })).state).toBe('on');
  });

  it('goes on with the others where one can not be completed', async () => {
    await once(0, 0, 60, '2 minutes');
    const broken = id;
    await once(0, 0, 60, '3 minutes');
    await sql(
      product.database,
      `ALTER TABLE schedule ADD CONSTRAINT broken CHECK (id <> '${broken}' OR state <> 'completed') NOT VALID`,
    );
    onTestFinished(async () => {
      await sql(product.database, 'ALTER TABLE schedule DROP CONSTRAINT broken');
    });
    expect(await completeFinished()).toContain(id);
    expect((await db().schedule.findUniqueOrThrow({ where: { id: broken } })).state).toBe('on');
  });
});
