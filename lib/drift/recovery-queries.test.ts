import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { newId } from '@/lib/id';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsSchedules, settle, syncTurn } from '@/lib/local/test-sync';
import { enterRecovery } from '@/lib/sync/recovery';
import { scanPage } from '@/lib/sync/scan';
import { type DecideOutcome, decideMany } from './decide-many';
import { listDecidable } from './decide-many-queries';
import { endRecovery } from './end-recovery';
import { getRecovery, listRecoveries, type OpenSchedule, SHOWN } from './recovery-queries';

let product: TestProduct<{ aws: true }>;
let teamId: string;
let environmentId: string;
const viewer = contextOf('viewer');
const editor = contextOf('editor');
const admin = contextOf('administrator');
const reason = 'Yesterday’s backup';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
});
afterAll(() => product?.stop());
beforeEach(async () => {
  teamId = await makeTeam();
  environmentId = (await currentEnvironment()).id;
});
afterEach(async () => {
  await sql(product.database, 'UPDATE environment_sync SET recovery_since = NULL, recovery_reason = NULL');
  await sql(product.database, 'TRUNCATE local_aws.schedule, aws_schedule, drift CASCADE');
  await sql(product.database, `UPDATE schedule SET state = 'deleted'`);
  await sql(
    product.database,
    `UPDATE schedule_sync SET due_at = NULL, status = 'live', lease_token = NULL, lease_until = NULL`,
  );
});

async function look(): Promise<void> {
  await sql(product.database, 'UPDATE environment_scan SET due_at = now()');
  for (let going = true; going; ) going = await scanPage(environmentId);
  await sql(product.database, 'UPDATE schedule_sync SET due_at = now() WHERE due_at IS NOT NULL');
  await syncTurn(environmentId);
}

/** What a person does in the console: changes the body of what AWS has of a schedule. */
async function inConsole(id: string, change: (body: Record<string, unknown>) => object): Promise<void> {
  for (const { scheduleId, name, body } of await awsSchedules(product.database))
    if (scheduleId === id)
      await sql(
        product.database,
        'UPDATE local_aws.schedule SET body = $1, modified_at = modified_at + 1 WHERE name = $2',
        [JSON.stringify({ ...body, ...change(body) }), name],
      );
}

/** AWS has what the database forgot. @returns the lost schedule's id */
async function lose(name: string, secret = 'hunter2'): Promise<string> {
  const { id } = await makeSchedule(teamId, {
    name,
    expression: 'rate(3 hours)',
    targets: [{ ...TARGETS.sqs, input: `{"token":"${secret}"}` }, TARGETS.lambda],
  });
  await settle(product.database);
  const lost = newId();
  await sql(product.database, 'UPDATE local_aws.schedule SET name = replace(name, $1, $2)', [id, lost]);
  await sql(
    product.database,
    `UPDATE local_aws.schedule SET body = replace(body, $1, $2), modified_at = modified_at + 1 WHERE name LIKE '%' || $2`,
    [id, lost],
  );
  await sql(product.database, 'DELETE FROM aws_schedule WHERE schedule_id = $1', [id]);
  await sql(product.database, 'DELETE FROM target WHERE schedule_id = $1', [id]);
  await sql(product.database, `UPDATE schedule SET state = 'deleted' WHERE id = $1`, [id]);
  return lost;
}

const items = (schedules: readonly OpenSchedule[]) =>
  schedules.map(({ id, lost, seen }) => ({ id, lost, seen }));
const failures = (outcomes: readonly DecideOutcome[]) => outcomes.filter(({ ok }) => !ok);

