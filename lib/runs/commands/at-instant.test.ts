import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { advanceClocks } from '@/lib/dispatch/clock';
import { completeFinished } from '@/lib/dispatch/completion';
import type { Claimed } from '@/lib/dispatch/engine/claim';
import { planSlots } from '@/lib/dispatch/slots/planner';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam, ROLE_ARN, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { deliveriesOf, drain, failed, runOf, SUCCEEDED } from '@/lib/local/test-runs';
import { updateSchedule } from '@/lib/schedules/commands';
import {
  completeSchedule,
  deleteSchedule,
  pauseSchedule,
  resumeSchedule,
} from '@/lib/schedules/state-commands';
import { systemContext } from '@/lib/system-context';
import { ANY_RUN } from '../filter';
import { listRuns } from '../queries';
import { lastOutcomes, runsOfSchedule } from '../queries-outcomes';
import { runAt } from './at-instant';
import { cancelRun } from './cancel';

let product: TestProduct;
let setClock: (at: Date) => Promise<void>;
let teamId: string;
let environmentId: string;
let id: string;
const RUNNING = { ...SUCCEEDED, outcome: 'running', tasks: ['task-1'] } as const;
const operator = contextOf('operator');
const editor = contextOf('editor');
const reason = 'Month end';
const START = new Date('2027-01-10T12:00:00Z');
const THROUGH = { delivery: 'through', timeZone: 'UTC' };
const plan = (local: string, more: object = {}) =>
  runAt(operator, { id, requestId: randomUUID(), at: { local, timeZone: 'Europe/Berlin' }, ...more });
const at = (time: string) => setClock(new Date(time));
const queued = () => db().runQueue.findMany({ where: { scheduleId: id } });
const openRuns = () =>
  db().run.findMany({ where: { scheduleId: id, state: null }, orderBy: { slotAt: 'asc' } });

/** Sends all that is due, and says what was sent. */
async function deliverAll(): Promise<Claimed[]> {
  const sent: Claimed[] = [];
  const deliver = async (claimed: Claimed) => {
    sent.push(claimed);
    return SUCCEEDED;
  };
  await drain(deliveriesOf(environmentId, deliver));
  return sent;
}

async function edit(fields: object): Promise<void> {
  const { generation } = await db().schedule.findUniqueOrThrow({ where: { id } });
  await updateSchedule(editor, {
    id,
    generation,
    schedule: scheduleFields(teamId, { ...THROUGH, ...fields }),
  });
}

beforeAll(async () => {
  product = await startTestProduct({
    env: { ROTA_DISPATCH_QUEUE_ARN: TARGETS.sqs.arn, ROTA_DISPATCH_ROLE_ARN: ROLE_ARN },
  });
  setClock = await stopClock(product.database);
  await setClock(START);
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  await setClock(START);
  await sql(product.database, 'DELETE FROM run_queue; UPDATE schedule_clock SET plan_at = NULL');
  ({ id } = await makeSchedule(teamId, { targets: [TARGETS.sqs, TARGETS.lambda] }));
});

