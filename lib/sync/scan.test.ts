import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createScheduler } from '@/lib/aws/scheduler';
import { db } from '@/lib/db';
import { askScan } from '@/lib/drift/scan-commands';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsOf, settle, syncOf } from '@/lib/local/test-sync';
import * as states from '@/lib/schedules/state-commands';
import { requestFrom } from './drift';
import { takeDueLeases } from './lease';
import { isNightDue } from './pass-begin';
import { reconcile } from './reconcile';
import { scanPage } from './scan';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let id: string;
const editor = contextOf('editor');
const aws = () => createScheduler({ region: TEST_PLACE.region });

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
beforeEach(async () => {
  ({ id } = await makeSchedule(teamId, { expression: 'rate(10 minutes)' }));
  await settle(product.database);
});

const page = async () => scanPage((await currentEnvironment()).id);

/** A whole pass, and what it asks for. */
async function scan(): Promise<void> {
  await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
  for (let going = true; going; ) going = await page();
  await settle(product.database);
}

const nameOf = async (scheduleId: string) => (await awsOf(product.database, scheduleId))[0]?.name ?? '';

/** What a person does in the console. */
async function edit(name: string, change: object): Promise<void> {
  const found = await aws().get('rota', name);
  if (!found) throw new Error('It is not there.');
  await aws().update({ ...requestFrom(found), StartDate: undefined, ...change });
}
const driftOf = (scheduleId: string) => db().drift.findMany({ where: { scheduleId } });
const writes = () => product.network.calls.filter(({ method }) => method !== 'GET').length;

