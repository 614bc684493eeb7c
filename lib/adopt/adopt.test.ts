import { RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import {
  adoptionOf,
  originalArn,
  outsider,
  scanNow,
  settleAdoptions,
  watchForBoth,
} from '@/lib/local/test-adoption';
import { makeTeam, ROLE_ARN } from '@/lib/local/test-inputs';
import { contextOf, REFUSED_ROLE, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsOf, settle } from '@/lib/local/test-sync';
import { releaseSchedule } from '@/lib/schedules/release';
import {
  deleteSchedule,
  enableSchedule,
  pauseSchedule,
  resumeSchedule,
} from '@/lib/schedules/state-commands';
import { adopt, type Taken } from './commands';
import { getOrigin, listUnderWay } from './origin-queries';
import { disableAgain, giveBack, retryAdoption } from './return-commands';
import { scanOnce } from './scan';
import { openText } from './sealed';
import { watch } from './watch';
import { workOnce } from './work';

let product: TestProduct<{ aws: true }>;
let hands: ReturnType<typeof outsider>;
let both: () => Promise<string[]>;
let teamId: string;
let environmentId: string;
let made = 0;
const admin = () => contextOf('administrator');
const reason = 'Moved to Rota';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  hands = outsider(product.aws);
  both = await watchForBoth(product.database);
  teamId = await makeTeam();
  environmentId = (await currentEnvironment()).id;
});
afterAll(() => product.stop());
afterEach(() => {
  if (product.network) product.network.down = false;
});

function name(): string {
  made += 1;
  return `original-${made}`;
}

async function take(arn: string, fields: object = {}): Promise<Taken> {
  const mapping = { teamId, owner: 'Finance', roleArn: ROLE_ARN, ...fields };
  const [taken] = await adopt(admin(), { environmentId, arns: [arn], mapping, reason });
  if (!taken) throw new Error('nothing was answered');
  return taken;
}

async function taken(arn: string, fields: object = {}): Promise<string> {
  await scanNow();
  const result = await take(arn, fields);
  if (!result.ok) throw new Error(result.message);
  return result.id;
}

/** Taken over and switched. */
async function adopted(arn: string): Promise<string> {
  const id = await taken(arn);
  await settleAdoptions(product.database);
  await settle(product.database);
  return id;
}

const statesOf = async (id: string) => (await awsOf(product.database, id)).map(({ body }) => body.State);
const stateOf = async (id: string) => (await db().schedule.findUniqueOrThrow({ where: { id } })).state;

