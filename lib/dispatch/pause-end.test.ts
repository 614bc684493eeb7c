import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { updateSchedule } from '@/lib/schedules/commands';
import { endPause } from '@/lib/schedules/end-pause';
import { pauseSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import { endPauses, pauseTurn, untilNextPauseEnd } from './pause-end';

let product: TestProduct;
let teamId: string;
let id: string;
const operator = contextOf('operator');
const MINUTE = 60_000;

beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  ({ id } = await makeSchedule(teamId));
});

const load = () => db().schedule.findUniqueOrThrow({ where: { id }, include: { clock: true, sync: true } });
const pause = (until: object) => pauseSchedule(operator, { id, reason: 'Stock-taking', until });
/** As if so much time had gone by for a pause. */
const pass = (interval: string) =>
  sql(
    product.database,
    `UPDATE schedule SET pause_until = pause_until - $2::interval, state_at = state_at - $2::interval WHERE id = $1`,
    [id, interval],
  );
const acts = async () => {
  const rows = await auditRows(product.database, 'schedule');
  return rows.filter((row) => row.schedule_id === id).map(({ action }) => action);
};

describe('a pause until', () => {
  it('stands with the schedule and in its audit row, by the clock of the database', async () => {
    await pause({ kind: 'hours', hours: 1 });
    const { pauseUntil, stateAt, state } = await load();
    expect([state, (pauseUntil?.getTime() ?? 0) - stateAt.getTime()]).toEqual(['paused', 60 * MINUTE]);
    const body = JSON.parse((await auditRows(product.database, 'schedule')).at(-1)?.body ?? '') as {
      before: object;
      after: object;
    };
    expect([body.before, body.after]).toMatchObject([
      { pauseUntil: null },
      { pauseUntil: pauseUntil?.toISOString() },
    ]);
    expect(await untilNextPauseEnd()).toBeGreaterThan(59 * MINUTE);
    expect(await pauseTurn()).toBe(10_000);
  });

  it('is refused where its end has passed, and nothing happens', async () => {
    const at = new Date(Date.now() - MINUTE).toISOString();
    await expect(pause({ kind: 'instant', at })).rejects.toMatchObject({ fields: [{ path: 'until' }] });
    expect((await load()).state).toBe('on');
  });

  it('goes when a person resumes', async () => {
    await pause({ kind: 'hours', hours: 1 });
    await resumeSchedule(operator, { id });
    expect(await load()).toMatchObject({ state: 'on', pauseUntil: null });
  });
});

describe('the end of a pause', () => {
  it('comes by itself: on again, a generation on, audited as the act of Rota', async () => {
    await pause({ kind: 'hours', hours: 1 });
    expect(await endPauses()).toEqual([]);
    await pass('60 minutes');
    expect(await endPauses()).toEqual([id]);
    const { state, pauseUntil, generation, stateBy, clock, sync } = await load();
    expect([state, pauseUntil, generation, stateBy]).toEqual(['on', null, 3, 'Rota (pause-end)']);
    expect(clock?.nextRunAt).not.toBeNull();
    expect(sync).toMatchObject({ status: 'pending', wantedGeneration: 3 });
    const last = (await auditRows(product.database, 'schedule')).at(-1);
    expect(last).toMatchObject({ action: 'schedule.end-pause', actor_id: 'system:pause-end', generation: 3 });
  });

  it('comes once, by whichever of many workers, also long after', async () => {
    await pause({ kind: 'hours', hours: 1 });
    await pass('9 days');
    const ended = await Promise.all([endPauses(), endPauses(), endPauses(), endPauses()]);
    expect(ended.flat()).toEqual([id]);
    expect(await endPauses()).toEqual([]);
    expect((await acts()).filter((action) => action === 'schedule.end-pause')).toHaveLength(1);
  });

  it('does not come where a person paused anew meanwhile', async () => {
    await pause({ kind: 'hours', hours: 1 });
    const { pauseUntil } = await load();
    await pass('2 hours');
    await resumeSchedule(operator, { id });
    await pause({ kind: 'hours', hours: 3 });
    await expect(endPause(contextOf('system'), { id, until: pauseUntil })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await endPauses()).toEqual([]);
    expect((await load()).state).toBe('paused');
  });

  it('still comes where a person edited the schedule meanwhile', async () => {
    await pause({ kind: 'hours', hours: 1 });
    await updateSchedule(contextOf('editor'), { id, generation: 2, schedule: scheduleFields(teamId) });
    await pass('1 hour');
    expect(await endPauses()).toEqual([id]);
  });

  it('leaves a one-off off whose time passed meanwhile, and says that it was missed', async () => {
    ({ id } = await makeSchedule(teamId, { expression: 'at(2199-01-01T00:00:00)', timeZone: 'UTC' }));
    await pause({ kind: 'hours', hours: 1 });
    await sql(product.database, `UPDATE schedule SET expression = 'at(2026-01-01T09:00:00)' WHERE id = $1`, [
      id,
    ]);
    await sql(
      product.database,
      `UPDATE schedule SET state_at = '2026-01-01T08:00:00Z', pause_until = '2026-01-02T08:00:00Z' WHERE id = $1`,
      [id],
    );
    expect(await endPauses()).toEqual([id]);
    expect(await load()).toMatchObject({
      state: 'completed',
      missedAt: new Date('2026-01-01T09:00:00Z'),
      stateReason: 'Missed: 2026-01-01 09:00 in UTC passed while it was paused: Stock-taking',
      clock: { nextRunAt: null },
    });
  });

  it('completes what had run for the last time before the pause, without calling it missed', async () => {
    await pause({ kind: 'hours', hours: 1 });
    await pass('1 hour');
    await sql(product.database, `UPDATE schedule SET expression = 'at(2020-01-01T09:00:00)' WHERE id = $1`, [
      id,
    ]);
    expect(await endPauses()).toEqual([id]);
    expect(await load()).toMatchObject({ state: 'completed', missedAt: null });
  });
});