describe('an extra run', () => {
  it('is planned at once, seconds ahead, and goes out at its second, of a direct schedule too', async () => {
    const { runs } = await plan('2027-01-10T13:00:20', { reason });
    const [one = ''] = runs;
    expect(await runOf(one)).toMatchObject({
      origin: 'extra',
      state: null,
      nominalAt: new Date('2027-01-10T12:00:20Z'),
      requestedBy: expect.stringMatching(/1$/),
    });
    expect(await runsOfSchedule(operator, id)).toMatchObject({
      last: [],
      extra: [{ state: 'planned' }, { state: 'planned' }],
    });
    const audit = (await auditRows(product.database, 'activity')).at(-1);
    expect(audit).toMatchObject({ action: 'run.at', reason });
    expect(JSON.parse(audit?.body ?? '')).toMatchObject({
      details: { at: '2027-01-10T12:00:20.000Z', runs },
    });
    await at('2027-01-10T12:00:19.999Z');
    expect(await deliverAll()).toEqual([]);
    await at('2027-01-10T12:00:20Z');
    expect((await deliverAll()).map(({ runId }) => runId).sort()).toEqual([...runs].sort());
    expect(await runOf(one)).toMatchObject({ state: 'succeeded', attempts: 1 });
  });

  it('is counted from now by the database’s clock, to the full second, and runs then', async () => {
    await at('2027-01-10T12:00:00.400Z');
    const ask = { id, requestId: randomUUID(), inSeconds: 90, targets: [await firstTarget()] };
    const [run = ''] = (await runAt(operator, ask)).runs;
    expect(await runOf(run)).toMatchObject({ nominalAt: new Date('2027-01-10T12:01:31Z') });
    await at('2027-01-10T12:01:31Z');
    expect((await deliverAll()).map(({ runId }) => runId)).toEqual([run]);
  });

  it.each([
    ['no time', {}, 'at.local'],
    ['two times', { inSeconds: 90, at: { local: '2027-01-11T13:00', timeZone: 'UTC' } }, 'at.local'],
    ['no wait at all', { inSeconds: 0 }, 'inSeconds'],
    ['parts of a second', { inSeconds: 1.5 }, 'inSeconds'],
    ['more than ten years', { inSeconds: 315_360_001 }, 'inSeconds'],
    ['no number', { inSeconds: 'soon' }, 'inSeconds'],
  ])('is refused where it says %s', async (_, when, path) => {
    await expect(runAt(operator, { id, requestId: randomUUID(), ...when })).rejects.toMatchObject({
      fields: [{ path }],
    });
  });

  it('years ahead stands in the default partition until its month has one of its own, its history too', async () => {
    const { runs } = await plan('2030-03-01T00:30', { targets: [await firstTarget()] });
    const [gone = ''] = (await plan('2030-03-01T00:30', { targets: [await firstTarget()] })).runs;
    await cancelRun(operator, { id: gone, reason });
    const [run = ''] = runs;
    const stored = () =>
      sql(
        product.database,
        'SELECT id, tableoid::regclass::text AS place FROM run WHERE schedule_id = $1 ORDER BY slot_at',
        [id],
      );
    expect(await stored()).toEqual([
      { id: run, place: 'run_default' },
      { id: gone, place: 'run_default' },
    ]);
    await sql(
      product.database,
      'ALTER FUNCTION partitions_ensure SET search_path = public, clock, pg_catalog',
    );
    await at('2030-01-15T00:00:00Z');
    await sql(product.database, 'SELECT partitions_ensure(1)');
    expect(await stored()).toEqual([
      { id: run, place: 'run_2030_02' },
      { id: gone, place: 'run_2030_02' },
    ]);
    await expect(sql(product.database, 'DELETE FROM run WHERE id = $1', [gone])).rejects.toThrow('history');
    expect(await lastOutcomes(operator, [id])).toEqual({});
    await at('2030-02-28T23:30:00Z');
    expect(await deliverAll()).toMatchObject([{ runId: run, nominalAt: new Date('2030-02-28T23:30:00Z') }]);
  });

  it('is refused of a time that has passed or that the clocks skip, and done once for each form', async () => {
    for (const local of ['2027-01-10T12:59:59', '2027-03-28T02:30:00', 'tomorrow'])
      await expect(plan(local)).rejects.toMatchObject({ code: 'invalid', fields: [{ path: 'at.local' }] });
    // Requests are kept for a day by the clock of their table, which goes on.
    await setClock(new Date());
    const requestId = randomUUID();
    await plan('2099-02-01T09:00', { requestId });
    await expect(plan('2099-02-01T09:00', { requestId })).rejects.toMatchObject({ code: 'conflict' });
    await plan('2099-02-01T09:00');
    expect(await queued()).toHaveLength(4);
  });

  it('comes beside the slot of the same second, and goes with the schedule as it is then', async () => {
    await edit({ expression: 'cron(1 12 * * ? *)', targets: [TARGETS.sqs] });
    const { runs } = await plan('2027-01-10T13:01:00');
    await planSlots();
    expect((await openRuns()).map(({ origin }) => origin)).toEqual(['clock', 'extra']);
    const [target] = await db().target.findMany({ where: { scheduleId: id } });
    const targets = [{ ...TARGETS.sqs, id: target?.id, input: '{"what":"other"}' }];
    await edit({ expression: 'cron(0 9 ? * MON-FRI *)', targets });
    const { generation } = await db().schedule.findUniqueOrThrow({ where: { id } });
    expect(await openRuns()).toMatchObject([{ id: runs[0], origin: 'extra', generation }]);
    await at('2027-01-10T12:01:00Z');
    expect(await deliverAll()).toMatchObject([{ runId: runs[0], target: { input: '{"what":"other"}' } }]);
  });

  it('with an input of its own is cancelled once its target calls something else', async () => {
    const target = await firstTarget();
    const own = { at: { local: '2027-01-11T00:00', timeZone: 'UTC' }, targets: [target] };
    const ask = { id, requestId: randomUUID(), ...own, inputs: { [target]: '{"what":"this"}' } };
    const [run = ''] = (await runAt(contextOf('administrator'), ask)).runs;
    const usual = (await plan('2027-01-11T01:00', { targets: [target] })).runs;
    await edit({ targets: [{ ...TARGETS.sqs, id: target, input: '{"what":"more"}' }] });
    expect(await queued()).toHaveLength(2);
    await edit({
      targets: [{ ...TARGETS.sqs, id: target, arn: TARGETS.sqs.arn.replace('statements', 'dead-letters') }],
    });
    expect(await runOf(run)).toMatchObject({
      state: 'cancelled',
      reason: expect.stringContaining('something else'),
    });
    expect((await queued()).map(({ runId }) => runId)).toEqual(usual);
  });

  it.each(['send', 'watch'] as const)(
    'with an input of its own is sent to nobody else, though it was under way when its target changed (%s)',
    async (when) => {
      await edit({ targets: [TARGETS.sqs] });
      const target = await firstTarget();
      const own = { at: { local: '2027-01-10T12:01', timeZone: 'UTC' }, inputs: { [target]: '{}' } };
      const ask = { id, requestId: randomUUID(), ...own };
      const [run = ''] = (await runAt(contextOf('administrator'), ask)).runs;
      const other = TARGETS.sqs.arn.replace('statements', 'dead-letters');
      const steps: string[] = [];
      const deliveries = deliveriesOf(environmentId, async ({ step }) => {
        steps.push(step);
        if (step === when) await edit({ targets: [{ ...TARGETS.sqs, id: target, arn: other }] });
        return step === when ? failed() : RUNNING;
      });
      for (const time of ['12:01:00', '12:01:06', '12:01:12']) {
        await at(`2027-01-10T${time}Z`);
        await drain(deliveries);
      }
      expect(steps).toEqual(when === 'send' ? ['send'] : ['send', 'watch']);
      expect(await runOf(run)).toMatchObject({
        state: 'cancelled',
        attempts: 1,
        reason: expect.stringContaining('something else'),
      });
    },
  );

  it('with an input of its own is cancelled once other fields of it are secret', async () => {
    await edit({
      targets: [{ ...TARGETS.sqs, input: '{"what":"all","token":"a"}', secretFields: ['/token'] }],
    });
    const target = await firstTarget();
    const own = { at: { local: '2027-01-11T00:00', timeZone: 'UTC' }, inputs: { [target]: '{"token":"b"}' } };
    const ask = { id, requestId: randomUUID(), ...own };
    const [run = ''] = (await runAt(contextOf('administrator'), ask)).runs;
    const save = (secretFields: string[]) =>
      edit({ targets: [{ ...TARGETS.sqs, id: target, input: '{"what":"all","token":"c"}', secretFields }] });
    await save(['/token']);
    expect(await runOf(run)).toMatchObject({ state: null });
    await save(['/token', '/what']);
    expect(await runOf(run)).toMatchObject({ state: 'cancelled', reason: expect.stringContaining('secret') });
  });

  it('waits while its schedule is off, and is left out where that took longer than its grace', async () => {
    await edit({ targets: [TARGETS.sqs] });
    const { runs } = await plan('2027-01-10T13:10:00');
    await pauseSchedule(operator, { id, reason });
    await at('2027-01-10T12:20:00Z');
    expect(await queued()).toMatchObject([{ held: true }]);
    await resumeSchedule(operator, { id });
    expect(await queued()).toEqual([]);
    expect(await runOf(runs[0] ?? '')).toMatchObject({
      state: 'skipped',
      reason: expect.stringContaining('off'),
    });
    const later = await plan('2027-01-10T14:00:00');
    await pauseSchedule(operator, { id, reason });
    await resumeSchedule(operator, { id });
    await at('2027-01-10T13:00:00Z');
    expect((await deliverAll()).map(({ runId }) => runId)).toEqual(later.runs);
  });

  it('is left out where it was due while its schedule was off and then ended, and else goes out', async () => {
    await edit({ targets: [TARGETS.sqs] });
    const before = [await plan('2027-01-10T13:10'), await plan('2027-06-01T14:00')];
    await pauseSchedule(operator, { id, reason });
    const during = [await plan('2027-01-10T13:20'), await plan('2027-07-01T14:00')];
    expect(await queued()).toMatchObject([{ held: true }, { held: true }, { held: true }, { held: true }]);
    await at('2027-01-10T12:30:00Z');
    await sql(product.database, "UPDATE schedule SET expression = 'at(2027-01-10T12:30:00)' WHERE id = $1", [
      id,
    ]);
    await completeSchedule(systemContext('completion'), { id, reason: 'Over.', missedAt: null });
    for (const [due = { runs: [] }, later = { runs: [] }] of [before, during]) {
      expect(await runOf(due.runs[0] ?? '')).toMatchObject({
        state: 'skipped',
        reason: 'The schedule was off when it ended.',
      });
      const { nominalAt } = await runOf(later.runs[0] ?? '');
      await setClock(nominalAt);
      expect((await deliverAll()).map(({ runId }) => runId)).toEqual(later.runs);
    }
  });

  it('may be planned during a freeze, which holds it', async () => {
    const freeze = await startFreeze(contextOf('administrator'), { scope: 'team', teamId, reason });
    await plan('2027-01-10T13:10:00', { targets: [await firstTarget()] });
    await at('2027-01-10T12:10:00Z');
    expect(await deliverAll()).toEqual([]);
    expect(
      (await listRuns(operator, { ...ANY_RUN, schedule: id, after: '', before: '' })).rows,
    ).toMatchObject([{ frozen: true }]);
    await liftFreeze(contextOf('administrator'), { id: freeze.id, reason });
  });

  it('goes with a deleted schedule, and stays with one that is completed', async () => {
    await edit({ expression: 'at(2027-01-10T12:00:30)', targets: [TARGETS.sqs] });
    const { runs } = await plan('2027-06-01T00:00');
    await planSlots();
    await at('2027-01-10T12:00:31Z');
    expect(await deliverAll()).toHaveLength(1);
    await advanceClocks();
    await at('2027-01-10T14:00:00Z');
    expect(await completeFinished()).toContain(id);
    expect(await openRuns()).toMatchObject([{ id: runs[0] }]);
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id } });
    await deleteSchedule(contextOf('administrator'), { id, reason, confirmName: name });
    expect(await runOf(runs[0] ?? '')).toMatchObject({ state: 'cancelled' });
  });
});

describe('a schedule that runs once through Rota, less than a minute from now', () => {
  it('goes out at its second and is completed then', async () => {
    await edit({ expression: 'at(2027-01-10T12:00:07)', targets: [{ ...TARGETS.sqs, retryAttempts: 0 }] });
    await planSlots();
    await at('2027-01-10T12:00:06.999Z');
    expect(await deliverAll()).toEqual([]);
    await at('2027-01-10T12:00:07Z');
    expect(await deliverAll()).toMatchObject([{ nominalAt: new Date('2027-01-10T12:00:07Z') }]);
    await advanceClocks();
    expect(await completeFinished()).not.toContain(id);
    await at('2027-01-10T12:01:08Z');
    expect(await completeFinished()).toContain(id);
    expect(await db().schedule.findUnique({ where: { id } })).toMatchObject({ state: 'completed' });
  });
});

const firstTarget = async (): Promise<string> =>
  (await db().target.findFirstOrThrow({ where: { scheduleId: id }, orderBy: { position: 'asc' } })).id;
