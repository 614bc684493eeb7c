import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import type { RotaError } from '@/lib/errors';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { assignSchedule } from '@/lib/schedules/assign';
import { deleteSchedule, pauseSchedule } from '@/lib/schedules/state-commands';
import { currentEnvironment } from './bootstrap';
import {
  createEnvironment,
  disableEnvironment,
  enableEnvironment,
  removeEnvironment,
  updateEnvironment,
} from './commands';
import { environmentChoices, getEnvironment, listEnvironments } from './queries';

let product: TestProduct;
const admin = contextOf('administrator');
const ACCOUNT = '111111111111';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/rota-app`;
const DISPATCH = {
  dispatchQueueArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:rota-dispatch`,
  dispatchRoleArn: `arn:aws:iam::${ACCOUNT}:role/rota-dispatch`,
};

beforeAll(async () => {
  product = await startTestProduct({});
});
afterAll(() => product?.stop());

let serial = 0;
let fields: Record<string, unknown>;
beforeEach(() => {
  serial += 1;
  fields = {
    name: `Account ${serial}`,
    accountId: ACCOUNT,
    region: 'eu-west-1',
    groupName: `rota-${serial}`,
    production: true,
    roleArn: ROLE,
  };
});

const lastAudit = async () => {
  const [last] = (await auditRows(product.database, 'activity')).slice(-1);
  return { ...last, body: JSON.parse(last?.body ?? '{}') as { details?: Record<string, unknown> } };
};
const problems = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => null,
    (thrown: RotaError) => thrown,
  );
  return Object.fromEntries((error?.fields ?? []).map(({ path, message }) => [path, message]));
};
const target = {
  ...TARGETS.lambda,
  arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:send`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/rota-targets`,
};

/** Every row that scans and workers make of an environment. */
const lookedAt = (id: string) =>
  sql(
    product.database,
    `INSERT INTO environment_scan (environment_id) VALUES ('${id}');
     INSERT INTO environment_sync (environment_id) VALUES ('${id}');
     INSERT INTO environment_pace (environment_id) VALUES ('${id}');
     INSERT INTO dispatch_lane (environment_id, alive_at) VALUES ('${id}', now());
     INSERT INTO refused_message (environment_id, message_id, reason, body) VALUES ('${id}', 'x', 'x', 'x');
     INSERT INTO scan_page (environment_id, page, names) VALUES ('${id}', 0, '{}');
     INSERT INTO drift (environment_id, name, kind, fingerprint, found_at) VALUES ('${id}', 'x', 'foreign', 'x', now());
     INSERT INTO adoption_scan (environment_id, status, asked_at, asked_by) VALUES ('${id}', 'done', now(), 'x');
     INSERT INTO adoption_item (environment_id, arn, kind, name, group_name, verdict, content, seen_at)
     VALUES ('${id}', 'x', 'schedule', 'x', 'default', 'ready', '{}', now())`,
  );
const known = async (environmentId: string) => {
  const where = { environmentId };
  return {
    scans: await db().environmentScan.count({ where }),
    syncs: await db().environmentSync.count({ where }),
    pages: await db().scanPage.count({ where }),
    findings: await db().drift.count({ where }),
    adoptionScans: await db().adoptionScan.count({ where }),
    finds: await db().adoptionItem.count({ where }),
    lanes: await db().dispatchLane.count({ where }),
    refused: await db().refusedMessage.count({ where }),
  };
};

