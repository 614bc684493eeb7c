import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar, updateCalendar } from '@/lib/calendars/commands';
import { getCalendar } from '@/lib/calendars/queries';
import { db } from '@/lib/db';
import { advanceClocks } from '@/lib/dispatch/clock';
import { completeFinished } from '@/lib/dispatch/completion';
import { refreshStale } from '@/lib/dispatch/followers';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsOf, gate, syncOf, syncTurn } from '@/lib/local/test-sync';
import * as states from '@/lib/schedules/state-commands';
import { reconcile } from './reconcile';

let product: TestProduct<{ aws: true }>;
let setClock: (at: Date) => Promise<void>;
let teamId: string;
let calendarId: string;
const administrator = contextOf('administrator');

const CHRISTMAS = { first: '2026-12-25', last: '2026-12-25', label: 'Christmas Day' };
const BOXING = { first: '2026-12-28', last: '2026-12-28', label: 'Boxing Day' };
const at = (text: string) => new Date(`2026-12-${text}Z`);

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  setClock = await stopClock(product.database);
  teamId = await makeTeam();
});
afterAll(() => product?.stop());

beforeEach(async () => {
  await setClock(at('20T12:00:00'));
  // the clock went back: nothing is left over of a later time
  await sql(
    product.database,
    'UPDATE schedule_sync SET due_at = NULL, switch_at = NULL, lease_token = NULL, lease_until = NULL',
  );
  await sql(product.database, 'UPDATE environment_pace SET arrival_at = $1', [at('20T12:00:00')]);
  const name = `Bank holidays ${Math.random()}`;
  ({ id: calendarId } = await createCalendar(administrator, {
    name,
    teamId: null,
    dates: [CHRISTMAS, BOXING],
  }));
});

/** The worker does what is due at an instant. @returns milliseconds until it wakes again */
async function work(text: string): Promise<number> {
  await setClock(at(text));
  await db().$transaction((tx) => refreshStale(tx, null));
  await advanceClocks();
  return syncTurn((await currentEnvironment()).id);
}

const follow = async (fields: object = {}) => {
  const { id } = await makeSchedule(teamId, {
    expression: 'cron(0 9 * * ? *)',
    timeZone: 'Europe/London',
    targets: [TARGETS.sqs, TARGETS.sns],
    calendarIds: [calendarId],
    ...fields,
  });
  await reconcile(id);
  return id;
};

const inAws = async (id: string) => (await awsOf(product.database, id)).map(({ body }) => body.State);
const nextRun = async (id: string) =>
  (await db().scheduleClock.findUniqueOrThrow({ where: { scheduleId: id } })).nextRunAt;
const generation = async (id: string) =>
  (await db().schedule.findUniqueOrThrow({ where: { id } })).generation;
const outcomes = async (id: string) =>
  (await auditRows(product.database, 'schedule'))
    .filter((row) => row.schedule_id === id && row.action === 'schedule.sync')
    .map(({ outcome, reason }) => [
      outcome,
      reason?.replace(/Bank holidays [\d.]+/, 'Bank holidays') ?? null,
    ]);
const OFF = ['DISABLED', 'DISABLED'];
const ON = ['ENABLED', 'ENABLED'];

/** Replaces what a calendar holds. */
async function change(add: object[], keep = false) {
  const { version, name, entries } = await getCalendar(administrator, calendarId);
  const remove = keep ? [] : entries.map(({ id }) => id);
  await updateCalendar(administrator, { id: calendarId, version, name, add, remove });
}

