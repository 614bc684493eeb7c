import { randomUUID } from 'node:crypto';
import { act } from './actions';
import { type Receiver, startReceiver } from './receiver';
import { arn, box, makeSchedule, ROLE, unique } from './schedules';
import { expect, expectAccessible, rows, signIn, signInByHand, test } from './support';

test.use({ actionTimeout: 10_000 });

const SOON = { timeout: 40_000 };

let receiver: Receiver;
test.beforeAll(async () => {
  receiver = await startReceiver();
});
test.afterAll(() => receiver.close());
test.beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer(200, 'ok');
});

test('an editor adds a Slack channel and tests it, and a run that fails arrives there', async ({
  page,
  request,
}) => {
  test.setTimeout(180_000);
  const name = unique('On call');
  await signIn(page, 'editor', '/incident');
  await page.getByRole('link', { name: 'Who is notified' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Finance on call' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Add a channel' }).click();
  await box(page, 'Name').fill(name);
  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'Finance' });
  await box(page, 'Address').fill('https://169.254.169.254/services/very-secret');
  await box(page, 'Seconds before the first message').fill('0');
  await page.getByRole('button', { name: 'Add the channel' }).click();
  await expect(page.getByText('169.254.169.254 is not a public address.')).toBeVisible();
  await expect(box(page, 'Address')).toBeFocused();
  await expect(box(page, 'Name')).toHaveValue(name);
  await expectAccessible(page);
  await box(page, 'Address').fill(`${receiver.address}/services/very-secret`);
  await page.getByRole('button', { name: 'Add the channel' }).click();

  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText('Nothing yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByText('The test was received. It answered 200: ok')).toBeVisible();
  expect(receiver.received).toMatchObject([
    { path: '/services/very-secret', body: expect.stringContaining(`This is a test of the channel ${name}`) },
  ]);

  await signInByHand(request, 'editor');
  const failing = unique('Certificates');
  const target = {
    kind: 'lambda',
    arn: arn('lambda', 'function:check-certificates'),
    invocation: 'result',
    roleArn: ROLE,
    maxAgeSeconds: 3600,
    retryAttempts: 0,
    input: '{"certificates":[{"notAfter":"2020-01-01"}]}',
  };
  const id = await makeSchedule(request, failing, { delivery: 'through', targets: [target] });
  await act(request, 'runs/now', { id, requestId: randomUUID() });
  const told = () => receiver.received.filter(({ body }) => body.includes(failing));
  await expect.poll(() => told().length, SOON).toBe(1);
  const message = JSON.parse(told()[0]?.body ?? '');
  expect(message.text).toMatch(/1 run failed/);
  expect(JSON.stringify(message.blocks)).toContain(`/schedules/${id}|${failing}>`);

  await page.reload();
  const history = page.getByRole('table', { name: 'Messages' });
  await expect(history.getByRole('row').filter({ hasText: failing })).toContainText('Sent');
  expect(await page.content()).not.toContain('very-secret');
  await expectAccessible(page);
});

test('what is not received stands on the page; a channel is changed without its address, switched off and deleted', async ({
  page,
  request,
}) => {
  const name = unique('Quiet');
  await signInByHand(request, 'editor');
  const [team] = await rows<{ id: string }>(`SELECT id FROM team WHERE name = 'Finance'`);
  const made = await act<{ value: { id: string } }>(request, 'notifications/create', {
    channel: {
      name,
      teamId: team?.id,
      environmentId: null,
      kind: 'json',
      url: `${receiver.address}/very-secret`,
      wanted: ['missed'],
    },
  });
  await signIn(page, 'editor', `/notifications/${made.value.id}`);
  receiver.answer(404, 'no_service');
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByText('The test was not received. It answered 404: no_service')).toBeVisible();
  await page.getByRole('link', { name: 'Change', exact: true }).click();
  await expect(box(page, 'Address')).toHaveValue('••••••••');
  expect(await page.content()).not.toContain('very-secret');
  await box(page, 'Name').fill(`${name} 2`);
  await page.getByRole('checkbox', { name: 'Run late' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `${name} 2` })).toBeVisible();
  await expect(page.getByText('Run missed, Run late')).toBeVisible();
  receiver.answer(200, 'ok');
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByText('The test was received.')).toBeVisible();
  expect(receiver.received.map(({ path }) => path)).toEqual(['/very-secret', '/very-secret']);

  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect(page.getByRole('button', { name: 'Switch on' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL('/notifications');
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(0);
  const audited = await rows<{ action: string; body: string }>(
    `SELECT action, body FROM activity_audit WHERE action LIKE 'channel.%' AND body LIKE $1 ORDER BY seq`,
    [`%${made.value.id}%`],
  );
  expect(audited.map(({ action }) => action)).toEqual([
    'channel.create',
    'channel.test',
    'channel.update',
    'channel.test',
    'channel.disable',
    'channel.delete',
  ]);
  expect(JSON.stringify(audited)).not.toContain('very-secret');
});

test('a viewer sees the channels, and is offered nothing that changes them', async ({ page }) => {
  await signIn(page, 'viewer', '/notifications');
  await page.getByRole('link', { name: 'Finance on call' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Finance on call' })).toBeVisible();
  await expect(page.getByRole('button', { name: /test|Switch|Delete/ })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Change', exact: true })).toHaveCount(0);
});
