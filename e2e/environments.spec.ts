import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { APIRequestContext, Page } from '@playwright/test';
import { act } from './actions';
import { addTarget, arn, BROKEN_ROLE, box, fillSchedule, inAws, ROLE, unique } from './schedules';
import { demo, expect, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const ACCOUNT = '111111111111';
const REGION = 'eu-west-1';
const APP_ROLE = `arn:aws:iam::${ACCOUNT}:role/rota-app`;
const TARGETS_ROLE = `arn:aws:iam::${ACCOUNT}:role/rota-targets`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:send-statements`;

type Fields = {
  name: string;
  accountId: string;
  region: string;
  groupName: string;
  roleArn: string;
  production: boolean;
  deadLetterQueueArn?: string;
};

const fields = (name: string, more: Partial<Fields> = {}): Fields => ({
  name,
  accountId: ACCOUNT,
  region: REGION,
  groupName: `g-${Date.now().toString(36)}`,
  roleArn: APP_ROLE,
  production: true,
  ...more,
});

/** Adds an environment by a request of its own. @returns its id */
async function add(request: APIRequestContext, given: Fields): Promise<string> {
  await signInByHand(request, 'admin');
  const made = await act<{ ok: boolean; value: { id: string } }>(request, 'environments/create', given);
  expect(made).toMatchObject({ ok: true });
  return made.value.id;
}

/** What the other account's EventBridge Scheduler has in a group, asked in the role of that account. */
async function inOtherAccount(groupName: string) {
  const own = { region: REGION, credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' } };
  const sts = new STSClient({ ...own, endpoint: demo().sts });
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({ RoleArn: APP_ROLE, RoleSessionName: 'test' }),
  );
  const credentials = {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
  const client = new SchedulerClient({ region: REGION, endpoint: demo().scheduler, credentials });
  const { Schedules = [] } = await client.send(new ListSchedulesCommand({ GroupName: groupName }));
  return Promise.all(
    Schedules.map(({ Name }) => client.send(new GetScheduleCommand({ GroupName: groupName, Name }))),
  );
}

const health = (page: Page) => page.getByRole('region', { name: 'Health' });

test('an administrator adds an account, checks it, and a schedule is really kept there', async ({ page }) => {
  test.setTimeout(120_000);
  const name = unique('Payments');
  const { groupName } = fields(name);
  await signIn(page, 'admin', '/environments');
  await page.getByRole('link', { name: 'Add an environment' }).click();
  await page.getByRole('button', { name: 'Add the environment' }).click();
  await expect(box(page, 'Name')).toBeFocused();
  await expect(box(page, 'Name')).toHaveAccessibleDescription(/can't be empty/);
  await expect(box(page, 'AWS account')).toHaveAccessibleDescription(/12 digits/);
  await box(page, 'Name').fill(name);
  await page.getByLabel('This is production').check();
  await box(page, 'AWS account').fill(ACCOUNT);
  await box(page, 'Region').fill(REGION);
  await box(page, 'Schedule group').fill(groupName);
  await box(page, 'Role ARN').fill(APP_ROLE);
  await page.getByRole('button', { name: 'Add the environment' }).click();

  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(page.getByText('PROD', { exact: true }).first()).toBeVisible();
  const [row] = await rows<{ external_id: string }>('SELECT external_id FROM environment WHERE name = $1', [
    name,
  ]);
  expect(row?.external_id).toMatch(/^[\w-]{32}$/);
  const terraform = page.getByRole('region', { name: 'What Rota needs there, as Terraform' });
  await expect(terraform).toContainText(`external_id   = "${row?.external_id}"`);
  await expect(terraform).toContainText(`group_name    = "${groupName}"`);
  await health(page).getByRole('button', { name: 'Check everything now' }).click();
  await expect(health(page)).toContainText('All that Rota needs is granted');
  await expect(health(page).getByText('scheduler:CreateSchedule', { exact: true })).toBeVisible();

  await page.goto('/schedules/new');
  await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: `${name} (production)` });
  await expect(page.getByText(`This changes production: ${name}.`)).toBeVisible();
  const schedule = unique('Night in Ireland');
  await fillSchedule(page, schedule);
  const target = await addTarget(page, 'Lambda function');
  await box(target, 'Function ARN').fill(arn('lambda', 'function:send-statements'));
  await box(target, 'Role ARN').fill(TARGETS_ROLE);
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(target).toContainText(
    'This ARN is in Region eu-central-1, but this environment is in eu-west-1',
  );
  await box(target, 'Function ARN').fill(FUNCTION);
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(page.getByText(`This is production. AWS account ${ACCOUNT}, ${REGION}.`)).toBeVisible();
  await expect(page.getByRole('region', { name: 'A look at the targets' })).toContainText('OK');
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await page.waitForURL(/\/schedules\/[0-9a-z]{16}$/);
  await expect(page.getByText(/^Live in AWS/).first()).toBeVisible();
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  expect(await inOtherAccount(groupName)).toEqual([
    expect.objectContaining({
      Name: expect.stringContaining(id),
      Target: expect.objectContaining({ Arn: FUNCTION, RoleArn: TARGETS_ROLE }),
    }),
  ]);
  expect(await inAws(id)).toEqual([]);

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('dialog')).toContainText(`This changes production: ${name}.`);
  await page.keyboard.press('Escape');
  await page.goto('/schedules');
  await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: name });
  await expect(page).toHaveURL(/environment=/);
  const listed = page.getByRole('row').filter({ hasText: schedule });
  await expect(listed).toContainText('PROD');
  await expect(listed.getByRole('link', { name })).toBeVisible();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(2);
  await page.goto('/environments');
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Answers');
  await page.goto('/audit/activity');
  await expect(page.locator('.audit-list').getByText('Environment added').first()).toBeVisible();
});

test('an account that can not be entered says why, and delays no save in another', async ({
  page,
  request,
}) => {
  test.setTimeout(90_000);
  const name = unique('Broken');
  const id = await add(
    request,
    fields(name, { accountId: '000000000000', region: 'eu-west-2', roleArn: BROKEN_ROLE, production: false }),
  );
  const teams = await rows<{ id: string }>(`SELECT id FROM team WHERE name = 'Finance'`);
  const schedule = (title: string, region: string) => ({
    name: unique(title),
    teamId: teams[0]?.id,
    owner: 'Tests',
    expression: 'cron(30 6 1 1 ? *)',
    timeZone: 'Europe/Berlin',
    targets: [
      {
        kind: 'sqs',
        arn: `arn:aws:sqs:${region}:000000000000:statements`,
        roleArn: ROLE,
        retryAttempts: 3,
        maxAgeSeconds: 3600,
      },
    ],
  });
  type Saved = { ok: boolean; value: { id: string; sync: { status: string; errorCode: string | null } } };
  const there = await act<Saved>(request, 'schedules/create', {
    schedule: schedule('There', 'eu-west-2'),
    environmentId: id,
  });
  const began = Date.now();
  const here = await act<Saved>(request, 'schedules/create', {
    schedule: schedule('Here', 'eu-central-1'),
  });
  expect(here.value.sync.status).toBe('live');
  expect(Date.now() - began).toBeLessThan(3_000);
  expect(there.value.sync).toMatchObject({ status: 'pending', errorCode: 'AccessDenied' });

  await signIn(page, 'admin', `/environments/${id}`);
  await health(page).getByRole('button', { name: 'Check everything now' }).click();
  const found = health(page).getByRole('listitem').filter({ hasText: BROKEN_ROLE });
  await expect(found).toContainText('Not allowed');
  await expect(found).toContainText('is not authorized to perform: sts:AssumeRole');
  await page.goto('/environments');
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Not in order, since');

  await page.goto(`/environments/${id}`);
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await expect(page.getByText('Disabled', { exact: true }).first()).toBeVisible();
  await page.goto('/schedules/new');
  await expect(page.getByRole('combobox', { name: 'Environment' }).getByRole('option', { name })).toHaveCount(
    0,
  );
  await page.goto(`/schedules/${there.value.id}`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('x');
  await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByText(`The environment ${name} is disabled`).first()).toBeVisible();
});

test('targets that are missing are told before the save, which goes through all the same', async ({
  page,
}) => {
  await signIn(page, 'editor', '/schedules/new');
  await fillSchedule(page, unique('Too early'));
  const target = await addTarget(page, 'SQS queue');
  await box(target, 'Queue ARN').fill(arn('sqs', 'not-there-yet'));
  await box(target, 'Role ARN').fill(ROLE);
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  const checks = page.getByRole('region', { name: 'A look at the targets' });
  await expect(checks).toContainText('Missing');
  await checks.getByText('Missing').first().click();
  await expect(checks).toContainText('Queue not-there-yet is not there.');
  await expect(checks).toContainText('trusts EventBridge Scheduler');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await page.waitForURL(/\/schedules\/[0-9a-z]{16}$/);
  await expect(page.getByText('Before it can run: Queue not-there-yet is not there.')).toBeVisible();
});

test('what AWS has is picked with the keyboard, and any ARN can be entered', async ({ page }) => {
  await signIn(page, 'editor', '/schedules/new');
  const target = await addTarget(page, 'ECS task');
  const definition = box(target, 'Task definition ARN');
  await definition.focus();
  await expect(definition).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowDown');
  await expect(definition).toHaveAttribute('aria-expanded', 'true');
  const list = page.getByRole('listbox', { name: 'Task definition ARN: task definitions in AWS' });
  await expect(list.getByRole('option')).toHaveCount(2);
  await expect(definition).not.toHaveAttribute('aria-activedescendant', /./);
  await page.keyboard.type('night');
  await expect(list.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(definition).toHaveAttribute('aria-activedescendant', /-0$/);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(definition).toHaveValue(arn('ecs', 'task-definition/nightly-report'));
  await expect(definition).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await expect(definition).toHaveValue(arn('ecs', 'task-definition/nightly-report'));
  await definition.fill(arn('ecs', 'task-definition/of-my-own'));
  await expect(list).toBeHidden();
  const cluster = box(target, 'Cluster ARN');
  await cluster.click();
  await page.getByRole('option', { name: /cluster\/default/ }).click();
  await expect(cluster).toHaveValue(arn('ecs', 'cluster/default'));
  await cluster.fill('nothing like it');
  await expect(target.getByText(/No cluster is called so/)).toBeVisible();
});

test('a change is refused where somebody else was first, and one that never had anything goes', async ({
  page,
  request,
}) => {
  const name = unique('Short-lived');
  const given = fields(name, { production: false });
  const id = await add(request, given);
  await signIn(page, 'admin', `/environments/${id}/edit`);
  await expect(box(page, 'Name')).toHaveValue(name);
  await act(request, 'environments/update', {
    id,
    version: 1,
    environment: { ...given, production: true },
  });
  await box(page, 'Name').fill(`${name} again`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'Somebody else changed this environment' }),
  ).toBeVisible();
  await page.goto(`/environments/${id}`);
  await page.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('PROD');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('heading', { name: 'Environments', level: 1 })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(0);
  expect((await page.goto(`/environments/${id}`))?.status()).toBe(404);
});

test('what waits in the queues of an environment is shown, and its dead-letter queue is offered to new targets', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const name = unique('With queues');
  const [dispatch, dead] = [unique('dispatch'), unique('dead')].map((queue) => queue.replaceAll(/\W/g, '-'));
  const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' };
  const sqs = new SQSClient({ region: REGION, endpoint: demo().sqs, credentials });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: dead }));
  for (const MessageBody of ['a', 'b']) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const queue = (named = '') => `arn:aws:sqs:${REGION}:000000000000:${named}`;
  const given = fields(name, { accountId: '000000000000', roleArn: '' });
  const id = await add(request, { ...given, deadLetterQueueArn: queue(dead) });

  await signIn(page, 'admin', `/environments/${id}/edit`);
  await box(page, 'Dispatch queue ARN (optional)').fill(queue('orders.fifo'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(box(page, 'Dispatch queue ARN (optional)')).toHaveAccessibleDescription(
    /a standard SQS queue/,
  );
  await box(page, 'Dispatch queue ARN (optional)').fill(queue(dispatch));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(`/environments/${id}`);
  const queues = page.getByRole('region', { name: 'Queues' });
  await expect(queues).toContainText('Dead-letter queue has about 2 messages waiting.');
  await expect(queues).toContainText('Dispatch queue is not there.');
  await page.getByRole('button', { name: 'Check everything now' }).click();
  await expect(health(page)).toContainText(`Dispatch queue ${dispatch} is not there.`);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await violations(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.goto('/schedules/new');
  const chosen = page.getByRole('combobox', { name: 'Environment' });
  await chosen.selectOption({ label: `${name} (production)` });
  const target = await addTarget(page, 'SQS queue');
  await expect(target).toContainText('then to the dead-letter queue');
  await target.getByText('If a call fails').click();
  await expect(box(target, 'Dead-letter queue ARN')).toHaveValue(queue(dead));
  await chosen.selectOption({ label: 'Demo' });
  await expect(box(target, 'Dead-letter queue ARN')).toHaveValue('');
});

test('a bulk act in production says so: in its preview, when it is done and before it is undone', async ({
  page,
  request,
}) => {
  test.setTimeout(90_000);
  const name = unique('Prod');
  const tag = `prod-${Date.now().toString(36)}`;
  const id = await add(request, fields(name));
  const [team] = await rows<{ id: string }>(`SELECT id FROM team WHERE name = 'Finance'`);
  const target = {
    kind: 'lambda',
    arn: FUNCTION,
    roleArn: TARGETS_ROLE,
    retryAttempts: 3,
    maxAgeSeconds: 3600,
  };
  const timing = { expression: 'cron(30 6 1 1 ? *)', timeZone: 'Europe/Berlin' };
  const schedule = { name: unique('Bulk'), teamId: team?.id, owner: 'Tests', tags: [tag], ...timing };
  await act(request, 'schedules/create', {
    schedule: { ...schedule, targets: [target] },
    environmentId: id,
  });
  await signIn(page, 'operator', `/schedules?tag=${tag}`);
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
  await page.getByRole('button', { name: 'Preview' }).click();
  const mark = page.locator('.page-title').getByText('PROD', { exact: true });
  await expect(mark).toBeVisible();
  await box(page, 'Reason').fill('Incident');
  await page.getByRole('button', { name: 'Pause 1 schedule' }).click();
  await expect(page.getByText('Finished: 1 of 1 schedule done.')).toBeVisible();
  await expect(mark).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText(`This changes production: ${name}.`);
  expect(await violations(page)).toEqual([]);
  await page.goto('/bulk');
  await expect(page.getByRole('row').filter({ hasText: 'Incident' }).first()).toContainText('PROD');
});

test('axe finds nothing, wide and narrow, light and dark, and nothing sticks out', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const id = await add(request, fields(unique('Seen')));
  await signIn(page, 'admin', '/environments');
  await expect(page.getByRole('heading', { name: 'Environments', level: 1 })).toBeVisible();
  for (const path of [
    '/environments',
    '/environments/new',
    `/environments/${id}`,
    `/environments/${id}/edit`,
    '/schedules',
  ])
    for (const width of [1440, 390])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        if (path.endsWith(id)) {
          await health(page).getByRole('button', { name: 'Check everything now' }).click();
          await expect(health(page)).toContainText('All that Rota needs is granted');
        }
        expect.soft(await violations(page), `${path}, ${width} px, ${colorScheme}`).toEqual([]);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(over, `${path}, ${width} px`).toBeLessThanOrEqual(0);
      }
});

test.afterAll(async () => {
  // The specs that follow find one environment in use, as the demo has it.
  await rows(`UPDATE environment SET disabled_at = now() WHERE name <> 'Demo'`);
});
