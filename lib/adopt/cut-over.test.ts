import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startBulk, undoBulk } from '@/lib/bulk/commands';
import { prepareBulk } from '@/lib/bulk/prepare';
import { runRows } from '@/lib/bulk/run';
import { db } from '@/lib/db';
import { currentEnvironment, type EnvironmentRow } from '@/lib/environments/bootstrap';
import { createEnvironment } from '@/lib/environments/commands';
import { adoptionOf, outsider, scanNow, settleAdoptions, watchForBoth } from '@/lib/local/test-adoption';
import { makeTeam, ROLE_ARN } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { awsOf, settle } from '@/lib/local/test-sync';
import { restoreSchedule } from '@/lib/schedules/restore';
import { deleteSchedule, resumeSchedule } from '@/lib/schedules/state-commands';
import { adopt, type Taken } from './commands';
import { findFilter } from './filter';
import { listFinds } from './queries';
import { giveBack } from './return-commands';
import { workOnce } from './work';

let product: TestProduct<{ aws: true }>;
let hands: ReturnType<typeof outsider>;
let both: () => Promise<string[]>;
let environment: EnvironmentRow;
let teamId: string;
let made = 0;
const admin = () => contextOf('administrator');
const reason = 'Moved to Rota';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  hands = outsider(product.aws);
  both = await watchForBoth(product.database);
  environment = await currentEnvironment();
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
afterEach(async () => expect(await both()).toEqual([]));

function name(): string {
  made += 1;
  return `original-${made}`;
}

async function take(arn: string, environmentId = environment.id): Promise<Taken> {
  const mapping = { teamId, owner: 'Finance', roleArn: ROLE_ARN };
  const [one] = await adopt(admin(), { environmentId, arns: [arn], mapping, reason });
  if (!one) throw new Error('nothing was answered');
  return one;
}

/** Taken over, its original not yet switched. */
async function taken(arn: string): Promise<string> {
  await scanNow();
  const one = await take(arn);
  if (!one.ok) throw new Error(one.message);
  return one.id;
}

async function settled(): Promise<void> {
  await settleAdoptions(product.database);
  await settle(product.database);
}

const load = (id: string) => db().schedule.findUniqueOrThrow({ where: { id } });
const statesOf = async (id: string) => (await awsOf(product.database, id)).map(({ body }) => body.State);

describe('an original that two environments of one account and Region find', () => {
  it('is taken over in one of them alone, and shows as taken in both', async () => {
    const second = await createEnvironment(admin(), {
      ...TEST_PLACE,
      name: 'Second',
      groupName: 'rota-2',
      production: false,
      roleArn: '',
    });
    const arn = await hands.makeRule(name());
    await scanNow();
    await scanNow(second.id);
    const first = await take(arn);
    if (!first.ok) throw new Error(first.message);
    expect(await take(arn, second.id)).toMatchObject({
      ok: false,
      message: 'It is taken over already, in the environment Test.',
    });
    await settled();
    expect(await statesOf(first.id)).toEqual(['ENABLED']);
    const there = await db().environment.findUniqueOrThrow({ where: { id: second.id } });
    const { rows } = await listFinds(admin(), there, findFilter.parse({ q: arn }));
    expect(rows).toMatchObject([{ standing: 'taken', schedule: { id: first.id } }]);
  });
});