describe('taking over', () => {
  it.each([
    ['rule', 2],
    ['schedule', 1],
  ] as const)('a %s ends with the original off and ours on, never both', async (kind, targets) => {
    const original = name();
    const arn =
      kind === 'rule'
        ? await hands.makeRule(original, 'ENABLED', targets)
        : await hands.makeSchedule(original);
    const id = await taken(arn);
    expect(await stateOf(id)).toBe('paused');
    expect(await hands.stateOf(kind, original)).toBe('ENABLED');
    await settleAdoptions(product.database);
    expect(await hands.stateOf(kind, original)).toBe('DISABLED');
    expect(await stateOf(id)).toBe('on');
    expect(await statesOf(id)).toEqual(Array.from({ length: targets }, () => 'ENABLED'));
    expect(await adoptionOf(id)).toMatchObject({
      step: 'adopted',
      dueAt: null,
      leaseToken: null,
      error: null,
    });
    expect(await both()).toEqual([]);
    const audit = (await auditRows(product.database, 'schedule')).filter((row) => row.schedule_id === id);
    expect(audit.map(({ action, generation }) => [action, generation])).toEqual([
      ['schedule.adopt', 1],
      ['schedule.sync', 1],
      ['schedule.adopt.switch', 2],
      ['schedule.sync', 2],
    ]);
    expect(audit[0]).toMatchObject({ reason, actor_id: expect.stringMatching(/^0000/) });
    expect(JSON.parse(audit[0]?.body ?? '').after).toMatchObject({ original: arn, state: 'paused' });
    expect(audit[2]?.actor_id).toBe('system:adoption');
  });

  it('one that was disabled stays disabled, and enabling it is for people', async () => {
    const original = name();
    const id = await adopted(await hands.makeRule(original, 'DISABLED'));
    expect([await stateOf(id), await statesOf(id)]).toEqual(['disabled', ['DISABLED']]);
    await enableSchedule(admin(), { id, reason: 'now' });
    await settle(product.database);
    expect(await statesOf(id)).toEqual(['ENABLED']);
    expect(await both()).toEqual([]);
  });

  it('keeps everything of the original but its state', async () => {
    const original = name();
    const arn = await hands.makeSchedule(original, {
      StartDate: new Date(Date.now() + 86_400_000),
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:glue:startJobRun',
        RoleArn: ROLE_ARN,
        Input: '{"JobName":"x"}',
        RetryPolicy: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 },
      },
    });
    const before = await hands.schedule(original);
    const id = await adopted(arn);
    expect(await hands.schedule(original)).toEqual({ ...before, State: 'DISABLED' });
    const [ours] = await awsOf(product.database, id);
    expect(ours?.body.Target).toEqual(before.Target);
    await giveBack(admin(), { id, reason });
    await settleAdoptions(product.database);
    expect(await hands.schedule(original)).toEqual(before);
  });

  it('cannot be hurried: nobody turns it on while the original still runs', async () => {
    const original = name();
    const id = await taken(await hands.makeRule(original));
    await expect(resumeSchedule(admin(), { id })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('original'),
    });
    await expect(
      sql(product.database, `UPDATE schedule SET state = 'on' WHERE id = $1`, [id]),
    ).rejects.toThrow(/between its original and Rota/);
    await settleAdoptions(product.database);
    expect(await stateOf(id)).toBe('on');
  });

  it('leaves what a person decided meanwhile', async () => {
    const id = await taken(await hands.makeRule(name()));
    await sql(product.database, `UPDATE schedule SET state_reason = 'Paused by hand' WHERE id = $1`, [id]);
    await settleAdoptions(product.database);
    expect([await stateOf(id), (await adoptionOf(id)).step]).toEqual(['paused', 'adopted']);
  });

  it('leaves the original alone where ours is deleted before it is switched', async () => {
    const original = name();
    const id = await taken(await hands.makeRule(original));
    await deleteSchedule(admin(), { id, reason: 'No', confirmName: original });
    await settleAdoptions(product.database);
    expect([await hands.stateOf('rule', original), (await adoptionOf(id)).step]).toEqual([
      'ENABLED',
      'returned',
    ]);
  });

  it('stops before the original where AWS refuses ours, says why, and goes on once that is mended', async () => {
    const original = name();
    const id = await taken(await hands.makeRule(original), { roleArn: REFUSED_ROLE });
    await workOnce(environmentId);
    expect(await hands.stateOf('rule', original)).toBe('ENABLED');
    expect(await adoptionOf(id)).toMatchObject({
      step: 'prepare',
      error: expect.stringContaining('execution role'),
    });
    product.aws.scheduler.unassumableRoles.delete(REFUSED_ROLE);
    await settleAdoptions(product.database);
    product.aws.scheduler.unassumableRoles.add(REFUSED_ROLE);
    expect([await hands.stateOf('rule', original), await stateOf(id)]).toEqual(['DISABLED', 'on']);
    expect(await both()).toEqual([]);
  });

  it('touches no original that was changed since it was read, and waits for a person', async () => {
    const original = name();
    const id = await taken(await hands.makeRule(original));
    await hands.makeRule(original, 'ENABLED', 3);
    await settleAdoptions(product.database);
    expect(await hands.stateOf('rule', original)).toBe('ENABLED');
    expect(await adoptionOf(id)).toMatchObject({
      step: 'disable',
      errorCode: 'OriginalChanged',
      dueAt: null,
    });
    await hands.events.send(new RemoveTargetsCommand({ Rule: original, Ids: ['t1', 't2'] }));
    await retryAdoption(admin(), { id });
    await settleAdoptions(product.database);
    expect([await hands.stateOf('rule', original), await stateOf(id)]).toEqual(['DISABLED', 'on']);
  });

  it('touches nothing that was not chosen', async () => {
    const [chosen, other] = [name(), name()];
    const arn = await hands.makeRule(chosen);
    await hands.makeRule(other);
    await hands.makeSchedule(other);
    const before = await sql(
      product.database,
      `SELECT body, state, targets FROM local_aws.rule WHERE name = '${other}'`,
    );
    await adopted(arn);
    expect(
      await sql(product.database, `SELECT body, state, targets FROM local_aws.rule WHERE name = '${other}'`),
    ).toEqual(before);
    expect(await hands.stateOf('schedule', other)).toBe('ENABLED');
  });
});

