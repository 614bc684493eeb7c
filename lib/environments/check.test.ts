import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { forgetGroups } from '@/lib/sync/group';
import { reconcile } from '@/lib/sync/reconcile';
import { currentEnvironment } from './bootstrap';
import { checkEnvironment } from './check';
import { createEnvironment } from './commands';
import { healthTurn } from './health';
import { getEnvironment } from './queries';
import { terraformOf } from './terraform';

const ACCOUNT = '111111111111';
const CLOSED = `arn:aws:iam::${ACCOUNT}:role/closed`;
const admin = contextOf('administrator');
let product: TestProduct<{ aws: true }>;
let own: string;
let serial = 0;

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  own = (await currentEnvironment()).id;
});
afterAll(() => product?.stop());
beforeEach(() => {
  product.network.down = false;
  product.aws.scheduler.unassumableRoles.add(CLOSED);
  forgetGroups();
});

const add = async (overrides: Record<string, unknown> = {}) => {
  serial += 1;
  const { id } = await createEnvironment(admin, {
    name: `Account ${serial}`,
    accountId: ACCOUNT,
    region: 'eu-west-1',
    groupName: `rota-${serial}`,
    production: false,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/rota-app`,
    ...overrides,
  });
  return id;
};
const check = async (id: string) => {
  const { needed, useful } = await checkEnvironment(admin, { id });
  const of = (subject: string) => [...needed, ...useful].find((finding) => finding.subject.includes(subject));
  return { needed, useful, of };
};
const health = async (id: string) => {
  const { healthy, errorCode, error, checkedAt, unreachableSince } = await getEnvironment(admin, id);
  return { healthy, errorCode, error, checkedAt, unreachableSince };
};

describe('the check of an environment', () => {
  it('goes through everything that is needed, in a role of another account too', async () => {
    for (const id of [own, await add()]) {
      const { needed, useful } = await check(id);
      expect([...needed, ...useful].filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
      expect(needed.map(({ subject }) => subject)).toContain('scheduler:CreateSchedule');
      expect(await health(id)).toMatchObject({ healthy: true, error: null, checkedAt: expect.any(Date) });
    }
  });

  it('tries the roles that targets use', async () => {
    await makeSchedule(await makeTeam());
    expect((await check(own)).of('iam:PassRole on rota-scheduler')).toMatchObject({ verdict: 'ok' });
    expect((await check(own)).of('iam:GetRole')).toMatchObject({ verdict: 'ok' });
  });

  it('looks at the role that posts slots: whom it trusts, what it may send, and what Rota may take', async () => {
    const queue = `arn:aws:sqs:eu-west-1:${ACCOUNT}:statements`;
    const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
    const deadLetterQueueArn = `arn:aws:sqs:eu-west-1:${ACCOUNT}:dead-letters`;
    const dispatchRoleArn = role('rota-dispatch');
    const { of } = await check(await add({ dispatchQueueArn: queue, dispatchRoleArn, deadLetterQueueArn }));
    for (const subject of [
      'Role rota-dispatch',
      'iam:PassRole on rota-dispatch',
      'sqs:SendMessage of rota-dispatch on statements',
      'sqs:SendMessage of rota-dispatch on dead-letters',
      'sqs:ReceiveMessage on statements',
      'sqs:DeleteMessage on statements',
    ])
      expect(of(subject)).toMatchObject({ verdict: 'ok' });
    const closed = role('posts-for-nobody');
    product.aws.scheduler.unassumableRoles.add(closed);
    const wrong = await check(await add({ dispatchQueueArn: queue, dispatchRoleArn: closed }));
    expect(wrong.of('Role posts-for-nobody')).toMatchObject({
      verdict: 'denied',
      text: 'does not trust EventBridge Scheduler.',
    });
  });

  it('looks at what Rota may take out of each queue that is named, whatever else is', async () => {
    const arn = (name: string) => `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}`;
    const named = { deadLetterQueueArn: arn('dead-letters'), taskEventQueueArn: arn('statements') };
    const { needed } = await check(await add(named));
    const asked = needed.map(({ subject }) => subject).filter((subject) => subject.startsWith('sqs:'));
    const actions = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
    expect(asked).toEqual(
      ['dead-letters', 'statements'].flatMap((queue) => actions.map((action) => `${action} on ${queue}`)),
    );
    expect((await check(await add())).needed.filter(({ subject }) => subject.startsWith('sqs:'))).toEqual([]);
  });

  it('says in AWS’s own words that the role can not be assumed, and what to do', async () => {
    const id = await add({ roleArn: CLOSED });
    const { needed } = await check(id);
    expect(needed).toEqual([
      expect.objectContaining({
        subject: `Role ${CLOSED}`,
        verdict: 'denied',
        words: expect.stringContaining('is not authorized to perform: sts:AssumeRole'),
        todo: expect.stringContaining('Terraform'),
      }),
    ]);
    expect(await health(id)).toMatchObject({
      healthy: false,
      errorCode: 'AccessDenied',
      unreachableSince: expect.any(Date),
    });
  });

  it('notices credentials of another account', async () => {
    const id = await add({ accountId: '222222222222', roleArn: null });
    expect((await check(id)).needed).toEqual([
      expect.objectContaining({
        verdict: 'denied',
        text: 'belongs to account 000000000000, not 222222222222.',
      }),
    ]);
  });

  it('tells a group that is its own, one that is missing and one of another installation', async () => {
    const id = await add();
    const group = `Schedule group rota-${serial}`;
    expect((await check(id)).of(group)).toMatchObject({
      verdict: 'ok',
      text: expect.stringContaining('makes it'),
    });
    await sql(
      product.database,
      `INSERT INTO local_aws.schedule_group (region, name, created_at, modified_at, tags)
       VALUES ('${ACCOUNT}/eu-west-1', 'rota-${serial}', 0, 0, '[]')`,
    );
    expect((await check(id)).of(group)).toMatchObject({
      verdict: 'ok',
      text: expect.stringContaining('claims it'),
    });
    await sql(
      product.database,
      `UPDATE local_aws.schedule_group SET tags = '[{"Key":"rota:installation","Value":"another"}]'
       WHERE name = 'rota-${serial}'`,
    );
    expect((await check(id)).of(group)).toMatchObject({
      verdict: 'denied',
      text: expect.stringContaining('another Rota installation (another)'),
    });
    expect(await health(id)).toMatchObject({ healthy: false, errorCode: 'ForeignGroup' });
    const { id: schedule } = await makeSchedule(await makeTeam());
    await reconcile(schedule);
    expect((await check(own)).of('Schedule group rota')).toMatchObject({ text: 'is this Rota’s own.' });
  });
});

describe('the health of an environment', () => {
  it('keeps since when AWS has not answered, until it does again', async () => {
    await healthTurn(own);
    product.network.down = true;
    await db().environment.update({ where: { id: own }, data: { checkedAt: null } });
    expect(await healthTurn(own)).toBe(15_000);
    const first = await health(own);
    expect(first).toMatchObject({ healthy: false, unreachableSince: expect.any(Date) });
    await db().environment.update({ where: { id: own }, data: { checkedAt: null } });
    await healthTurn(own);
    expect((await health(own)).unreachableSince).toEqual(first.unreachableSince);
    product.network.down = false;
    await db().environment.update({ where: { id: own }, data: { checkedAt: null } });
    expect(await healthTurn(own)).toBe(60_000);
    expect(await health(own)).toMatchObject({ healthy: true, unreachableSince: null, error: null });
  });

  it('is looked at by one of several workers, not by each', async () => {
    await db().environment.update({ where: { id: own }, data: { checkedAt: null } });
    await healthTurn(own);
    const calls = product.network.calls.length;
    expect(await healthTurn(own)).toBeGreaterThan(30_000);
    expect(product.network.calls).toHaveLength(calls);
  });
});

describe('the Terraform of an environment', () => {
  const place = {
    accountId: ACCOUNT,
    region: 'eu-west-1',
    groupName: 'payments',
    externalId: 'made-up-by-rota',
    roleArn: `arn:aws:iam::${ACCOUNT}:role/payments-app`,
  };

  it('is filled in', () => {
    const text = terraformOf(place, 'arn:aws:iam::000000000000:role/rota');
    expect(text).toContain('rota_role_arn = "arn:aws:iam::000000000000:role/rota"');
    expect(text).toContain('external_id   = "made-up-by-rota"');
    expect(text).toContain('name          = "payments"');
    expect(text).toContain('group_name    = "payments"');
  });

  it('says where the role of Rota’s processes has to be filled in by hand', () => {
    for (const unknown of [null, 'arn:aws:iam::000000000000:user/local'])
      expect(terraformOf(place, unknown)).toContain('THE-ROLE-OF-ROTAS-PROCESSES');
  });

  it('has its equals signs in line, as terraform fmt writes them', () => {
    for (const one of [place, { ...place, externalId: null, roleArn: null }]) {
      const text = terraformOf(one, null);
      const [, fields = ''] = text.split(/\{\n|\n\n/);
      expect(new Set(fields.split('\n').map((line) => line.indexOf('=')))).toHaveProperty('size', 1);
      const formatted = spawnSync('terraform', ['fmt', '-'], { input: text, encoding: 'utf8' });
      if (!formatted.error) expect(formatted.stdout).toBe(text);
    }
  });
});