describe('a new environment', () => {
  it('is kept with an external id of its own, and audited', async () => {
    const { id } = await createEnvironment(admin, fields);
    const { externalId, ...row } = await getEnvironment(admin, id);
    expect(row).toMatchObject({ ...fields, version: 1, healthy: null, schedules: 0, fromVariables: false });
    expect(externalId).toMatch(/^[\w-]{32}$/);
    expect(await lastAudit()).toMatchObject({
      action: 'environment.create',
      subject: fields.name,
      body: { details: { before: null, after: { ...fields, disabled: false } } },
    });
  });

  it('never has the external id of another', async () => {
    const first = await createEnvironment(admin, fields);
    const second = await createEnvironment(admin, { ...fields, name: 'Second', groupName: 'second' });
    const [one, two] = await Promise.all([getEnvironment(admin, first.id), getEnvironment(admin, second.id)]);
    expect(one.externalId).not.toBe(two.externalId);
  });

  it('without a role acts with the credentials of Rota itself, and has no external id', async () => {
    const { id } = await createEnvironment(admin, { ...fields, roleArn: '' });
    expect(await getEnvironment(admin, id)).toMatchObject({ roleArn: null, externalId: null });
  });

  it('is refused with a reason for each field', async () => {
    const wrong = { name: ' ', accountId: '12', region: 'Ireland', groupName: 'default', production: 'x' };
    expect(await problems(createEnvironment(admin, { ...wrong, roleArn: 'role/rota' }))).toEqual({
      name: "The name can't be empty.",
      accountId: 'Enter the 12 digits of the AWS account, as in 123456789012.',
      region: 'Enter a Region, as in eu-west-1.',
      groupName: 'AWS keeps the group default for everybody. Choose another.',
      production: 'Choose yes or no.',
      roleArn: 'This is not the ARN of a role. It looks like arn:aws:iam::123456789012:role/rota-app.',
    });
  });

  it('is refused with a role of another account, a taken name or a taken group', async () => {
    expect(
      await problems(createEnvironment(admin, { ...fields, roleArn: 'arn:aws:iam::222222222222:role/r' })),
    ).toEqual({
      roleArn: `This role is in account 222222222222, but the environment is account ${ACCOUNT}.`,
    });
    await createEnvironment(admin, fields);
    const taken = await problems(
      createEnvironment(admin, { ...fields, name: String(fields.name).toUpperCase(), groupName: 'free' }),
    );
    expect(taken).toEqual({ name: 'Another environment has this name. Choose another.' });
    expect(await problems(createEnvironment(admin, { ...fields, name: 'Free' }))).toEqual({
      groupName: `The environment ${fields.name} has this group in this account and Region. Choose another.`,
    });
  });

  it('may name its queues, of its account and Region, and audits them', async () => {
    const queue = (name: string) => `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}`;
    const queues = {
      dispatchQueueArn: queue('rota-dispatch'),
      deadLetterQueueArn: queue('rota-dead'),
      taskEventQueueArn: queue('rota-task-events'),
    };
    const { id } = await createEnvironment(admin, { ...fields, ...queues });
    expect(await getEnvironment(admin, id)).toMatchObject(queues);
    expect((await lastAudit()).body.details).toMatchObject({ after: queues });
    await updateEnvironment(admin, { id, version: 1, environment: { ...fields, dispatchQueueArn: '' } });
    const none = { dispatchQueueArn: null, deadLetterQueueArn: null, taskEventQueueArn: null };
    expect(await getEnvironment(admin, id)).toMatchObject(none);
    expect((await lastAudit()).body.details).toMatchObject({ before: queues, after: none });
  });

  it.each([
    [{ dispatchQueueArn: 'rota-dispatch' }, /not an ARN/],
    [{ dispatchQueueArn: `arn:aws:sqs:eu-west-2:${ACCOUNT}:q` }, /in Region eu-west-2/],
    [{ deadLetterQueueArn: 'arn:aws:sqs:eu-west-1:222222222222:q' }, /in account 222222222222/],
    [{ deadLetterQueueArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:q.fifo` }, /standard SQS queue/],
    [{ deadLetterQueueArn: `arn:aws:sns:eu-west-1:${ACCOUNT}:q` }, /belongs to sns/],
  ])('is refused with the queue %o', async (queue, message) => {
    const found = await problems(createEnvironment(admin, { ...fields, ...queue }));
    expect(Object.entries(found)).toEqual([[Object.keys(queue)[0], expect.stringMatching(message)]]);
  });

  it('may name the role that posts, how new schedules are delivered and what is kept, and audits them', async () => {
    const delivery = { ...DISPATCH, defaultDelivery: 'through', keepAnswers: true };
    const { id } = await createEnvironment(admin, { ...fields, ...delivery });
    expect(await getEnvironment(admin, id)).toMatchObject(delivery);
    expect((await lastAudit()).body.details).toMatchObject({ after: delivery });
  });

  it.each([
    [{ dispatchRoleArn: 'rota-dispatch' }, ['dispatchRoleArn']],
    [{ dispatchRoleArn: 'arn:aws:iam::222222222222:role/r' }, ['dispatchRoleArn']],
    [{ defaultDelivery: 'through' }, ['dispatchQueueArn', 'dispatchRoleArn']],
    [{ defaultDelivery: 'both' }, ['defaultDelivery']],
    [{ keepAnswers: 'yes' }, ['keepAnswers']],
  ])('is refused with %o', async (wrong, paths) => {
    expect(Object.keys(await problems(createEnvironment(admin, { ...fields, ...wrong })))).toEqual(paths);
  });

  it('is refused with one queue for two uses', async () => {
    const arn = `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`;
    const both = { ...fields, dispatchQueueArn: arn, deadLetterQueueArn: arn };
    expect(Object.keys(await problems(createEnvironment(admin, both)))).toEqual(['deadLetterQueueArn']);
    for (const other of ['dispatchQueueArn', 'deadLetterQueueArn']) {
      const events = { ...fields, [other]: arn, taskEventQueueArn: arn };
      expect(Object.keys(await problems(createEnvironment(admin, events)))).toEqual(['taskEventQueueArn']);
    }
  });

  it('can not be given an external id by anybody', async () => {
    expect(
      Object.keys(await problems(createEnvironment(admin, { ...fields, externalId: 'known' }))),
    ).toHaveLength(1);
  });

  it('is offered for new schedules after the process’s own', async () => {
    const own = await currentEnvironment();
    const deadLetterQueueArn = `arn:aws:sqs:eu-west-1:${ACCOUNT}:dead-letters`;
    const { id } = await createEnvironment(admin, { ...fields, name: 'Aardvark', deadLetterQueueArn });
    const choices = await environmentChoices(contextOf('editor'));
    expect(choices[0]).toMatchObject({ id: own.id, deadLetterQueueArn: null });
    expect(choices).toContainEqual({
      id,
      name: 'Aardvark',
      accountId: ACCOUNT,
      region: 'eu-west-1',
      production: true,
      deadLetterQueueArn,
      dispatchQueueArn: null,
      dispatchRoleArn: null,
      defaultDelivery: 'direct',
    });
  });
});

describe('changing an environment', () => {
  it('has AWS post to the new queue what Rota delivers, and keeps queue and role as long as there is any', async () => {
    const place = { ...fields, ...DISPATCH };
    const { id } = await createEnvironment(admin, place);
    const made = await makeSchedule(await makeTeam(), { targets: [target], delivery: 'through' }, id);
    const direct = await makeSchedule(await makeTeam(), { targets: [target] }, id);
    const after = {
      expression: 'after(10 minutes)',
      timeZone: 'UTC',
      targets: [target],
      delivery: 'through',
    };
    const following = await makeSchedule(await makeTeam(), after, id);
    const where = { scheduleId: { in: [made.id, direct.id, following.id] } };
    await db().scheduleSync.updateMany({ where, data: { status: 'live', dueAt: null } });
    const environment = { ...place, dispatchQueueArn: `${DISPATCH.dispatchQueueArn}-2` };
    await updateEnvironment(admin, { id, version: 1, environment });
    const syncs = await db().scheduleSync.findMany({ where: { ...where, dueAt: { not: null } } });
    expect(syncs).toMatchObject([{ scheduleId: made.id, status: 'pending' }]);
    const none = { ...environment, dispatchQueueArn: '', dispatchRoleArn: '' };
    expect(await problems(updateEnvironment(admin, { id, version: 2, environment: none }))).toEqual({
      'environment.dispatchQueueArn': expect.stringMatching(/^1 schedule is delivered through Rota here/),
      'environment.dispatchRoleArn': expect.stringContaining('Choose direct delivery for it first.'),
    });
  });

  it('keeps its external id and audits before and after', async () => {
    const { id } = await createEnvironment(admin, fields);
    const before = await getEnvironment(admin, id);
    await updateEnvironment(admin, {
      id,
      version: 1,
      environment: { ...fields, production: false, roleArn: `${ROLE}-2` },
    });
    expect(await getEnvironment(admin, id)).toMatchObject({
      externalId: before.externalId,
      production: false,
      version: 2,
    });
    expect((await lastAudit()).body.details).toMatchObject({
      before: { production: true, roleArn: ROLE },
      after: { production: false, roleArn: `${ROLE}-2` },
    });
  });

  it('is a conflict where somebody else changed it meanwhile', async () => {
    const { id } = await createEnvironment(admin, fields);
    const change = { id, version: 1, environment: { ...fields, production: false } };
    await updateEnvironment(admin, change);
    await expect(updateEnvironment(admin, change)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('does not move it while schedules are kept there', async () => {
    const { id } = await createEnvironment(admin, fields);
    await makeSchedule(await makeTeam(), { targets: [target] }, id);
    const environment = { ...fields, region: 'eu-west-2', groupName: 'elsewhere' };
    expect(Object.keys(await problems(updateEnvironment(admin, { id, version: 1, environment })))).toEqual([
      'environment.region',
      'environment.groupName',
    ]);
  });

  it('forgets what was found at the place it was moved from', async () => {
    const { id } = await createEnvironment(admin, fields);
    await lookedAt(id);
    await updateEnvironment(admin, { id, version: 1, environment: { ...fields, groupName: 'elsewhere-2' } });
    expect(await known(id)).toEqual({
      scans: 0,
      syncs: 0,
      pages: 0,
      findings: 0,
      adoptionScans: 0,
      finds: 0,
      lanes: 0,
      refused: 0,
    });
  });

  it('keeps what was found where it stays', async () => {
    const { id } = await createEnvironment(admin, fields);
    await lookedAt(id);
    await updateEnvironment(admin, { id, version: 1, environment: { ...fields, production: false } });
    expect(await known(id)).toEqual({
      scans: 1,
      syncs: 1,
      pages: 1,
      findings: 1,
      adoptionScans: 1,
      finds: 1,
      lanes: 1,
      refused: 1,
    });
  });

  it('is refused of the one that the variables describe', async () => {
    const { id } = await currentEnvironment();
    const all = await listEnvironments(admin);
    expect(all.find((one) => one.id === id)).toMatchObject({ fromVariables: true });
    for (const call of [
      updateEnvironment(admin, { id, version: 1, environment: fields }),
      removeEnvironment(admin, { id, version: 1 }),
    ])
      await expect(call).rejects.toThrow('comes from the variables');
  });
});

describe('a schedule of an environment', () => {
  it('must have targets in its account and Region', async () => {
    const { id } = await createEnvironment(admin, fields);
    const teamId = await makeTeam();
    expect(Object.keys(await problems(makeSchedule(teamId, { targets: [TARGETS.lambda] }, id)))).toEqual([
      'schedule.targets.0.arn',
      'schedule.targets.0.roleArn',
    ]);
    const saved = await makeSchedule(teamId, { targets: [target] }, id);
    expect(await db().schedule.findUnique({ where: { id: saved.id } })).toMatchObject({ environmentId: id });
  });

  it('is refused in one that does not exist', async () => {
    const call = makeSchedule(await makeTeam(), {}, '0000000000000000');
    expect(await problems(call)).toEqual({
      environmentId: 'This environment does not exist. Choose one of the list.',
    });
  });

  it('can have the name of one in another environment', async () => {
    const { id } = await createEnvironment(admin, fields);
    const teamId = await makeTeam();
    await makeSchedule(teamId, { name: 'Twice' });
    await makeSchedule(teamId, { name: 'Twice', targets: [target] }, id);
    await expect(makeSchedule(teamId, { name: 'Twice', targets: [target] }, id)).rejects.toThrow(
      'has this name',
    );
  });
});

describe('a disabled environment', () => {
  it('takes no changes by people until it is enabled, and is offered no more', async () => {
    const { id } = await createEnvironment(admin, fields);
    const teamId = await makeTeam();
    const { id: scheduleId } = await makeSchedule(teamId, { targets: [target] }, id);
    await disableEnvironment(admin, { id, version: 1 });
    expect((await environmentChoices(admin)).map((choice) => choice.id)).not.toContain(id);
    const editor = contextOf('editor');
    const schedule = await db().schedule.findUniqueOrThrow({ where: { id: scheduleId } });
    const attempts = [
      () => makeSchedule(teamId, { targets: [target] }, id),
      () => pauseSchedule(editor, { id: scheduleId, reason: 'x' }),
      () => deleteSchedule(editor, { id: scheduleId, reason: 'x', confirmName: schedule.name }),
      () => assignSchedule(editor, { id: scheduleId, reason: 'x', owner: 'Somebody else' }),
    ];
    for (const attempt of attempts)
      await expect(attempt()).rejects.toThrow(`The environment ${fields.name} is disabled`);
    await expect(removeEnvironment(admin, { id, version: 2 })).rejects.toThrow('Disable it instead');
    await enableEnvironment(admin, { id, version: 2 });
    await pauseSchedule(editor, { id: scheduleId, reason: 'x' });
    expect((await auditRows(product.database, 'activity')).slice(-2).map(({ action }) => action)).toEqual([
      'environment.disable',
      'environment.enable',
    ]);
  });

  it('is disabled once, and enabled once', async () => {
    const { id } = await createEnvironment(admin, fields);
    await expect(enableEnvironment(admin, { id, version: 1 })).rejects.toThrow('not disabled');
    await disableEnvironment(admin, { id, version: 1 });
    await expect(disableEnvironment(admin, { id, version: 2 })).rejects.toThrow('already');
  });
});

it('goes though workers have looked at it, with all that they found', async () => {
  const { id } = await createEnvironment(admin, fields);
  await lookedAt(id);
  await removeEnvironment(admin, { id, version: 1 });
  await expect(getEnvironment(admin, id)).rejects.toMatchObject({ code: 'not-found' });
});

it('goes where it never had anything, with an audit row of what it was', async () => {
  const { id } = await createEnvironment(admin, fields);
  await removeEnvironment(admin, { id, version: 1 });
  await expect(getEnvironment(admin, id)).rejects.toMatchObject({ code: 'not-found' });
  expect(await lastAudit()).toMatchObject({
    action: 'environment.remove',
    body: { details: { before: fields, after: null } },
  });
});

it('is an administrator’s alone to see and to change', async () => {
  for (const who of ['editor', 'anonymous'] as const) {
    await expect(createEnvironment(contextOf(who), fields)).rejects.toThrow();
    await expect(listEnvironments(contextOf(who))).rejects.toThrow();
  }
});