describe('is refused', () => {
  it.each(['viewer', 'operator', 'editor', 'anonymous'] as const)(
    'to a %s, with an audit row',
    async (who) => {
      const denied = async () =>
        (await auditRows(product.database, 'activity')).filter(({ outcome }) => outcome === 'denied').length;
      const before = await denied();
      for (const act of [adopt, giveBack, disableAgain, retryAdoption])
        await expect(act(contextOf(who), {})).rejects.toMatchObject({
          status: who === 'anonymous' ? 401 : 403,
        });
      expect(await denied()).toBe(before + 4);
    },
  );

  it('of what needs a role, until one is named', async () => {
    const arn = await hands.makeRule(name());
    await scanNow();
    expect(await take(arn, { roleArn: '' })).toMatchObject({
      ok: false,
      message: expect.stringContaining('role'),
    });
    expect(await take(arn)).toMatchObject({ ok: true });
  });

  it('a second time', async () => {
    const arn = await hands.makeRule(name());
    await taken(arn);
    expect(await take(arn)).toMatchObject({ ok: false, message: 'It is taken over already.' });
    const twice = await Promise.all([name()].map((one) => hands.makeRule(one)));
    await scanNow();
    const results = (await Promise.all([take(twice[0] ?? ''), take(twice[0] ?? '')])).map(({ ok }) => ok);
    expect(results.sort()).toEqual([false, true]);
  });

  it('of what was changed or removed since the scan', async () => {
    const [changed, removed] = [name(), name()];
    const arn = await hands.makeRule(changed);
    await hands.makeSchedule(removed);
    await scanNow();
    await hands.makeRule(changed, 'ENABLED', 2);
    await hands.scheduler.send(new DeleteScheduleCommand({ Name: removed }));
    expect(await take(arn)).toMatchObject({
      ok: false,
      message: expect.stringContaining('changed in AWS since'),
    });
    expect(await take(originalArn('schedule', removed))).toMatchObject({
      ok: false,
      message: expect.stringContaining('gone from AWS'),
    });
  });

  it('of a team that is none, at the mapping', async () => {
    const arn = await hands.makeRule(name());
    await scanNow();
    expect(await take(arn, { teamId: '0000000000000000' })).toMatchObject({
      ok: false,
      message: expect.stringContaining('team does not exist'),
    });
    await expect(adopt(admin(), { environmentId, arns: [arn], mapping: {}, reason })).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});

describe('giving back', () => {
  it.each(['rule', 'schedule'] as const)(
    'a %s ends as it was before, ours with a tombstone',
    async (kind) => {
      const original = name();
      const arn = kind === 'rule' ? await hands.makeRule(original) : await hands.makeSchedule(original);
      const id = await adopted(arn);
      await giveBack(admin(), { id, reason: 'Not yet' });
      await settleAdoptions(product.database);
      await settle(product.database);
      expect(await hands.stateOf(kind, original)).toBe('ENABLED');
      expect([await stateOf(id), await statesOf(id)]).toEqual(['deleted', []]);
      expect((await adoptionOf(id)).step).toBe('returned');
      expect(await both()).toEqual([]);
      const again = await take(arn);
      expect(again).toMatchObject({ ok: true });
    },
  );

  it('works from the middle of taking over', async () => {
    const original = name();
    const id = await taken(await hands.makeRule(original));
    await giveBack(admin(), { id, reason: 'Oh' });
    await settleAdoptions(product.database);
    expect([await hands.stateOf('rule', original), await stateOf(id)]).toEqual(['ENABLED', 'deleted']);
  });

  it('makes a schedule again that is gone, and asks for a rule that is gone', async () => {
    const [rule, schedule] = [name(), name()];
    const ruleId = await adopted(await hands.makeRule(rule));
    const scheduleId = await adopted(await hands.makeSchedule(schedule));
    const before = await hands.schedule(schedule);
    await sql(product.database, `DELETE FROM local_aws.rule WHERE name = '${rule}'`);
    await sql(product.database, `DELETE FROM local_aws.schedule WHERE name = '${schedule}'`);
    await expect(giveBack(admin(), { id: ruleId, reason })).rejects.toThrow(/no longer exists in AWS/);
    expect(await stateOf(ruleId)).toBe('on');
    await giveBack(admin(), { id: scheduleId, reason });
    await settleAdoptions(product.database);
    expect(await hands.schedule(schedule)).toEqual({ ...before, State: 'ENABLED' });
  });

  it('is refused where the original was changed, and where its one time has passed', async () => {
    const [rule, once] = [name(), name()];
    const id = await adopted(await hands.makeRule(rule));
    await hands.makeRule(rule, 'DISABLED', 2);
    await expect(giveBack(admin(), { id, reason })).rejects.toThrow(/was changed in AWS/);
    const soon = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);
    const onceId = await adopted(
      await hands.makeSchedule(once, {
        ScheduleExpression: `at(${soon})`,
        ScheduleExpressionTimezone: 'UTC',
      }),
    );
    const { content } = await adoptionOf(onceId);
    // as an earlier release stored it: in the clear
    await db().adoption.update({
      where: { scheduleId: onceId },
      data: { content: openText(content).replace(soon, '2020-01-01T00:00:00') },
    });
    await expect(giveBack(admin(), { id: onceId, reason })).rejects.toThrow(/has passed/);
  });

  it('is refused of what lives in a file, which would make it again beside the original', async () => {
    const original = name();
    const id = await adopted(await hands.makeRule(original));
    const managedBy = 'git.example.com/finance/jobs schedules';
    await db().schedule.update({ where: { id }, data: { managedBy } });
    expect(await getOrigin(admin(), id)).toMatchObject({ managedBy });
    await expect(giveBack(admin(), { id, reason })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(managedBy),
    });
    await settleAdoptions(product.database);
    expect([await hands.stateOf('rule', original), await stateOf(id)]).toEqual(['DISABLED', 'on']);
    await releaseSchedule(admin(), { id, reason });
    await giveBack(admin(), { id, reason });
    await settleAdoptions(product.database);
    expect([await hands.stateOf('rule', original), await stateOf(id)]).toEqual(['ENABLED', 'deleted']);
  });

  it('does nothing where AWS does not answer', async () => {
    const id = await adopted(await hands.makeSchedule(name()));
    if (product.network) product.network.down = true;
    await expect(giveBack(admin(), { id, reason })).rejects.toMatchObject({ code: 'unavailable' });
    expect((await adoptionOf(id)).step).toBe('adopted');
  });
});