describe('excluded dates in AWS', () => {
  it('are kept by switching off for just that time, without a new generation', async () => {
    const id = await follow();
    expect(await inAws(id)).toEqual(ON);
    expect(await syncOf(id)).toMatchObject({ status: 'live', switchAt: at('24T09:01:00'), offReason: null });
    expect(await work('24T09:00:59')).toBe(1000);
    expect(await inAws(id)).toEqual(ON);
    await work('24T09:01:00');
    expect(await inAws(id)).toEqual(OFF);
    expect(await syncOf(id)).toMatchObject({
      status: 'live',
      offReason: expect.stringMatching(/^Bank holidays .*, Christmas Day$/),
      offUntil: at('25T09:01:00'),
      switchAt: at('25T09:01:00'),
    });
    await work('25T09:00:59');
    expect(await inAws(id)).toEqual(OFF);
    await work('25T09:01:00');
    expect(await inAws(id)).toEqual(ON);
    expect(await syncOf(id)).toMatchObject({ status: 'live', offReason: null, switchAt: at('27T09:01:00') });
    expect(await generation(id)).toBe(1);
    expect(await outcomes(id)).toEqual([
      ['ok', null],
      ['ok', 'Off in AWS for Bank holidays, Christmas Day, until 2026-12-25 09:01 in Europe/London.'],
      ['ok', 'On in AWS again.'],
    ]);
    const rows = (await auditRows(product.database, 'schedule')).filter((row) => row.schedule_id === id);
    expect(rows.at(-1)?.request_id).not.toBe(rows[0]?.request_id);
  });

  it('never are the next run', async () => {
    const id = await follow();
    const seen: string[] = [];
    for (const day of ['21', '22', '23', '24', '25', '26', '27', '28', '29']) {
      await work(`${day}T09:00:00`);
      seen.push((await nextRun(id))?.toISOString().slice(8, 10) ?? '');
    }
    expect(seen).toEqual(['22', '23', '24', '26', '26', '27', '29', '29', '30']);
  });

  it('are kept by a worker that was down meanwhile, as soon as it is up', async () => {
    const id = await follow();
    await work('25T08:30:00');
    expect(await inAws(id)).toEqual(OFF);
    await work('30T08:30:00');
    expect(await inAws(id)).toEqual(ON);
    expect(await syncOf(id)).toMatchObject({ switchAt: null });
  });

  it('are kept although AWS could not be reached as the time came', async () => {
    const id = await follow();
    product.network.down = true;
    await work('24T09:01:00');
    expect(await syncOf(id)).toMatchObject({ status: 'pending', switchAt: null });
    product.network.down = false;
    await work('24T09:10:00');
    expect(await inAws(id)).toEqual(OFF);
    expect(await syncOf(id)).toMatchObject({ status: 'live', switchAt: at('25T09:01:00') });
  });

  it('wait while a schedule is paused, and count as soon as it is resumed', async () => {
    const id = await follow();
    await states.pauseSchedule(contextOf('operator'), { id, reason: 'Test' });
    await work('20T12:00:05');
    expect(await syncOf(id)).toMatchObject({ status: 'live', switchAt: null, offReason: null });
    await setClock(at('24T20:00:00'));
    await states.resumeSchedule(contextOf('operator'), { id });
    await reconcile(id);
    expect(await inAws(id)).toEqual(OFF);
    expect(await syncOf(id)).toMatchObject({ status: 'live', switchAt: at('25T09:01:00') });
  });

  it('leave the rhythm of a rate as it is', async () => {
    const id = await follow({ expression: 'rate(7 hours)', startLocal: '2026-12-20T13:00' });
    await work('25T09:00:00');
    expect(await inAws(id)).toEqual(OFF);
    // slots are 7 hours apart from the 20th at 13:00: the 25th at 05:00, 12:00 and 19:00, then the 26th at 02:00
    expect((await syncOf(id)).offUntil).toEqual(at('25T19:01:00'));
    await work('25T19:01:00');
    expect(await inAws(id)).toEqual(ON);
    const [row] = await awsOf(product.database, id);
    const { StartDate } = (row?.body ?? {}) as unknown as { StartDate: string | number };
    expect(new Date(typeof StartDate === 'number' ? StartDate * 1000 : StartDate)).toEqual(at('26T02:00:00'));
  });

  it('give AWS an expression without the second, and the same times', async () => {
    const id = await follow({ second: 30, startLocal: '2026-12-22T09:00:10' });
    expect(await nextRun(id)).toEqual(at('22T09:00:30'));
    const [row] = await awsOf(product.database, id);
    expect(row?.body).toMatchObject({ ScheduleExpression: 'cron(0 9 * * ? *)' });
  });
});

