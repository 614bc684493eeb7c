import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { deliveriesOf, drain, failed, SUCCEEDED } from '@/lib/local/test-runs';
import { runAt } from '@/lib/runs/commands/at-instant';
import { cancelRun } from '@/lib/runs/commands/cancel';
import { redriveRun } from '@/lib/runs/commands/redrive';
import { updateSchedule } from '@/lib/schedules/commands';
import { pauseSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import { reconcile } from '@/lib/sync/reconcile';
import { advanceClocks } from '../clock';
import { completeFinished } from '../completion';
import { refreshStale } from '../followers';
import { advanceHeld } from '../held';
import { planSlots } from '../slots/planner';
import { countEnded } from './ended';

let product: TestProduct;
let setClock: (at: Date) => Promise<void>;
let teamId: string;
let environmentId: string;
let id: string;
const operator = contextOf('operator');
const admin = contextOf('administrator');
const reason = 'Because.';
const AFTER = { expression: 'after(10 minutes)', timeZone: 'UTC', delivery: 'through' };

/** The time of day on the day of the tests. */
const day = (time: string) => new Date(`2027-01-10T${time}Z`);
const at = (time: string) => setClock(day(time));
const clock = async () => db().scheduleClock.findUniqueOrThrow({ where: { scheduleId: id } });
const next = async () => (await clock()).nextRunAt?.toISOString().slice(11, 19) ?? null;
const openRuns = () =>
  db().run.findMany({
    where: { scheduleId: id, state: null },
    orderBy: [{ slotAt: 'asc' }, { targetId: 'asc' }],
  });
const slots = async () => (await openRuns()).map(({ slotAt }) => slotAt.toISOString().slice(11, 19));

/** A turn of each loop of a worker that keeps the clock. */
async function turn(): Promise<void> {
  await countEnded();
  await planSlots();
  await advanceClocks();
}

const deliverAll = (answer = SUCCEEDED) => drain(deliveriesOf(environmentId, async () => answer));

async function edit(fields: object): Promise<void> {
  const { generation } = await db().schedule.findUniqueOrThrow({ where: { id } });
  const targets = await db().target.findMany({ where: { scheduleId: id }, orderBy: { position: 'asc' } });
  const kept = [{ ...TARGETS.sqs, id: targets[0]?.id }];
  const schedule = scheduleFields(teamId, { ...AFTER, targets: kept, ...fields });
  await updateSchedule(contextOf('editor'), { id, generation, schedule });
}

beforeAll(async () => {
  product = await startTestProduct({});
  setClock = await stopClock(product.database);
  await at('12:00:00');
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  await at('12:00:00');
  await sql(
    product.database,
    `DELETE FROM run_queue; UPDATE schedule_clock SET plan_at = NULL, awaited_slot_at = NULL, counted_from = NULL;
     DELETE FROM dispatch_lane`,
  );
  ({ id } = await makeSchedule(teamId, AFTER));
});

describe('ten minutes after the previous run ended', () => {
  it('is first ten minutes after it is on, then ten after each run, whatever that took', async () => {
    expect(await next()).toBe('12:10:00');
    await at('12:09:00');
    await turn();
    expect(await openRuns()).toMatchObject([{ origin: 'clock', nominalAt: day('12:10:00'), generation: 1 }]);
    expect(await next()).toBe('12:10:00');
    await at('12:10:00');
    await turn();
    expect(await next()).toBeNull();
    await at('12:17:30');
    await deliverAll();
    await turn();
    expect(await next()).toBe('12:27:30');
    expect(await clock()).toMatchObject({ lastSlotAt: day('12:10:00'), awaitedSlotAt: null });
    await at('12:26:00');
    await turn();
    await at('12:27:31');
    await deliverAll(failed('It answered 400.', { permanent: true }));
    await turn();
    expect(await next()).toBe('12:37:31');
  });

  it('has no next time while any of its targets runs', async () => {
    await edit({ targets: [TARGETS.sqs, TARGETS.lambda] });
    await at('12:10:00');
    await turn();
    const [first, second] = await openRuns();
    await at('12:10:05');
    await cancelRun(operator, { id: first?.id, reason });
    await turn();
    expect(await next()).toBeNull();
    await at('12:12:00');
    await cancelRun(operator, { id: second?.id, reason });
    await turn();
    expect(await next()).toBe('12:22:00');
  });

  it('counts from its time where somebody cancels a run before it', async () => {
    await at('12:08:30');
    await turn();
    await cancelRun(operator, { id: (await openRuns())[0]?.id, reason });
    await turn();
    expect(await next()).toBe('12:20:00');
  });

  it('has one next run, however many workers saw the end, and whenever one of them stopped', async () => {
    await at('12:10:00');
    await turn();
    await deliverAll();
    await at('12:19:00');
    // One that stopped after it had seen the end leaves the rest to the others.
    await countEnded();
    await Promise.all([1, 2, 3].map(turn));
    await Promise.all([1, 2, 3].map(turn));
    expect(await slots()).toEqual(['12:20:00']);
    expect(await db().run.count({ where: { scheduleId: id } })).toBe(2);
  });

  it('counts a run that no worker started as over once that is seen, and runs no slot twice', async () => {
    await at('13:00:00');
    await turn();
    expect(await db().run.findMany({ where: { scheduleId: id } })).toMatchObject([
      { slotAt: day('12:10:00'), state: 'missed' },
    ]);
    await turn();
    expect(await next()).toBe('13:10:00');
  });
});

describe('a change', () => {
  it('of anything but its times lets it go on counting, also where its run was planned already', async () => {
    await at('12:05:00');
    await edit({ owner: 'Somebody else' });
    expect(await next()).toBe('12:10:00');
    await at('12:09:00');
    await turn();
    await edit({ owner: 'Finance' });
    expect(await slots()).toEqual([]);
    await turn();
    expect(await slots()).toEqual(['12:10:00']);
    await at('12:10:00');
    await deliverAll();
    await edit({ owner: 'Sales' });
    await turn();
    expect(await next()).toBe('12:20:00');
  });

  it('while no worker is up loses no time that nobody saw to', async () => {
    await at('12:30:00');
    await edit({ owner: 'Somebody else' });
    await turn();
    expect(await db().run.findMany({ where: { scheduleId: id } })).toMatchObject([
      { slotAt: day('12:10:00'), state: 'missed' },
    ]);
    await turn();
    expect(await next()).toBe('12:40:00');
  });

  it('of the time between counts anew, but waits for a run that is under way', async () => {
    await at('12:05:00');
    await edit({ expression: 'after(1 hour)' });
    expect(await next()).toBe('13:05:00');
    await at('13:05:00');
    await turn();
    await edit({ expression: 'after(20 minutes)' });
    expect(await next()).toBeNull();
    await at('13:06:00');
    await deliverAll();
    await turn();
    expect(await next()).toBe('13:26:00');
  });

  it('waits for no run that somebody has sent again, or planned beside its times', async () => {
    await at('12:10:00');
    await turn();
    const [run] = await openRuns();
    await deliverAll(failed('It answered 400.', { permanent: true }));
    await turn();
    await redriveRun(operator, { id: run?.id });
    const beside = { local: '2027-01-10T12:11', timeZone: 'UTC' };
    await runAt(operator, { id, requestId: randomUUID(), at: beside });
    await at('12:12:00');
    await edit({ owner: 'Somebody else' });
    await turn();
    expect(await next()).toBe('12:20:00');
  });

  it('to another timing, and back, leaves nothing of either', async () => {
    await edit({ expression: 'rate(1 minute)', delivery: 'direct' });
    expect(await clock()).toMatchObject({ countedFrom: null, awaitedSlotAt: null, planAt: null });
    await at('12:30:00');
    await edit({});
    expect(await next()).toBe('12:40:00');
  });
});

describe('a pause', () => {
  it('counts from when it is resumed, and nothing is owed', async () => {
    await pauseSchedule(operator, { id, reason });
    expect(await clock()).toMatchObject({ countedFrom: null, nextRunAt: null, planAt: null });
    await at('15:00:00');
    await turn();
    await resumeSchedule(operator, { id });
    await turn();
    expect(await db().run.count({ where: { scheduleId: id } })).toBe(0);
    expect(await next()).toBe('15:10:00');
  });

  it('waits for a run that is under way as it is resumed', async () => {
    await edit({ afterPause: 'all' });
    await at('12:10:00');
    await turn();
    await pauseSchedule(operator, { id, reason });
    await at('12:10:30');
    await resumeSchedule(operator, { id });
    await turn();
    expect(await next()).toBeNull();
    await deliverAll();
    await turn();
    expect(await next()).toBe('12:20:30');
  });
});

describe('a freeze', () => {
  const clocks = async () => {
    await advanceHeld();
    await db().$transaction((tx) => refreshStale(tx, null));
    await turn();
  };

  it.each(['skip', 'last', 'all'] as const)(
    'leaves out what came in it, and counts from when it is lifted, with %s',
    async (afterPause) => {
      await db().schedule.update({ where: { id }, data: { afterPause } });
      const freeze = await startFreeze(admin, { scope: 'team', teamId, reason });
      expect(await clock()).toMatchObject({ nextRunAt: null, heldRunAt: day('12:10:00') });
      await at('13:00:00');
      await clocks();
      await liftFreeze(admin, { id: freeze.id, reason });
      await clocks();
      await clocks();
      expect(await db().run.count({ where: { scheduleId: id } })).toBe(0);
      expect(await next()).toBe('13:10:00');
      expect(await completeFinished()).not.toContain(id);
    },
  );

  it('that ends before its time changes nothing, nor while a run is under way', async () => {
    const freeze = await startFreeze(admin, { scope: 'team', teamId, reason });
    await at('12:05:00');
    await liftFreeze(admin, { id: freeze.id, reason });
    await clocks();
    expect(await next()).toBe('12:10:00');
    await at('12:10:00');
    await turn();
    const claimed = deliveriesOf(environmentId, async () => {
      const again = await startFreeze(admin, { scope: 'team', teamId, reason });
      await liftFreeze(admin, { id: again.id, reason });
      await clocks();
      expect(await next()).toBeNull();
      return SUCCEEDED;
    });
    await drain(claimed);
    await clocks();
    expect(await next()).toBe('12:20:00');
    expect(await openRuns()).toEqual([]);
  });
});

describe('its end', () => {
  it('completes it once no run comes before it, and not while one is under way', async () => {
    await edit({ endLocal: '2027-01-10T12:15', targets: [{ ...TARGETS.sqs, retryAttempts: 0 }] });
    await at('12:10:00');
    await turn();
    await at('12:30:00');
    expect(await completeFinished()).toEqual([]);
    await deliverAll(SUCCEEDED);
    expect(await completeFinished()).toEqual([]);
    await turn();
    expect(await next()).toBeNull();
    expect(await completeFinished()).toEqual([id]);
  });

  it('that comes before its first run is refused', async () => {
    await expect(edit({ endLocal: '2027-01-10T12:09' })).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('AWS', () => {
  it('is given nothing of it, and it is in step without a dispatch queue', async () => {
    await reconcile(id);
    expect(await db().scheduleSync.findUnique({ where: { scheduleId: id } })).toMatchObject({
      status: 'live',
      syncedGeneration: 1,
    });
    expect(await db().awsSchedule.count({ where: { scheduleId: id } })).toBe(0);
  });

  it('can not deliver it directly', async () => {
    await expect(edit({ delivery: 'direct' })).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: 'schedule.delivery', message: expect.stringContaining('Only Rota knows') }],
    });
  });
});