describe('an original that is enabled again', () => {
  const look = async () => watch(await currentEnvironment());

  it.each(['rule', 'schedule'] as const)(
    'raises an alarm once, of a %s, and nothing is switched',
    async (kind) => {
      const original = name();
      const id = await adopted(
        kind === 'rule' ? await hands.makeRule(original) : await hands.makeSchedule(original),
      );
      await look();
      expect((await adoptionOf(id)).alarmAt).toBeNull();
      await hands.setState(kind, original, true);
      await look();
      const { alarmAt } = await adoptionOf(id);
      expect(alarmAt).not.toBeNull();
      await look();
      expect((await adoptionOf(id)).alarmAt).toEqual(alarmAt);
      expect([await hands.stateOf(kind, original), await stateOf(id)]).toEqual(['ENABLED', 'on']);
      const alarms = (await auditRows(product.database, 'schedule')).filter(
        (row) => row.schedule_id === id && row.action === 'schedule.original-enabled',
      );
      expect(alarms).toMatchObject([{ outcome: 'failed', actor_id: 'system:adoption' }]);

      await disableAgain(admin(), { id, reason: 'Ours runs' });
      await settleAdoptions(product.database);
      expect([await hands.stateOf(kind, original), await stateOf(id)]).toEqual(['DISABLED', 'on']);
      expect(await adoptionOf(id)).toMatchObject({ step: 'adopted', alarmAt: null });
      await expect(disableAgain(admin(), { id, reason })).rejects.toThrow(/nothing to disable/);
    },
  );

  it('is given back as it is then', async () => {
    const original = name();
    const id = await adopted(await hands.makeRule(original));
    await hands.makeRule(original, 'ENABLED', 2);
    await look();
    await giveBack(admin(), { id, reason });
    await settleAdoptions(product.database);
    expect([await hands.stateOf('rule', original), await stateOf(id)]).toEqual(['ENABLED', 'deleted']);
  });

  it.each(['deleted', 'completed'] as const)(
    'raises no alarm where ours is %s, and is not offered to be disabled: it alone runs',
    async (state) => {
      const original = name();
      const id = await adopted(await hands.makeRule(original));
      await hands.setState('rule', original, true);
      if (state === 'completed') await look();
      if (state === 'deleted') await deleteSchedule(admin(), { id, reason, confirmName: original });
      else await sql(product.database, `UPDATE schedule SET state = 'completed' WHERE id = $1`, [id]);
      const shown = async () => (await getOrigin(admin(), id))?.alarmAt;
      const listed = async () =>
        (await listUnderWay(admin(), environmentId)).filter((row) => row.id === id && row.alarmAt);
      expect([await shown(), await listed()]).toEqual([null, []]);
      await look();
      expect((await adoptionOf(id)).alarmAt).toBeNull();
      await expect(disableAgain(admin(), { id, reason })).rejects.toThrow(/the only one that runs/);
      expect(await hands.stateOf('rule', original)).toBe('ENABLED');
      await giveBack(admin(), { id, reason });
      await settleAdoptions(product.database);
      expect(await hands.stateOf('rule', original)).toBe('ENABLED');
    },
  );

  it('is not said to run beside ours where ours is paused', async () => {
    const original = name();
    const id = await adopted(await hands.makeRule(original));
    await pauseSchedule(admin(), { id, reason });
    await hands.setState('rule', original, true);
    await look();
    expect(await getOrigin(admin(), id)).toMatchObject({ alarmAt: expect.any(Date), runsTwice: false });
    const [alarm] = (await auditRows(product.database, 'schedule')).filter(
      (row) => row.schedule_id === id && row.action === 'schedule.original-enabled',
    );
    expect(JSON.parse(alarm?.body ?? '').after.message).toContain('is paused');
  });

  it('ends its alarm when it is off again', async () => {
    const original = name();
    const id = await adopted(await hands.makeRule(original));
    await hands.setState('rule', original, true);
    await look();
    await hands.setState('rule', original, false);
    await look();
    expect((await adoptionOf(id)).alarmAt).toBeNull();
  });
});