describe('the page of a recovery', () => {
  it('is for administrators, and says nothing of an environment that is not in recovery', async () => {
    await expect(getRecovery(editor, environmentId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(getRecovery(admin, '0000000000000000')).rejects.toMatchObject({ code: 'not-found' });
    expect(await getRecovery(admin, environmentId)).toMatchObject({ waits: null, schedules: [], count: 0 });
    expect(await listRecoveries(viewer)).toEqual([]);
  });

  it('tells everybody that an environment is in recovery, and since when; of a disabled one nobody', async () => {
    await makeSchedule(teamId);
    await enterRecovery(environmentId, 'An older copy.');
    const { name } = await db().environment.findUniqueOrThrow({ where: { id: environmentId } });
    expect(await listRecoveries(viewer)).toEqual([{ environmentId, name, since: expect.any(Date) }]);
    await expect(listRecoveries(contextOf('anonymous'))).rejects.toMatchObject({ code: 'unauthenticated' });
    await sql(product.database, 'UPDATE environment SET disabled_at = now()');
    expect(await listRecoveries(viewer)).toEqual([]);
    await sql(product.database, 'UPDATE environment SET disabled_at = NULL');
  });

  it('shows each schedule once, by name, with what differs of all its targets; a lost one by the name that AWS has', async () => {
    const { id } = await makeSchedule(teamId, { name: 'Beta', targets: [TARGETS.sqs, TARGETS.lambda] });
    await settle(product.database);
    const lost = await lose('Alpha');
    await inConsole(id, ({ Description }) => ({
      State: 'DISABLED',
      Description: String(Description).replace(' g1', ' g4'),
    }));
    await look();
    const { waits, schedules, count, trouble } = await getRecovery(admin, environmentId);
    expect(waits).toMatchObject({ passed: true, looks: 0, open: 4 });
    expect({ count, trouble }).toEqual({ count: 2, trouble: null });
    expect(schedules).toMatchObject([
      { id: lost, name: 'Alpha', lost: true, state: null, generation: null, awsGeneration: 1 },
      { id, name: 'Beta', lost: false, state: 'on', generation: 1, awsGeneration: 4 },
    ]);
    const [alpha, beta] = schedules;
    expect(beta?.found.map(({ kind }) => kind)).toEqual(['changed', 'changed']);
    expect(beta?.found[0]?.differences).toContainEqual({
      path: 'State',
      before: 'ENABLED',
      after: 'DISABLED',
    });
    expect(alpha?.found[0]?.differences).toContainEqual({
      path: 'ScheduleExpression',
      after: 'rate(3 hours)',
    });
    expect(JSON.stringify(schedules)).not.toContain('hunter2');
  });

  it('shows so many at once, and says how many there are', async () => {
    await makeSchedule(teamId);
    await enterRecovery(environmentId, 'An older copy.');
    await sql(
      product.database,
      `INSERT INTO drift (environment_id, name, kind, fingerprint, found_at, theirs)
       SELECT $1, lpad(n::text, 16, '0') || '-' || lpad(n::text, 16, '0'),
         (CASE WHEN n > ${SHOWN + 5} THEN 'foreign' ELSE 'extra' END)::"DriftKind", 'x', now(),
         jsonb_build_object('Description', 'rota abc g1 Lost ' || lpad(n::text, 3, '0'))
       FROM generate_series(1, ${SHOWN + 6}) n`,
      [environmentId],
    );
    const { schedules, count } = await getRecovery(admin, environmentId);
    expect(count).toBe(SHOWN + 5);
    expect(schedules).toHaveLength(SHOWN);
    expect(schedules[99]).toMatchObject({ name: 'Lost 100', lost: true });
  });

  it('says why AWS can not be looked over', async () => {
    await makeSchedule(teamId);
    await enterRecovery(environmentId, 'An older copy.');
    await sql(
      product.database,
      `UPDATE environment_sync SET unreachable_since = now(), unreachable_error = 'No route'`,
    );
    const { trouble } = await getRecovery(admin, environmentId);
    expect(trouble).toEqual({ text: 'No route', since: expect.any(Date) });
    await sql(product.database, 'UPDATE environment_sync SET unreachable_since = NULL');
  });
});

describe('a decision on many', () => {
  it('takes over what AWS has, lost schedules too, so that the recovery can end', async () => {
    const { id } = await makeSchedule(teamId);
    await settle(product.database);
    const lostId = await lose('Brought back');
    await inConsole(id, ({ Description }) => ({
      State: 'DISABLED',
      Description: String(Description).replace(' g1', ' g4'),
    }));
    await look();
    const { schedules } = await getRecovery(admin, environmentId);
    const lost = { environmentId, teamId, owner: 'Finance' };
    const asked = { decision: 'accept', reason, lost, items: items(schedules) };
    expect(failures(await decideMany(admin, asked))).toEqual([]);
    await look();
    expect(await getRecovery(admin, environmentId)).toMatchObject({
      waits: { open: 0, looks: 0 },
      schedules: [],
      count: 0,
    });
    expect(await db().drift.count()).toBe(3);
    await endRecovery(admin, { environmentId, reason });
    await settle(product.database);
    expect(await db().schedule.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: 'paused',
      generation: 5,
    });
    expect(await db().schedule.findUniqueOrThrow({ where: { id: lostId } })).toMatchObject({
      name: 'Brought back',
      owner: 'Finance',
      state: 'on',
    });
    expect((await db().scheduleSync.findUniqueOrThrow({ where: { scheduleId: lostId } })).status).toBe(
      'live',
    );
  });

  it('leaves an audit row of each, and one that is refused stops none of the others', async () => {
    const first = await makeSchedule(teamId);
    const second = await makeSchedule(teamId);
    const third = await makeSchedule(teamId);
    await settle(product.database);
    for (const { id } of [first, second, third]) await inConsole(id, () => ({ State: 'DISABLED' }));
    await look();
    const decidable = await listDecidable(editor, [first.id, second.id, third.id]);
    expect(decidable[first.id]?.environment).toMatchObject({ production: false });
    await inConsole(second.id, () => ({ ScheduleExpression: 'rate(9 days)' }));
    const asked = [first, second, third].map(({ id }) => ({ id, lost: false, seen: decidable[id]?.seen }));
    const outcomes = await decideMany(editor, { decision: 'accept', reason, items: asked });
    expect(outcomes).toEqual([
      { id: first.id, ok: true },
      { id: second.id, ok: false, message: expect.stringContaining('AWS changed again') },
      { id: third.id, ok: true },
    ]);
    const decided = (await auditRows(product.database, 'schedule')).filter(
      ({ action }) => action === 'drift.accept',
    );
    expect(decided.slice(-2)).toMatchObject([{ reason }, { reason }]);
    const states = await db().schedule.findMany({ where: { id: { in: [first.id, second.id, third.id] } } });
    expect(new Map(states.map(({ id, state }) => [id, state]))).toEqual(
      new Map([
        [first.id, 'paused'],
        [second.id, 'on'],
        [third.id, 'paused'],
      ]),
    );
  });

  it('is for editors; in a recovery, and of lost schedules, for administrators; one refusal is recorded', async () => {
    const { id } = await makeSchedule(teamId);
    await settle(product.database);
    await inConsole(id, () => ({ State: 'DISABLED' }));
    await look();
    const seen = (await listDecidable(editor, [id]))[id]?.seen;
    const asked = { decision: 'restore', reason, items: [{ id, lost: false, seen }] };
    await expect(decideMany(contextOf('operator'), asked)).rejects.toMatchObject({ code: 'forbidden' });
    await enterRecovery(environmentId, 'An older copy.');
    expect(await listDecidable(editor, [id])).toEqual({});
    const before = (await auditRows(product.database, 'activity')).length;
    const twice = { ...asked, items: [...asked.items, ...asked.items] };
    await expect(decideMany(editor, twice)).rejects.toMatchObject({ code: 'forbidden' });
    const lost = { environmentId, teamId, owner: 'Finance' };
    const unknown = { decision: 'accept', reason, lost, items: [{ id: newId(), lost: true, seen: ['x y'] }] };
    await expect(decideMany(editor, unknown)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await auditRows(product.database, 'activity')).slice(before)).toMatchObject([
      { action: 'denied' },
      { action: 'denied' },
    ]);
    expect(failures(await decideMany(admin, asked))).toEqual([]);
    expect(await decideMany(admin, unknown)).toMatchObject([{ ok: false }]);
  });

  it('names what is missing: a reason, and team and owner where a schedule is lost', async () => {
    const item = { id: newId(), lost: true, seen: ['x y'] };
    const paths = async (asked: object) => {
      const error = await decideMany(admin, asked).catch((thrown: unknown) => thrown);
      return (error as { fields: { path: string }[] }).fields.map(({ path }) => path);
    };
    expect(await paths({ decision: 'accept', reason: ' ', items: [item] })).toContain('reason');
    expect(await paths({ decision: 'accept', reason, items: [item] })).toEqual(['lost']);
    const lost = { environmentId, teamId: '', owner: ' ' };
    expect(await paths({ decision: 'accept', reason, lost, items: [item] })).toEqual([
      'lost.teamId',
      'lost.owner',
    ]);
    const many = Array.from({ length: 26 }, () => ({ ...item, lost: false }));
    expect(await paths({ decision: 'accept', reason, items: many })).toEqual(['items']);
  });
});
