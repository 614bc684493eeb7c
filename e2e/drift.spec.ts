import {
  SchedulerClient,
  UpdateScheduleCommand,
  type UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import { box, inAws, makeSchedule, REGION, statesInAws, unique } from './schedules';
import { demo, expect, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

/** What a person does in the console: AWS is asked with the unmodified SDK, behind Rota's back. */
async function inConsole(id: string, change: object): Promise<void> {
  const client = new SchedulerClient({
    endpoint: demo().scheduler,
    region: REGION,
    credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' },
  });
  const [found] = await inAws(id);
  const { $metadata: _, Arn: __, CreationDate: ___, LastModificationDate: ____, ...rest } = found ?? {};
  await client.send(new UpdateScheduleCommand({ ...rest, ...change } as UpdateScheduleCommandInput));
  client.destroy();
}

const lookNow = () => rows('UPDATE environment_scan SET due_at = now()');

test('what somebody switches off in AWS stays off, is shown side by side, and is restored or accepted', async ({
  page,
  request,
}) => {
  const name = unique('Pulled the brake');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  await signIn(page, 'editor', `/schedules/${id}`);
  const state = page.getByRole('region', { name: 'State', exact: true });
  await expect(state.getByText(/^Live in AWS, checked/)).toBeVisible();

  await inConsole(id, { State: 'DISABLED' });
  await page.goto('/drift');
  await page.getByRole('button', { name: /^Look now/ }).click();
  await expect(page.getByText(/is looked over now/)).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Switched off in AWS', {
    timeout: 20_000,
  });
  await page.setViewportSize({ width: 1440, height: 900 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
  }
  await page.getByRole('link', { name }).click();
  await expect(state).toContainText('Changed in AWS');
  const panel = page.getByRole('region', { name: 'Changed in AWS, not by Rota' });
  await expect(panel.getByRole('row').filter({ hasText: 'State' })).toContainText('ENABLEDDISABLED');
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await violations(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
  }

  await page.getByRole('link', { name: 'Edit' }).click();
  await box(page, 'Owner').fill('Payroll');
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByText('Saving writes over what AWS has.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save over what AWS has' })).toBeVisible();
  await page.goto(`/schedules/${id}`);

  await panel.getByRole('button', { name: 'Restore ours' }).click();
  await page.getByLabel('Reason').fill('Wanted after all');
  await page.getByRole('dialog').getByRole('button', { name: 'Restore ours' }).click();
  await expect(state.getByText(/^Live in AWS, checked/)).toBeVisible();
  expect(await inAws(id)).toMatchObject([{ State: 'ENABLED' }]);
  await expect(panel).toHaveCount(0);

  await inConsole(id, { State: 'DISABLED' });
  await lookNow();
  await expect(async () => {
    await page.reload();
    await expect(panel).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await panel.getByRole('button', { name: 'Accept theirs' }).click();
  await page.getByLabel('Reason').fill('They were right');
  await page.getByLabel('Reason').press('Enter');
  await expect(state).toContainText('Switched off in AWS');
  await expect(state.getByText(/^Live in AWS, checked/)).toBeVisible();
  expect(await inAws(id)).toMatchObject([{ State: 'DISABLED' }]);
  const history = page.getByRole('region', { name: 'History' });
  await expect(history).toContainText('Found changed in AWS');
  await expect(history).toContainText('They were right');
});

test('an editor ticks several on the page of drift and decides on all of them at once; a viewer can not', async ({
  page,
  request,
  browser,
}) => {
  const names = [unique('Ticked one'), unique('Ticked two')];
  await signInByHand(request, 'editor');
  const ids = await Promise.all(names.map((name) => makeSchedule(request, name)));
  for (const id of ids) await expect.poll(() => statesInAws(id)).toEqual(['ENABLED']);
  for (const id of ids) await inConsole(id, { State: 'DISABLED' });
  await lookNow();
  await signIn(page, 'editor', '/drift');
  await expect(page.getByRole('heading', { name: 'Drift', level: 1 })).toBeVisible();
  await expect(async () => {
    await page.reload();
    for (const name of names) await expect(page.getByLabel(`Select ${name}`)).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });

  const viewer = await (await browser.newContext()).newPage();
  await signIn(viewer, 'viewer', '/drift');
  await expect(viewer.getByRole('link', { name: names[0] ?? '' })).toBeVisible();
  await expect(viewer.getByRole('checkbox')).toHaveCount(0);
  await viewer.context().close();

  for (const name of names) await page.getByLabel(`Select ${name}`).check();
  await expect(page.getByText('2 selected')).toBeVisible();
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await violations(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
  }
  await page.getByRole('button', { name: 'Restore ours' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Restore ours: 2' }).click();
  await expect(box(page, 'Reason')).toHaveAccessibleDescription(/can't be empty/);
  await box(page, 'Reason').fill('Switched off by mistake');
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 schedules decided.')).toBeVisible();
  for (const name of names) await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(0);
  for (const id of ids) await expect.poll(() => statesInAws(id)).toEqual(['ENABLED']);
  const audit = await rows<{ reason: string }>(
    `SELECT reason FROM schedule_audit WHERE action = 'drift.restore' AND schedule_id = ANY($1)`,
    [ids],
  );
  expect(audit).toEqual([{ reason: 'Switched off by mistake' }, { reason: 'Switched off by mistake' }]);
});
