import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createScheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { makeSchedule, makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { runOf } from '@/lib/local/test-runs';
import { awsOf, settle, syncOf } from '@/lib/local/test-sync';
import { runAt } from '@/lib/runs/commands/at-instant';
import { updateSchedule } from '@/lib/schedules/commands';
import { pauseSchedule } from '@/lib/schedules/state-commands';
import { requestFrom } from '@/lib/sync/drift';
import { reconcile } from '@/lib/sync/reconcile';
import { acceptTheirs } from './accept';
import { restoreOurs } from './restore';
import { askScan, confirmScan } from './scan-commands';
import { seenOf } from './theirs';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let id: string;
const editor = contextOf('editor');
const reason = 'Incident 4711';
const aws = () => createScheduler({ region: TEST_PLACE.region });

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  await make({ expression: 'cron(0 9 * * ? *)', timeZone: 'Europe/London' });
});

async function make(overrides: object): Promise<void> {
  ({ id } = await makeSchedule(teamId, { ...overrides }));
  await settle(product.database);
}

/** What a person does in the console, and Rota's next look at it. */
async function edit(change: object, target = 0): Promise<void> {
  const name = (await awsOf(product.database, id))[target]?.name ?? '';
  const found = await aws().get('rota', name);
  if (!found) throw new Error('It is not there.');
  await aws().update({
    ...requestFrom(found),
    ...change,
    Target: { ...found.Target, ...Reflect.get(change, 'Target') },
  });
  await reconcile(id);
}

const seen = async () => seenOf(await db().drift.findMany({ where: { scheduleId: id } }));
const restore = async () => restoreOurs(editor, { id, reason, seen: await seen() });
const accept = async () => acceptTheirs(editor, { id, reason, seen: await seen() });
const load = () => db().schedule.findUniqueOrThrow({ where: { id }, include: { targets: true } });
const inAws = async () =>
  (await awsOf(product.database, id)).map(({ body, generation }) => ({ ...body, generation }));

async function expectLive(): Promise<void> {
  await settle(product.database);
  expect(await syncOf(id)).toMatchObject({ status: 'live', error: null });
  expect(await seen()).toEqual([]);
}