describe('a one-time schedule on a date that is excluded later', () => {
  it('stays off for good, and completes once its time has passed', async () => {
    const id = await follow({ expression: 'at(2026-12-23T09:00:00)' });
    expect(await inAws(id)).toEqual(ON);
    await change([{ first: '2026-12-23', last: '2026-12-23', label: 'Freeze' }]);
    expect(await nextRun(id)).toBeNull();
    await work('20T12:00:10');
    expect(await inAws(id)).toEqual(OFF);
    expect((await outcomes(id)).at(-1)).toEqual([
      'ok',
      'Off in AWS for good: Bank holidays, Freeze leave no run.',
    ]);
    expect(await completeFinished()).not.toContain(id);
    await work('23T09:00:30');
    expect(await completeFinished()).not.toContain(id);
    await work('23T09:02:00');
    expect(await inAws(id)).toEqual(OFF);
    expect(await completeFinished()).toContain(id);
    expect(await db().schedule.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: 'completed',
      stateReason: expect.stringContaining('did not run: it was excluded by Bank holidays'),
    });
    await work('23T09:03:00');
    expect(await inAws(id)).toEqual([]);
  });

  it('runs after all where the calendar is put right in time', async () => {
    const id = await follow({ expression: 'at(2026-12-23T09:00:00)' });
    await change([{ first: '2026-12-23', last: '2026-12-23', label: 'Freeze' }]);
    await work('20T12:00:10');
    await change([CHRISTMAS]);
    await work('20T12:00:20');
    expect(await inAws(id)).toEqual(ON);
    expect(await nextRun(id)).toEqual(at('23T09:00:00'));
  });
});

describe('a change of a calendar', () => {
  it('costs AWS nothing where what runs there is still right', async () => {
    const id = await follow();
    const calls = product.network.calls.length;
    await change([{ first: '2026-12-30', last: '2026-12-31', label: 'Stock-taking' }]);
    expect(await work('20T12:00:05')).toBeGreaterThan(0);
    expect(product.network.calls).toHaveLength(calls);
    expect(await syncOf(id)).toMatchObject({ status: 'live', switchAt: at('29T09:01:00') });
    expect(await generation(id)).toBe(1);
  });

  it('moves the next run in its own transaction, and reaches AWS where it has to', async () => {
    const id = await follow();
    await change([{ first: '2026-12-21', last: '2026-12-22', label: 'Move' }], true);
    expect(await nextRun(id)).toEqual(at('23T09:00:00'));
    expect(await syncOf(id)).toMatchObject({ status: 'pending', wantedGeneration: 1 });
    await work('20T12:00:05');
    expect(await inAws(id)).toEqual(OFF);
    const row = (await auditRows(product.database, 'schedule')).findLast((one) => one.schedule_id === id);
    expect(row?.request_id).toBe(administrator.requestId);
    await change([CHRISTMAS]);
    expect(await nextRun(id)).toEqual(at('21T09:00:00'));
    await work('20T12:00:10');
    expect(await inAws(id)).toEqual(ON);
    expect(await generation(id)).toBe(1);
  });

  it.each([
    [
      'of the change before',
      [{ first: '2026-12-21', last: '2026-12-21', label: 'Move' }],
      [CHRISTMAS],
      ON,
      null,
    ],
    [
      'of before the change',
      [CHRISTMAS],
      [{ first: '2026-12-21', last: '2026-12-21', label: 'Move' }],
      OFF,
      at('21T09:01:00'),
    ],
  ])(
    'is not lost where AWS is being given the dates %s at that moment',
    async (_, before, after, state, until) => {
      const id = await follow();
      await change(before);
      await states.retrySync(contextOf('operator'), { id });
      const [held, reached] = [gate(), gate()];
      product.network.hold = () => {
        reached.open();
        return held.opened;
      };
      const running = reconcile(id);
      await reached.opened;
      await change(after);
      product.network.hold = undefined;
      held.open();
      await running;
      await work('20T12:00:05');
      expect(await inAws(id)).toEqual(state);
      expect(await syncOf(id)).toMatchObject({ status: 'live', offUntil: until });
    },
  );
});