describe('what somebody did in AWS', () => {
  it('switched off: stays off, whatever Rota is told but by a person who decides', async () => {
    await edit(await nameOf(id), { State: 'DISABLED' });
    const before = writes();
    await scan();
    expect(writes()).toBe(before);
    expect(await syncOf(id)).toMatchObject({
      status: 'drift',
      error: 'Switched off in AWS, not by Rota. Rota leaves it so until somebody decides.',
    });
    expect(await driftOf(id)).toMatchObject([
      { kind: 'changed', ours: { State: 'ENABLED' }, theirs: { State: 'DISABLED' } },
    ]);
    await reconcile(id);
    await scan();
    expect((await awsOf(product.database, id))[0]?.body.State).toBe('DISABLED');
    const found = (await auditRows(product.database, 'schedule')).filter(
      (row) => row.schedule_id === id && row.action === 'schedule.drift',
    );
    expect(found).toHaveLength(1);
  });

  it('switched off before a freeze: stays off when that is lifted', async () => {
    ({ id } = await makeSchedule(teamId, { expression: 'cron(0 9 * * ? *)' }));
    await settle(product.database);
    await edit(await nameOf(id), { State: 'DISABLED' });
    await scan();
    const freeze = await startFreeze(editor, { scope: 'team', teamId, reason: 'Stop' });
    await settle(product.database);
    expect(await driftOf(id)).toHaveLength(1);
    await liftFreeze(editor, { id: freeze.id, reason: 'Over' });
    await settle(product.database);
    expect((await awsOf(product.database, id))[0]?.body.State).toBe('DISABLED');
    expect(await syncOf(id)).toMatchObject({ status: 'drift' });
  });

  it.each([
    ['a freeze', () => startFreeze(editor, { scope: 'team', teamId, reason: 'Stop' })],
    ['a pause', () => states.pauseSchedule(editor, { id, reason: 'Stop' })],
  ] as const)('switched off after %s of the same version is over: stays off', async (_, stop) => {
    const { id: stopped } = await stop();
    await settle(product.database);
    if (stopped === id) await states.resumeSchedule(editor, { id });
    else await liftFreeze(editor, { id: stopped, reason: 'Over' });
    await settle(product.database);
    expect((await awsOf(product.database, id))[0]?.body.State).toBe('ENABLED');
    await edit(await nameOf(id), { State: 'DISABLED' });
    await scan();
    expect(await syncOf(id)).toMatchObject({ status: 'drift' });
    expect((await awsOf(product.database, id))[0]?.body.State).toBe('DISABLED');
  });

  it('its description written over: is still ours, to be decided on or deleted', async () => {
    await edit(await nameOf(id), { Description: 'By hand' });
    await scan();
    expect(await driftOf(id)).toMatchObject([{ kind: 'changed', theirs: { Description: 'By hand' } }]);
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id } });
    await states.deleteSchedule(editor, { id, reason: 'Over', confirmName: name });
    await settle(product.database);
    expect(await awsOf(product.database, id)).toEqual([]);
  });

  it('its description written over: a freeze’s own switch is told from a person’s, and a failed deletion is tried again', async () => {
    await edit(await nameOf(id), { Description: 'By hand', ScheduleExpression: 'rate(7 minutes)' });
    const freeze = await startFreeze(editor, { scope: 'team', teamId, reason: 'Stop' });
    await settle(product.database);
    expect((await awsOf(product.database, id))[0]?.body.State).toBe('DISABLED');
    expect(await driftOf(id)).toMatchObject([{ switchedOff: true }]);
    await liftFreeze(editor, { id: freeze.id, reason: 'Over' });
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id } });
    await edit(await nameOf(id), { Description: 'By hand again' });
    await states.deleteSchedule(editor, { id, reason: 'Over', confirmName: name });
    product.aws.scheduler.intercept = (operation) => (operation === 'DeleteSchedule' ? 'error' : undefined);
    await reconcile(id);
    product.aws.scheduler.intercept = undefined;
    await settle(product.database);
    expect(await awsOf(product.database, id)).toEqual([]);
  });

  it('deleted: is not made again', async () => {
    await aws().remove('rota', await nameOf(id));
    await scan();
    expect(await syncOf(id)).toMatchObject({ status: 'drift' });
    expect(await driftOf(id)).toMatchObject([{ kind: 'missing', theirs: null }]);
    await reconcile(id);
    expect(await awsOf(product.database, id)).toEqual([]);
  });

  it('changed and changed back: is live again', async () => {
    const name = await nameOf(id);
    const [own] = await awsOf(product.database, id);
    await edit(name, { ScheduleExpression: 'rate(1 minute)' });
    await scan();
    expect(await syncOf(id)).toMatchObject({ status: 'drift' });
    await sql(
      product.database,
      'UPDATE local_aws.schedule SET body = $2, modified_at = modified_at + 1 WHERE name = $1',
      [name, JSON.stringify(own?.body)],
    );
    await scan();
    expect(await syncOf(id)).toMatchObject({ status: 'live', error: null });
    expect(await driftOf(id)).toEqual([]);
  });

  it('shows no secret, wherever it stands', async () => {
    const secret = { ...TARGETS.sqs, input: '{"token": "hunter2"}', secretFields: ['/token'] };
    ({ id } = await makeSchedule(teamId, { targets: [secret] }));
    await settle(product.database);
    for (const Input of ['{"token": "hunter3"}', '{"moved": "hunter3"}', 'hunter3']) {
      const found = await aws().get('rota', await nameOf(id));
      await edit(await nameOf(id), { Target: { ...found?.Target, Input } });
      await scan();
      const shown = JSON.stringify([await driftOf(id), await auditRows(product.database, 'schedule')]);
      expect(shown).not.toContain('hunter');
      expect(await driftOf(id)).toHaveLength(1);
    }
  });
});

describe('a pause of what was changed in AWS', () => {
  it('switches it off there at once and leaves the rest of the change for a person', async () => {
    await edit(await nameOf(id), { ScheduleExpression: 'rate(1 minute)' });
    await states.pauseSchedule(editor, { id, reason: 'Stop' });
    await reconcile(id);
    expect(await syncOf(id)).toMatchObject({ status: 'drift' });
    expect((await awsOf(product.database, id))[0]?.body).toMatchObject({
      State: 'DISABLED',
      ScheduleExpression: 'rate(1 minute)',
    });
    expect(await driftOf(id)).toMatchObject([{ switchedOff: true }]);
    await states.resumeSchedule(editor, { id, reason: 'Go on' });
    await reconcile(id);
    expect((await awsOf(product.database, id))[0]?.body.State).toBe('DISABLED');
  });

  it('a delete removes it', async () => {
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id } });
    await edit(await nameOf(id), { ScheduleExpression: 'rate(1 minute)' });
    await states.deleteSchedule(editor, { id, reason: 'Over', confirmName: name });
    await settle(product.database);
    expect(await awsOf(product.database, id)).toEqual([]);
    expect(await syncOf(id)).toMatchObject({ status: 'live' });
  });
});