describe('what a worker finds anew at the very moment of a decision', () => {
  it.each([
    ['restoring', () => restore()],
    ['accepting', () => accept()],
    [
      'saving over it',
      async () => {
        const schedule = scheduleFields(teamId, { name: (await load()).name });
        return updateSchedule(editor, { id, generation: 1, schedule, overwrite: await seen() });
      },
    ],
  ])('is not decided by %s: nobody has seen it', async (_, decide) => {
    await edit({ State: 'DISABLED' });
    const client = new pg.Client({ connectionString: product.database.superuserUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query(`UPDATE drift SET fingerprint = 'another' WHERE schedule_id = $1`, [id]);
    let ended = false;
    const deciding = decide().then(
      () => 'decided',
      (error: { code?: string }) => error.code,
    );
    deciding.finally(() => {
      ended = true;
    });
    const waiting = `SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE NOT l.granted AND a.datname = current_database()`;
    while (!ended && (await sql(product.database, waiting)).length === 0);
    await client.query('COMMIT');
    await client.end();
    expect(await deciding).toBe('conflict');
    expect(await db().drift.findMany({ where: { scheduleId: id } })).toMatchObject([{ decision: null }]);
    expect((await load()).generation).toBe(1);
  });
});

describe('restoring ours', () => {
  it('writes over what was changed, once, as a new generation with its reason', async () => {
    await edit({ State: 'DISABLED', ScheduleExpression: 'rate(1 minute)' });
    await restore();
    await expectLive();
    expect(await inAws()).toMatchObject([
      { State: 'ENABLED', ScheduleExpression: 'cron(0 9 * * ? *)', generation: 2 },
    ]);
    const row = (await auditRows(product.database, 'schedule')).find(
      (row) => row.schedule_id === id && row.action === 'drift.restore',
    );
    expect(row).toMatchObject({ reason, generation: 2 });
    await edit({ State: 'DISABLED' });
    expect(await syncOf(id)).toMatchObject({ status: 'drift' });
  });

  it('makes again what was deleted', async () => {
    const [name = ''] = (await awsOf(product.database, id)).map((row) => row.name);
    await aws().remove('rota', name);
    await reconcile(id);
    expect(await syncOf(id)).toMatchObject({ status: 'drift' });
    await restore();
    await expectLive();
    expect(await inAws()).toHaveLength(1);
  });

  it('is refused where AWS changed since it was seen', async () => {
    await edit({ State: 'DISABLED' });
    const before = await seen();
    await edit({ ScheduleExpression: 'rate(1 minute)' });
    await expect(restoreOurs(editor, { id, reason, seen: before })).rejects.toThrow('changed again');
    await edit({ ScheduleExpression: 'rate(2 minutes)' });
    const decided = await seen();
    await restoreOurs(editor, { id, reason, seen: decided });
    const [name = ''] = (await awsOf(product.database, id)).map((row) => row.name);
    const found = await aws().get('rota', name);
    await aws().update({ ...requestFrom(found ?? {}), ScheduleExpression: 'rate(3 minutes)' });
    await settle(product.database);
    expect(await syncOf(id)).toMatchObject({ status: 'drift' });
    expect(await inAws()).toMatchObject([{ ScheduleExpression: 'rate(3 minutes)' }]);
  });
});

describe('accepting theirs', () => {
  it('what was switched off is paused, and says why', async () => {
    await edit({ State: 'DISABLED' });
    await accept();
    await expectLive();
    expect(await load()).toMatchObject({
      state: 'paused',
      stateReason: 'Switched off in AWS',
      generation: 2,
    });
    expect(await inAws()).toMatchObject([{ State: 'DISABLED', generation: 2 }]);
  });

  it('switched off there although a freeze covers it: is paused, and stays off when that is lifted', async () => {
    await edit({ State: 'DISABLED' });
    const freeze = await startFreeze(editor, { scope: 'team', teamId, reason: 'Stop' });
    await settle(product.database);
    await accept();
    expect(await load()).toMatchObject({ state: 'paused', stateReason: 'Switched off in AWS' });
    await liftFreeze(editor, { id: freeze.id, reason: 'Over' });
    await expectLive();
    expect(await inAws()).toMatchObject([{ State: 'DISABLED' }]);
  });

  it('off there because of a freeze: stays on, also where the answer to the switch was lost', async () => {
    await edit({ ScheduleExpression: 'cron(0 10 * * ? *)' });
    const freeze = await startFreeze(editor, { scope: 'team', teamId, reason: 'Stop' });
    product.aws.scheduler.intercept = (operation) =>
      operation === 'UpdateSchedule' ? 'drop-reply' : undefined;
    await reconcile(id);
    product.aws.scheduler.intercept = undefined;
    await settle(product.database);
    expect(await inAws()).toMatchObject([{ State: 'DISABLED' }]);
    await accept();
    expect(await load()).toMatchObject({ state: 'on', expression: 'cron(0 10 * * ? *)' });
    await liftFreeze(editor, { id: freeze.id, reason: 'Over' });
    await expectLive();
    expect(await inAws()).toMatchObject([{ State: 'ENABLED' }]);
  });

  it('is refused in a disabled environment, and AWS is not asked', async () => {
    await edit({ State: 'DISABLED' });
    await sql(product.database, 'UPDATE environment SET disabled_at = now()');
    const calls = product.network.calls.length;
    await expect(accept()).rejects.toThrow(/is disabled/);
    expect(product.network.calls.length).toBe(calls);
    await sql(product.database, 'UPDATE environment SET disabled_at = NULL');
    await accept();
    expect(await load()).toMatchObject({ state: 'paused' });
  });

  it('takes over times, window and end', async () => {
    await edit({
      ScheduleExpression: 'cron(30 6 * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Tokyo',
      EndDate: new Date('2199-01-01T00:00:00Z'),
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
    });
    await accept();
    await expectLive();
    expect(await load()).toMatchObject({
      expression: 'cron(30 6 * * ? *)',
      timeZone: 'Asia/Tokyo',
      endAt: new Date('2199-01-01T00:00:00Z'),
      flexibleMinutes: 5,
      state: 'on',
    });
    expect(await inAws()).toMatchObject([{ ScheduleExpression: 'cron(30 6 * * ? *)', generation: 2 }]);
  });

  it('takes over a target, whose secrets stay secret', async () => {
    await make({ targets: [{ ...TARGETS.sqs, input: '{"token": "hunter2"}', secretFields: ['/token'] }] });
    await edit({
      Target: { Input: '{"token": "hunter3", "more": 1}', RetryPolicy: { MaximumRetryAttempts: 7 } },
    });
    await accept();
    await expectLive();
    const [target] = (await load()).targets;
    expect(target).toMatchObject({ retryAttempts: 7, secretFields: ['/token'] });
    expect(target?.input).not.toContain('hunter');
    expect((await inAws())[0]?.Target.Input).toBe('{"token": "hunter3", "more": 1}');
    await edit({ Target: { Input: '{"moved": "hunter3"}' } });
    await expect(accept()).rejects.toThrow("can't tell what of it is secret");
    expect(JSON.stringify(await auditRows(product.database, 'schedule'))).not.toContain('hunter');
  });

  it('takes over another queue, which is not sent what somebody entered for ours', async () => {
    const [target = { id: '' }] = (await load()).targets;
    const at = { local: '2099-01-01T00:00', timeZone: 'UTC' };
    const inputs = { [target.id]: '{"for":"ours"}' };
    const ask = { id, requestId: randomUUID(), at, inputs };
    const [run = ''] = (await runAt(contextOf('administrator'), ask)).runs;
    await edit({ Target: { RetryPolicy: { MaximumRetryAttempts: 7 } } });
    await accept();
    expect(await runOf(run)).toMatchObject({ state: null });
    await edit({ Target: { Arn: TARGETS.sqs.arn.replace('statements', 'dead-letters') } });
    await accept();
    expect(await runOf(run)).toMatchObject({ state: 'cancelled' });
  });

  it('keeps of a function how it is invoked, of which AWS knows nothing', async () => {
    await make({ targets: [{ ...TARGETS.lambda, invocation: 'result' }] });
    await edit({ Target: { RetryPolicy: { MaximumRetryAttempts: 7 } } });
    await accept();
    expect((await load()).targets).toMatchObject([
      { retryAttempts: 7, settings: { invocation: 'result' }, timeoutSeconds: 30 },
    ]);
  });

  it('removes the target that is missing, and deletes a schedule of which all are', async () => {
    await make({ targets: [TARGETS.sqs, TARGETS.sns] });
    const names = (await awsOf(product.database, id)).map((row) => row.name);
    await aws().remove('rota', names[0] ?? '');
    await reconcile(id);
    await accept();
    await expectLive();
    expect((await load()).targets).toHaveLength(1);
    await aws().remove('rota', names[1] ?? '');
    await reconcile(id);
    await accept();
    await expectLive();
    expect(await load()).toMatchObject({ state: 'deleted' });
  });

  it.each([
    [
      'different times of targets that share one',
      { ScheduleExpression: 'rate(1 minute)' },
      'different times',
    ],
    ['a key of its own', { KmsKeyArn: 'arn:aws:kms:eu-central-1:000000000000:key/x' }, 'KmsKeyArn'],
    ['that it deletes itself', { ActionAfterCompletion: 'DELETE' }, 'ActionAfterCompletion'],
    ['a role elsewhere', { Target: { RoleArn: 'arn:aws:iam::111111111111:role/x' } }, 'account'],
  ])('refuses %s, and nothing of it is done', async (_, change, message) => {
    await make({ targets: [TARGETS.sqs, TARGETS.sns] });
    await edit(change);
    const before = await load();
    await expect(accept()).rejects.toThrow(message);
    expect(await load()).toEqual(before);
    expect(await db().drift.findMany({ where: { scheduleId: id } })).toMatchObject([{ decision: null }]);
  });

  it('of a pause that somebody ended in AWS resumes it', async () => {
    await pauseSchedule(editor, { id, reason });
    await settle(product.database);
    await edit({ State: 'ENABLED' });
    expect(await syncOf(id)).toMatchObject({
      status: 'drift',
      error: expect.stringContaining('Switched on'),
    });
    await accept();
    await expectLive();
    expect(await load()).toMatchObject({ state: 'on' });
  });
});

describe('a save over what somebody changed in AWS', () => {
  const save = async (overwrite?: string[]) => {
    const { generation, targets } = await load();
    const kept = { ...TARGETS.sqs, id: targets[0]?.id };
    const schedule = scheduleFields(teamId, { owner: 'Payroll', targets: [kept] });
    return updateSchedule(editor, { id, generation, schedule, ...(overwrite && { overwrite }) });
  };

  it('is refused where the person does not say so, and writes over just what they saw', async () => {
    await edit({ State: 'DISABLED' });
    await expect(save()).rejects.toThrow('would write over that');
    await expect(save(['other'])).rejects.toThrow('would write over that');
    expect(await load()).toMatchObject({ generation: 1, owner: 'Finance' });
    await save(await seen());
    await expectLive();
    expect(await inAws()).toMatchObject([{ State: 'ENABLED', generation: 2 }]);
  });

  it('that came before anybody knew of it is shown, and not carried through', async () => {
    const [name = ''] = (await awsOf(product.database, id)).map((row) => row.name);
    const found = await aws().get('rota', name);
    await aws().update({ ...requestFrom(found ?? {}), State: 'DISABLED' });
    await save();
    await settle(product.database);
    expect(await syncOf(id)).toMatchObject({ status: 'drift', wantedGeneration: 2, syncedGeneration: 1 });
    expect(await inAws()).toMatchObject([{ State: 'DISABLED', generation: 1 }]);
    await restore();
    await expectLive();
    expect(await inAws()).toMatchObject([{ State: 'ENABLED', generation: 3 }]);
  });
});

it('a scan is asked for, and a confirmation only where something waits', async () => {
  const { id: environmentId } = await db().environment.findFirstOrThrow();
  await askScan(contextOf('operator'), { environmentId, full: true });
  expect(await db().environmentScan.findFirstOrThrow()).toMatchObject({ full: true });
  const confirm = () => confirmScan(contextOf('administrator'), { environmentId, reason });
  await expect(confirm()).rejects.toThrow('Nothing waits');
  await sql(product.database, 'UPDATE environment_scan SET held_since = now(), held_missing = 30');
  await confirm();
  expect((await auditRows(product.database, 'activity')).at(-1)).toMatchObject({
    action: 'drift.confirm',
    reason,
  });
});
