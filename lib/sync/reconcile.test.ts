import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { installationId } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsOf, gate, settle, syncOf } from '@/lib/local/test-sync';
import { updateSchedule } from '@/lib/schedules/commands';
import * as states from '@/lib/schedules/state-commands';
import { reconcile } from './reconcile';
import { reconcileSoon } from './soon';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let id: string;
const editor = contextOf('editor');
const ALL = Object.values(TARGETS);

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  ({ id } = await makeSchedule(teamId, { targets: ALL }));
});

const inAws = () => awsOf(product.database, id);

async function expectLive(generation: number, state: string): Promise<void> {
  expect(await syncOf(id)).toMatchObject({
    status: 'live',
    syncedGeneration: generation,
    dueAt: null,
    error: null,
  });
  const found = await inAws();
  expect(found.map((row) => [row.generation, row.body.State])).toEqual(found.map(() => [generation, state]));
}

describe('a change', () => {
  it('makes one AWS schedule for each target, in a tagged group of its own', async () => {
    await reconcile(id);
    await expectLive(1, 'ENABLED');
    const found = await inAws();
    expect(found.map(({ group }) => group)).toEqual(ALL.map(() => 'rota'));
    const arns = found.map(({ body }) => body.Target.Arn).sort();
    expect(arns).toEqual(ALL.map(({ arn }) => arn).sort());
    const [group] = await sql<{ tags: string }>(
      product.database,
      `SELECT tags FROM local_aws.schedule_group WHERE name = 'rota'`,
    );
    expect(JSON.parse(group?.tags ?? '')).toEqual([
      { Key: 'rota:installation', Value: await installationId() },
    ]);
  });

  it('reaches AWS whatever it is: edited, paused, resumed, disabled, enabled, deleted', async () => {
    await reconcile(id);
    const targets = await db().target.findMany({ where: { scheduleId: id }, orderBy: { position: 'asc' } });
    const kept = { ...TARGETS.lambda, id: targets.find(({ kind }) => kind === 'lambda')?.id };
    await updateSchedule(editor, {
      id,
      generation: 1,
      schedule: scheduleFields(teamId, { expression: 'rate(5 minutes)', targets: [kept, TARGETS.sns] }),
    });
    await reconcile(id);
    await expectLive(2, 'ENABLED');
    expect((await inAws()).map(({ body }) => body.ScheduleExpression)).toEqual([
      'rate(5 minutes)',
      'rate(5 minutes)',
    ]);
    expect((await inAws()).map(({ name }) => name)).toContain(`${kept.id}-${id}`);
    let generation = 2;
    for (const [act, state] of [
      [states.pauseSchedule, 'DISABLED'],
      [states.resumeSchedule, 'ENABLED'],
      [states.disableSchedule, 'DISABLED'],
      [states.enableSchedule, 'ENABLED'],
    ] as const) {
      await act(editor, { id, reason: 'Test' });
      await reconcile(id);
      generation += 1;
      await expectLive(generation, state);
    }
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id } });
    await states.deleteSchedule(editor, { id, reason: 'Test', confirmName: name });
    await reconcile(id);
    await expectLive(generation + 1, 'none');
    expect(await inAws()).toEqual([]);
  });

  it('is waited for no longer than a person waits, and goes on by itself', async () => {
    await reconcile(id);
    await states.pauseSchedule(editor, { id, reason: 'Test' });
    const held = gate();
    product.network.hold = () => held.opened;
    const calls = product.network.calls.length;
    await reconcileSoon(id);
    expect(product.network.calls.length).toBeGreaterThan(calls);
    expect((await syncOf(id)).status).toBe('pending');
    product.network.hold = undefined;
    held.open();
    await settle(product.database);
    await expectLive(2, 'DISABLED');
  });

  it('needs no write the second time, for any kind of target', async () => {
    await reconcile(id);
    const calls = product.network.calls.length;
    await states.retrySync(contextOf('operator'), { id });
    await reconcile(id);
    const again = product.network.calls.slice(calls).map(({ method }) => method);
    expect(again).toEqual(ALL.map(() => 'GET'));
    await expectLive(1, 'ENABLED');
  });

  it('leaves one audit row of its outcome, with the request that asked for it', async () => {
    await reconcile(id);
    await reconcile(id);
    const rows = (await auditRows(product.database, 'schedule')).filter((row) => row.schedule_id === id);
    expect(rows.map(({ action, outcome, generation }) => [action, outcome, generation])).toEqual([
      ['schedule.create', 'ok', 1],
      ['schedule.sync', 'ok', 1],
    ]);
    expect(rows[1]?.request_id).toBe(rows[0]?.request_id);
    expect(rows[1]?.actor_id).toBe('system:sync');
  });

  it('is brought to AWS by the worker where its process died between commit and call', async () => {
    expect(await inAws()).toEqual([]);
    await settle(product.database);
    await expectLive(1, 'ENABLED');
    expect(await inAws()).toHaveLength(ALL.length);
  });

  it('sends secrets in the clear to AWS, where they belong', async () => {
    const secret = { ...TARGETS.sqs, input: '{"token": "hunter2"}', secretFields: ['/token'] };
    ({ id } = await makeSchedule(teamId, { targets: [secret] }));
    await reconcile(id);
    expect((await inAws())[0]?.body.Target.Input).toBe('{"token": "hunter2"}');
  });
});

it('makes the group again where somebody deleted it, and in it what a person wants restored', async () => {
  await reconcile(id);
  await sql(product.database, `DELETE FROM local_aws.schedule_group WHERE name = 'rota'`);
  await states.pauseSchedule(editor, { id, reason: 'Test' });
  await reconcile(id);
  await settle(product.database);
  expect(await syncOf(id)).toMatchObject({ status: 'drift' });
  expect(await inAws()).toEqual([]);
  await db().drift.updateMany({ where: { scheduleId: id }, data: { decision: 'restore' } });
  await reconcile(id);
  await expectLive(2, 'DISABLED');
  expect(await inAws()).toHaveLength(ALL.length);
});