describe('a schedule that was given back', () => {
  /** Deleted by an act on many, then given back. @returns the schedule and the job */
  async function deletedAndGivenBack(original: string) {
    const id = await taken(await hands.makeRule(original));
    await settled();
    const editor = await signedIn('editor');
    const { id: job } = await prepareBulk(editor, {
      action: 'delete',
      selection: { by: 'ids', ids: [id] },
    });
    await startBulk(editor, { id: job, reason, confirm: 'delete 1' });
    await runRows();
    await settled();
    const deleted = (await load(id)).generation;
    await giveBack(admin(), { id, reason });
    await settled();
    return { id, job, editor, deleted };
  }

  it('does not come back by the undo of its deletion, beside the original that runs', async () => {
    const original = name();
    const { id, job, editor } = await deletedAndGivenBack(original);
    expect(await hands.stateOf('rule', original)).toBe('ENABLED');
    await undoBulk(editor, { id: job, reason });
    await runRows();
    await settled();
    expect([(await load(id)).state, await statesOf(id)]).toEqual(['deleted', []]);
    expect(await hands.stateOf('rule', original)).toBe('ENABLED');
  });

  it('never comes back, on or off, whatever its generation', async () => {
    const { id, deleted } = await deletedAndGivenBack(name());
    const { generation, teamId, owner } = await load(id);
    expect(generation).toBe(deleted + 1);
    for (const state of ['on', 'paused'] as const) {
      const before = { state, stateReason: null, pauseUntil: null, missedAt: null, teamId, owner, tags: [] };
      await expect(restoreSchedule(admin(), { id, generation, reason, before })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('given back'),
      });
    }
    await expect(
      sql(product.database, `UPDATE schedule SET state = 'on' WHERE id = $1`, [id]),
    ).rejects.toThrow(/was given back to its original/);
  });
});

/** Ours is there and off; the original waits for its quiet moment. */
const waiting = (id: string) =>
  sql(product.database, `UPDATE adoption SET step = 'disable' WHERE schedule_id = $1`, [id]);
const remove = async (id: string) =>
  deleteSchedule(admin(), { id, reason, confirmName: (await load(id)).name });
const actionsOf = async (id: string) =>
  (await auditRows(product.database, 'schedule'))
    .filter(({ schedule_id, action }) => schedule_id === id && action !== 'schedule.sync')
    .map(({ action }) => action);
const make = (kind: 'schedule' | 'rule', original: string) =>
  kind === 'rule' ? hands.makeRule(original) : hands.makeSchedule(original);

describe.each(['schedule', 'rule'] as const)('a %s whose schedule in Rota is deleted', (kind) => {
  it.each(['prepare', 'disable'])('before the original is switched goes on running: at %s', async (step) => {
    const original = name();
    const id = await taken(await make(kind, original));
    if (step === 'disable') await waiting(id);
    await remove(id);
    await settled();
    expect(await hands.stateOf(kind, original)).toBe('ENABLED');
    expect((await adoptionOf(id)).step).toBe('returned');
    expect(await actionsOf(id)).toEqual(['schedule.adopt', 'schedule.delete', 'schedule.given-back']);
  });

  it.each(['disable', 'enable'])('once the original is switched runs again: at %s', async (step) => {
    const original = name();
    const id = await taken(await make(kind, original));
    await hands.setState(kind, original, false);
    await sql(product.database, `UPDATE adoption SET step = $2, switched_at = now() WHERE schedule_id = $1`, [
      id,
      step,
    ]);
    await remove(id);
    await settled();
    expect(await hands.stateOf(kind, original)).toBe('ENABLED');
    expect((await adoptionOf(id)).step).toBe('returned');
  });
});

it('an original whose schedule in Rota was completed meanwhile is left as it is', async () => {
  const original = name();
  const id = await taken(await hands.makeRule(original));
  await waiting(id);
  await sql(product.database, `UPDATE schedule SET state = 'completed' WHERE id = $1`, [id]);
  await settled();
  expect(await hands.stateOf('rule', original)).toBe('ENABLED');
  expect((await adoptionOf(id)).step).toBe('returned');
});

