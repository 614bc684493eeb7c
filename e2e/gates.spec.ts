import { randomUUID } from 'node:crypto';
import type { APIRequestContext, Locator, Page } from '@playwright/test';
import { act } from './actions';
import { startReceiver } from './receiver';
import { addTarget, arn, box, fillSchedule, makeSchedule, ROLE, save, unique } from './schedules';
import { expect, expectAccessible, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
const dialog = (page: Page): Locator => page.getByRole('dialog');

/** A gate in the environment of the demo, made by a request of its own. @returns its id */
async function makeGate(request: APIRequestContext, name: string, fields: object = {}): Promise<string> {
  const [environment] = await rows<{ id: string }>(`SELECT id FROM environment ORDER BY created_at LIMIT 1`);
  const made = await act<{ ok: boolean; value: { id: string } }>(request, 'gates/create', {
    environmentId: environment?.id,
    gate: { name, ratePerSecond: 1, ...fields },
  });
  expect(made).toMatchObject({ ok: true });
  return made.value.id;
}

test('an editor makes a gate and changes it, and its form says what is wrong', async ({ page }) => {
  const name = unique('CRM');
  await signIn(page, 'editor', '/gates');
  await page.getByRole('link', { name: 'New gate' }).first().click();
  await page.getByRole('button', { name: 'Add the gate' }).click();
  await expect(box(page, 'Name')).toBeFocused();
  await expect(box(page, 'Rate')).toHaveAccessibleDescription(/Enter a rate from 0.0001 to 10000 a second/);
  await box(page, 'Name').fill(name);
  await box(page, 'Rate').fill('6');
  await page.getByRole('combobox', { name: 'Unit of the rate' }).selectOption({ label: 'per minute' });
  await box(page, 'In flight at most (optional)').fill('2');
  await page.getByRole('button', { name: 'Add the gate' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(region(page, 'What it allows')).toContainText('6 a minute');
  await expect(region(page, 'Now')).toContainText('0 of 2');
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(box(page, 'Rate')).toHaveValue('6');
  await box(page, 'Circuit opens after failures (optional)').fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(region(page, 'What it allows')).toContainText('Opens after 5 failures in a row');
  await page.goto('/gates');
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('6 a minute');
});

test('an operator closes a gate and opens it with Enter alone', async ({ page, request }) => {
  const name = unique('Closed');
  await signInByHand(request, 'editor');
  const id = await makeGate(request, name, { rampSeconds: 0 });
  await signIn(page, 'operator', `/gates/${id}`);
  await expect(page.getByRole('link', { name: 'Edit' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Close', exact: true }).press('Enter');
  await expect(box(page, 'Reason')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(box(page, 'Reason')).toHaveAccessibleDescription(/can.t be empty/);
  await page.keyboard.type('It is down');
  await page.keyboard.press('Enter');
  await expect(region(page, 'Now')).toContainText('Closed');
  await expect(region(page, 'Now')).toContainText('It is down');
  await page.goto('/gates');
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('It is down');
  await page.goto(`/gates/${id}`);
  await page.getByRole('button', { name: 'Open', exact: true }).press('Enter');
  await expect(box(page, 'Reason (optional)')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${name} is opened.`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Close', exact: true })).toBeVisible();
});

test('maintenance is planned once and again and again, and taken back', async ({ page, request }) => {
  await signInByHand(request, 'editor');
  const id = await makeGate(request, unique('Maintained'));
  await signIn(page, 'operator', `/gates/${id}`);
  const windows = region(page, 'Maintenance');
  await windows.getByRole('button', { name: 'Plan maintenance' }).click();
  await dialog(page).getByLabel('From').fill('2099-03-01T02:00');
  await dialog(page).getByLabel('Until').fill('2099-03-01T01:00');
  await box(dialog(page), 'Reason').fill('Move');
  await dialog(page).getByRole('button', { name: 'Plan it' }).click();
  await expect(dialog(page).getByLabel('Until')).toHaveAccessibleDescription(/must be after the start/);
  await dialog(page).getByLabel('Until').fill('2099-03-01T04:00');
  await dialog(page).getByRole('button', { name: 'Plan it' }).click();
  await expect(windows).toContainText('1 Mar 2099, 02:00 to 1 Mar 2099, 04:00');
  await windows.getByRole('button', { name: 'Plan maintenance' }).click();
  await dialog(page).getByText('Again and again').click();
  await box(dialog(page), 'Begins').fill('cron(0 2 ? * SUN *)');
  await box(dialog(page), 'Minutes').fill('90');
  await box(dialog(page), 'Reason').fill('Weekly');
  expect(await violations(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Plan it' }).click();
  await expect(windows.getByRole('row').filter({ hasText: 'Weekly' })).toContainText('for 1 h 30 min');
  await windows.getByRole('button', { name: 'Take back Move' }).click();
  await dialog(page).getByRole('button', { name: 'Take it back' }).click();
  await expect(windows.getByRole('row').filter({ hasText: 'Move' })).toHaveCount(0);
});

test('a circuit opens, the page says so and why, a probe closes it, and its slow start is shown', async ({
  page,
  request,
}) => {
  const receiver = await startReceiver();
  receiver.answer(503);
  try {
    const name = unique('Failing');
    await signInByHand(request, 'admin');
    const gateId = await makeGate(request, name, {
      burst: 5,
      circuitFailures: 2,
      probeSeconds: 1,
      rampSeconds: 3600,
    });
    const webhook = {
      kind: 'webhook',
      arn: `${receiver.address}/invoices`,
      retryAttempts: 0,
      maxAgeSeconds: 3600,
      gateId,
    };
    const schedule = await makeSchedule(request, unique('Post invoices'), {
      delivery: 'through',
      targets: [webhook],
    });
    const runNow = () => act(request, 'runs/now', { id: schedule, requestId: randomUUID() });
    // Beside the page, which looks again every ten seconds.
    const circuit = async () =>
      (await rows('SELECT circuit_since FROM gate_state WHERE gate_id = $1', [gateId]))[0]?.circuit_since;
    await runNow();
    await runNow();
    await expect.poll(circuit).not.toBeNull();
    await signIn(page, 'operator', `/gates/${gateId}`);
    const now = region(page, 'Now');
    await expect(now).toContainText('Circuit open');
    await expect(now).toContainText(/After 2 failures in a row, .*The next run that is due probes\./);
    await expect(now).toContainText('none');
    expect(await violations(page)).toEqual([]);
    await page.goto('/gates');
    await expect(page.getByRole('row').filter({ hasText: name })).toContainText('After 2 failures in a row');

    // A person's closing is above it: what is asked for now waits.
    await act(request, 'gates/close', { id: gateId, reason: 'Until it is mended' });
    await runNow();
    await page.goto(`/runs?schedule=${schedule}`);
    await expect(page.getByRole('row').filter({ hasText: 'Waiting' })).toContainText('waits for its gate');
    receiver.answer(200);
    await page.goto(`/gates/${gateId}`);
    await page.getByRole('button', { name: 'Open', exact: true }).press('Enter');
    await expect(box(page, 'Reason (optional)')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect.poll(circuit).toBeNull();
    await page.reload();
    await expect(now).toContainText('Ramping up');
    await expect(now).toContainText('At 10 % of its rate');
    await expect(now).toContainText(/6(\.\d+)? a minute/);
    await expect(region(page, 'Last hour')).toContainText('3 passed in the last hour');
  } finally {
    receiver.close();
  }
});

test('a rule requires a gate, the form says so, the review tells what meets, and the gate stays', async ({
  page,
  request,
}) => {
  const [name, queue] = [unique('Required'), unique('orders').replace(' ', '-')];
  await signInByHand(request, 'admin');
  const id = await makeGate(request, name);
  await signIn(page, 'admin', '/gates');
  await page.getByRole('button', { name: 'Require a gate' }).click();
  await dialog(page).getByRole('combobox', { name: 'Gate' }).selectOption(id);
  await dialog(page).getByRole('combobox', { name: 'Team' }).selectOption({ label: 'Finance' });
  await dialog(page).getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'SQS queue' });
  await box(dialog(page), 'Reason').fill('It is slow');
  await dialog(page).getByRole('button', { name: 'Require' }).click();
  await expect(box(dialog(page), 'Pattern of ARNs or addresses')).toHaveAccessibleDescription(
    /Enter a pattern/,
  );
  await box(dialog(page), 'Pattern of ARNs or addresses').fill(arn('sqs', queue));
  expect(await violations(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Require' }).click();
  await expect(region(page, 'Rules').getByRole('row').filter({ hasText: queue })).toContainText(name);

  const own = unique('Behind a gate');
  await page.goto('/schedules/new');
  await fillSchedule(page, own, 'cron(0 * * * ? *)');
  const target = await addTarget(page, 'SQS queue');
  await box(target, 'Queue ARN').fill(arn('sqs', queue));
  await box(target, 'Role ARN').fill(ROLE);
  const gate = target.getByRole('combobox', { name: 'Gate' });
  await expect(gate).toHaveAccessibleDescription(/needs delivery through Rota/);
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await expect(gate).toHaveAccessibleDescription(new RegExp(`A rule wants the gate ${name}`));
  await gate.selectOption({ label: name });
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(gate).toHaveAccessibleDescription(/choose delivery through Rota, or no gate/);
  await page.getByRole('radio', { name: 'Through Rota' }).check();
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(region(page, 'At its gates')).toContainText(`one run comes to ${name}. It starts at once.`);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Back' }).click();
  await save(page);
  await page.getByRole('link', { name }).click();
  await expect(region(page, 'What stands behind it')).toContainText(own);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete the gate' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText(`Targets of ${own} stand behind this gate`);
  await page.keyboard.press('Escape');
  await region(page, 'Rules')
    .getByRole('button', { name: /^Remove/ })
    .click();
  await box(page, 'Reason').fill('It is fast now');
  await page.getByRole('button', { name: 'Remove the rule' }).click();
  await expect(region(page, 'Rules')).toContainText('No rule requires this gate.');
});

test('runs that meet others are told before the save, and a gate keeps its name in the differences', async ({
  page,
  request,
}) => {
  const name = unique('Met');
  await signInByHand(request, 'editor');
  const gateId = await makeGate(request, name, { ratePerSecond: 1 / 60 });
  const target = {
    kind: 'sqs',
    arn: arn('sqs', 'statements'),
    roleArn: ROLE,
    retryAttempts: 0,
    maxAgeSeconds: 60,
  };
  const behind = { expression: 'cron(0 * * * ? *)', delivery: 'through' };
  await makeSchedule(request, unique('Others'), {
    ...behind,
    targets: Array.from({ length: 3 }, () => ({ ...target, gateId })),
  });
  const id = await makeSchedule(request, unique('Own'), { ...behind, targets: [target] });
  await signIn(page, 'editor', `/schedules/${id}/edit`);
  await page.getByRole('combobox', { name: 'Gate' }).selectOption({ label: name });
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(region(page, 'What changes')).toContainText(name);
  await expect(region(page, 'At its gates')).toContainText(
    new RegExp(`At \\d\\d:00, 4 runs meet at ${name}. The last starts at \\d\\d:03`),
  );
});

test('who only reads sees gates and nothing to press; axe finds nothing, wide and narrow, light and dark', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  await signInByHand(request, 'admin');
  const id = await makeGate(request, unique('Looked at'), {
    description: 'For everybody',
    circuitFailures: 3,
  });
  await rows(
    `INSERT INTO gate_minute (gate_id, minute, passed)
     SELECT $1, date_trunc('minute', now()) - n * interval '1 minute', n FROM generate_series(0, 30) n`,
    [id],
  );
  await act(request, 'gates/close', { id, reason: 'To be looked at' });
  await signIn(page, 'viewer', `/gates/${id}`);
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  await expect(region(page, 'Last hour')).toContainText(
    '465 passed in the last hour, at most 30 in one minute.',
  );
  const bars = await region(page, 'Last hour')
    .locator('rect')
    .evaluateAll((each) => each.map((bar) => Math.round(bar.getBoundingClientRect().height)));
  expect([bars.length, bars.filter((height) => height > 0).length]).toEqual([60, 30]);
  expect(Math.max(...bars)).toBeGreaterThan(100);
  await page.getByText('As a table').click();
  await expect(region(page, 'Last hour').getByRole('row')).toHaveCount(31);
  expect((await page.goto('/gates/new'))?.status()).toBe(403);
  expect((await page.goto('/gates/0000000000000000'))?.status()).toBe(404);
  await page.context().clearCookies();
  await signIn(page, 'admin', '/gates');
  await expect(page.getByRole('heading', { name: 'Gates', level: 1 })).toBeVisible();
  for (const path of ['/gates', '/gates/new', `/gates/${id}`, `/gates/${id}/edit`]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
});