describe('a scan', () => {
  const scanRow = async () => db().adoptionScan.findFirstOrThrow();
  const items = async () =>
    (await db().adoptionItem.findMany({ orderBy: { name: 'asc' } })).map(({ name }) => name);

  it('finds what is there, forgets what is gone, and leaves out what is ours', async () => {
    const [kept, gone] = [name(), name()];
    await hands.makeRule(kept);
    await hands.makeSchedule(gone);
    await scanNow();
    const before = await items();
    expect(before).toEqual(expect.arrayContaining([kept, gone]));
    expect(before.some((one) => /^[0-9a-z]{16}-/.test(one))).toBe(false);
    await sql(product.database, `DELETE FROM local_aws.schedule WHERE name = '${gone}'`);
    await scanNow();
    expect(await items()).toEqual(before.filter((one) => one !== gone));
    expect(await scanRow()).toMatchObject({ status: 'done', error: null, found: before.length - 1 });
  });

  it('that breaks off forgets nothing, and says why', async () => {
    const before = await items();
    if (product.network) product.network.down = true;
    await scanNow();
    expect(await scanRow()).toMatchObject({ status: 'failed', error: expect.any(String), leaseToken: null });
    expect(await items()).toEqual(before);
  });

  it('is carried out once, by whichever worker', async () => {
    await scanNow();
    expect(await Promise.all([scanOnce(environmentId), scanOnce(environmentId)])).toEqual([false, false]);
  });
});

it('an adopted schedule is like any other: it pauses and resumes, and its original stays off', async () => {
  const original = name();
  const id = await adopted(await hands.makeRule(original));
  await pauseSchedule(admin(), { id, reason: 'x' });
  await resumeSchedule(admin(), { id });
  await settle(product.database);
  expect([await statesOf(id), await hands.stateOf('rule', original)]).toEqual([['ENABLED'], 'DISABLED']);
  expect(await both()).toEqual(expect.not.arrayContaining([original]));
});