describe.each(['schedule', 'rule'] as const)('a %s that somebody switches off before Rota does', (kind) => {
  /** Switched off by hand while it waits, and then nobody touches it. */
  async function braked(original: string): Promise<string> {
    const id = await taken(await make(kind, original));
    await waiting(id);
    await hands.setState(kind, original, false);
    return id;
  }

  it('is replaced by nothing that runs, until a person says so', async () => {
    const original = name();
    const id = await braked(original);
    await settled();
    const { state, stateReason } = await load(id);
    expect([state, await statesOf(id)]).toEqual(['paused', ['DISABLED']]);
    expect(stateReason).toContain('Somebody disabled or deleted');
    expect((await adoptionOf(id)).step).toBe('adopted');
    await resumeSchedule(admin(), { id });
    await settled();
    expect(await statesOf(id)).toEqual(['ENABLED']);
    expect(await hands.stateOf(kind, original)).toBe('DISABLED');
  });

  it.each(['at once', 'later'])('stays off where it is given back %s', async (when) => {
    const original = name();
    const id = await braked(original);
    if (when === 'later') await settled();
    await giveBack(admin(), { id, reason });
    await settled();
    expect(await hands.stateOf(kind, original)).toBe('DISABLED');
    expect([(await load(id)).state, await statesOf(id)]).toEqual(['deleted', []]);
  });
});

it('an original that is gone before Rota switches it is replaced by nothing that runs', async () => {
  const original = name();
  const id = await taken(await hands.makeSchedule(original));
  await waiting(id);
  await sql(product.database, `DELETE FROM local_aws.schedule WHERE name = '${original}'`);
  await settled();
  expect([(await load(id)).state, await statesOf(id)]).toEqual(['paused', ['DISABLED']]);
});

it('an original that AWS did not let Rota switch, and a person then did, counts as theirs', async () => {
  const original = name();
  const id = await taken(await hands.makeSchedule(original));
  await waiting(id);
  product.aws.scheduler.unassumableRoles.add(ROLE_ARN);
  await workOnce(environment.id);
  product.aws.scheduler.unassumableRoles.delete(ROLE_ARN);
  expect(await adoptionOf(id)).toMatchObject({ step: 'disable', error: expect.any(String) });
  await hands.setState('schedule', original, false);
  await settled();
  expect((await load(id)).state).toBe('paused');
});

it('an original whose switching got no answer counts as switched by Rota', async () => {
  const original = name();
  const id = await taken(await hands.makeSchedule(original));
  await waiting(id);
  product.aws.scheduler.intercept = (operation, { Name }) =>
    operation === 'UpdateSchedule' && Name === original ? 'drop-reply' : undefined;
  await workOnce(environment.id);
  product.aws.scheduler.intercept = undefined;
  expect((await adoptionOf(id)).step).toBe('disable');
  await settled();
  expect([(await load(id)).state, await statesOf(id)]).toEqual(['on', ['ENABLED']]);
});

it('an original is switched in AWS under the id of the request that took it over', async () => {
  const original = name();
  const id = await taken(await hands.makeSchedule(original));
  await waiting(id);
  const agents: string[] = [];
  product.network.hold = async ({ method, path, headers }) => {
    if (method === 'PUT' && path.endsWith(`/${original}`)) agents.push(headers['user-agent'] ?? '');
  };
  await workOnce(environment.id);
  product.network.hold = undefined;
  const { requestId } = await adoptionOf(id);
  expect(agents).toEqual([expect.stringContaining(` rota/${requestId}`)]);
});

it('an original that an earlier try did not reach counts as theirs where a person switches it off', async () => {
  const original = name();
  const justNow = `cron(${new Date().getUTCMinutes()} ${new Date().getUTCHours()} * * ? *)`;
  const timing = { ScheduleExpression: justNow, ScheduleExpressionTimezone: 'UTC' };
  const id = await taken(await hands.makeSchedule(original, timing));
  await waiting(id);
  await sql(product.database, `UPDATE adoption SET switched_at = now() WHERE schedule_id = $1`, [id]);
  await workOnce(environment.id);
  expect(await adoptionOf(id)).toMatchObject({ step: 'disable', switchedAt: null, error: null });
  await hands.setState('schedule', original, false);
  await settled();
  expect((await load(id)).state).toBe('paused');
});