describe('what Rota does not know in its group', () => {
  it('is shown and left alone: foreign by its description or its name', async () => {
    const own = await aws().get('rota', await nameOf(id));
    if (!own) throw new Error('It is not there.');
    const copy = requestFrom({ ...own, StartDate: undefined });
    await aws().create({ ...copy, Name: 'copied' });
    await aws().create({ ...copy, Name: 'theirs', Description: 'By hand' });
    await scan();
    const found = () => db().drift.findMany({ where: { scheduleId: null }, orderBy: { name: 'asc' } });
    expect(await found()).toMatchObject([
      { name: 'copied', kind: 'foreign', awsGeneration: 1 },
      { name: 'theirs', kind: 'foreign', awsGeneration: null },
    ]);
    const reads = product.network.calls.length;
    await scan();
    expect(product.network.calls.slice(reads).filter(({ path }) => path.includes('/copied'))).toEqual([]);
    await aws().remove('rota', 'copied');
    await aws().remove('rota', 'theirs');
    await scan();
    expect(await found()).toEqual([]);
  });
});

describe('a pass', () => {
  it('reads nothing that did not change, and everything where it is full', async () => {
    await scan();
    const before = product.network.calls.length;
    await scan();
    const paths = () => product.network.calls.slice(before).map(({ path }) => path);
    expect(paths().filter((path) => /^\/schedules\/\w/.test(path))).toEqual([]);
    await sql(product.database, 'UPDATE environment_scan SET "full" = true');
    await scan();
    const known = await db().awsSchedule.count({ where: { hash: { not: null } } });
    expect(paths().filter((path) => /^\/schedules\/\w/.test(path)).length).toBeGreaterThanOrEqual(known - 4);
  });

  it('finds at once what was changed, also while a nightly read is spread out', async () => {
    await sql(
      product.database,
      `UPDATE schedule_sync SET due_at = now() + interval '22 hours' WHERE schedule_id = $1`,
      [id],
    );
    await edit(await nameOf(id), { State: 'DISABLED' });
    await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
    for (let going = true; going; ) going = await page();
    const { dueAt } = await syncOf(id);
    expect(dueAt?.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it('and a worker take nothing up in an environment that is disabled', async () => {
    const { id: environmentId } = await currentEnvironment();
    await makeSchedule(teamId);
    await sql(product.database, 'UPDATE schedule_sync SET due_at = now() WHERE due_at IS NOT NULL');
    await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
    await sql(product.database, 'UPDATE environment SET disabled_at = now()');
    expect(await takeDueLeases(environmentId, 10)).toEqual([]);
    expect(await page()).toBe(false);
    await sql(product.database, 'UPDATE environment SET disabled_at = NULL');
    expect(await takeDueLeases(environmentId, 10)).not.toEqual([]);
  });

  it('that somebody asks for while another is under way comes after that one', async () => {
    const { id: environmentId } = await currentEnvironment();
    const due = async () =>
      (await db().environmentScan.findUniqueOrThrow({ where: { environmentId } })).dueAt;
    await scan();
    await sql(
      product.database,
      `UPDATE environment_scan SET due_at = now(), started_at = now() - interval '1 second'`,
    );
    await askScan(editor, { environmentId });
    expect(await page()).toBe(true);
    expect((await due()).getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
    expect(await page()).toBe(true);
    expect((await due()).getTime()).toBeGreaterThan(Date.now() + 60_000);
  });

  it('goes on at the page where another worker stopped', async () => {
    for (let i = 0; i < 101; i += 1)
      await sql(
        product.database,
        `INSERT INTO local_aws.schedule (region, group_name, name, body, state, delete_after, created_at, modified_at, anchor)
         SELECT region, group_name, 'zz-' || $1, body, state, false, 0, 0, 0 FROM local_aws.schedule WHERE name = $2`,
        [i, await nameOf(id)],
      );
    await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
    const listed: number[] = [];
    for (let turns = 0; turns < 20 && (await page()); turns += 1)
      listed.push((await db().environmentScan.findFirstOrThrow()).page);
    expect(listed).toContain(1);
    expect(await db().drift.count({ where: { kind: 'foreign' } })).toBe(101);
    expect(await db().environmentScan.findFirstOrThrow()).toMatchObject({ page: 0, startedAt: null });
    await sql(product.database, `DELETE FROM local_aws.schedule WHERE name LIKE 'zz-%'`);
    await scan();
  });

  it.each(['error', 'throttle'] as const)('that fails with %s concludes nothing', async (fault) => {
    await aws().remove('rota', await nameOf(id));
    product.aws.scheduler.intercept = (operation) => (operation === 'ListSchedules' ? fault : undefined);
    await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
    await page();
    product.aws.scheduler.intercept = undefined;
    await settle(product.database);
    expect(await syncOf(id)).toMatchObject({ status: 'live' });
    expect(await db().environmentScan.findFirstOrThrow()).toMatchObject({
      attempts: 1,
      passedAt: expect.anything(),
    });
    await scan();
    expect(await syncOf(id)).toMatchObject({ status: 'drift' });
  });

  it('that finds more than 20 gone asks first, and goes on when confirmed', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 21; i += 1) ids.push((await makeSchedule(teamId)).id);
    await settle(product.database);
    await scan();
    for (const each of ids) await aws().remove('rota', await nameOf(each));
    await scan();
    expect(await db().environmentScan.findFirstOrThrow()).toMatchObject({ heldMissing: 21 });
    expect(await syncOf(ids[0] ?? '')).toMatchObject({ status: 'live' });
    await sql(product.database, 'UPDATE environment_scan SET confirmed_at = now()');
    await scan();
    for (const each of ids) expect(await syncOf(each)).toMatchObject({ status: 'drift' });
    await scan();
    expect(await db().environmentScan.findFirstOrThrow()).toMatchObject({ heldMissing: 0, heldSince: null });
  });

  it('is due in full once a night', () => {
    const at = (text: string) => new Date(`2027-03-${text}:00Z`);
    expect(isNightDue(at('09T12:00'), at('10T01:59'))).toBe(false);
    expect(isNightDue(at('09T12:00'), at('10T02:00'))).toBe(true);
    expect(isNightDue(at('10T02:00'), at('10T23:00'))).toBe(false);
  });
});

it('lets no deletion go that nobody asked for because of a pause, and any that somebody did', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 22; i += 1)
    ids.push((await makeSchedule(teamId, { targets: [TARGETS.sqs, TARGETS.sns] })).id);
  await settle(product.database);
  await sql(product.database, 'DELETE FROM target WHERE schedule_id = ANY($1) AND position = 1', [ids]);
  const [first = '', second = ''] = ids;
  await states.pauseSchedule(editor, { id: first, reason: 'Stop' });
  await settle(product.database);
  expect(await awsOf(product.database, first)).toHaveLength(2);
  expect(await syncOf(first)).toMatchObject({ status: 'failed', errorCode: 'TooManyDeletes' });
  const { name } = await db().schedule.findUniqueOrThrow({ where: { id: second } });
  await states.deleteSchedule(editor, { id: second, reason: 'Over', confirmName: name });
  await settle(product.database);
  expect(await awsOf(product.database, second)).toEqual([]);
  await sql(product.database, `UPDATE schedule SET state = 'deleted', generation = 9 WHERE id = ANY($1)`, [
    ids,
  ]);
  await scan();
  expect(await db().environmentScan.findFirstOrThrow()).toMatchObject({ heldSince: null, heldSurplus: 0 });
});

it('deletes nothing that nobody asked it to delete, where that is much', async () => {
  const own = await db().awsSchedule.findMany({ where: { scheduleId: id } });
  await sql(product.database, 'DELETE FROM target WHERE schedule_id = $1', [id]);
  await sql(
    product.database,
    `INSERT INTO aws_schedule (name, environment_id, group_name, schedule_id, target_id, generation, hash)
     SELECT 'lost-' || n, environment_id, group_name, schedule_id, 'lost-' || n, generation, hash
     FROM aws_schedule, generate_series(1, 21) n WHERE name = $1`,
    [own[0]?.name],
  );
  const before = writes();
  await reconcile(id);
  expect(writes()).toBe(before);
  expect(await syncOf(id)).toMatchObject({ status: 'failed', errorCode: 'TooManyDeletes' });
});
