import type { Locator, Page } from '@playwright/test';
import {
  addTarget,
  arn,
  box,
  fillSchedule,
  inAws,
  makeSchedule,
  ROLE,
  statesInAws,
  unique,
} from './schedules';
import { expect, passwordOf, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const WIDTHS = [1440, 390];
const THEMES = ['light', 'dark'] as const;

/** Nothing is wrong with what the page shows now, in either theme, wide and narrow. */
async function isAccessible(page: Page, what: string): Promise<void> {
  for (const width of WIDTHS)
    for (const colorScheme of THEMES) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect(page).toHaveTitle(/\S/);
      expect.soft(await violations(page), `${what}, ${width} px, ${colorScheme}`).toEqual([]);
    }
  await page.setViewportSize({ width: 1440, height: 900 });
}

const heading = (page: Page, name: string | RegExp) =>
  expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();

test('axe finds nothing: sign-in, list and a missing page', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/schedules');
  await heading(page, 'Sign in');
  await isAccessible(page, 'sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Enter your Windows user name.' })).toBeVisible();
  await isAccessible(page, 'sign-in with an error');
  await signIn(page, 'editor');
  await heading(page, 'Schedules');
  await isAccessible(page, 'list');
  await page.goto('/schedules?q=nothing-is-called-so');
  await expect(page.getByRole('heading', { name: 'No schedule matches' })).toBeVisible();
  await isAccessible(page, 'list without a match');
  await page.goto('/schedules/0000000000000000');
  await heading(page, 'There is nothing here');
  await isAccessible(page, 'not found');
});

test('axe finds nothing: a schedule and its dialogs', async ({ page, request }) => {
  test.setTimeout(120_000);
  const name = unique('Looked at');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name, { tags: ['audit'], description: 'For everybody to read' });
  await signIn(page, 'editor', `/schedules/${id}`);
  await heading(page, name);
  await expect(page.getByText(/^Live in AWS, checked/)).toBeVisible();
  await isAccessible(page, 'detail');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(box(page, 'Reason')).toBeFocused();
  await isAccessible(page, 'reason dialog');
  await page.keyboard.press('Enter');
  await expect(box(page, 'Reason')).toHaveAccessibleDescription(/can't be empty/);
  await isAccessible(page, 'reason dialog with an error');
  await box(page, 'Reason').fill('To be looked at');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${name} is paused. Live in AWS.`)).toBeVisible();
  await isAccessible(page, 'paused, with a message');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete the schedule' }).click();
  await expect(box(page, 'Reason')).toHaveAccessibleDescription(/can't be empty/);
  await isAccessible(page, 'delete dialog with errors');
});

test('axe finds nothing: the form, empty, with errors, full, and its review', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'editor', '/schedules/new');
  await heading(page, 'New schedule');
  await isAccessible(page, 'empty form');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(page.getByRole('region', { name: /fields need your attention/ })).toBeVisible();
  await isAccessible(page, 'form with errors');
  await fillSchedule(page, unique('Never saved'));
  const ecs = await addTarget(page, 'ECS task');
  await isAccessible(page, 'target with errors');
  await box(ecs, 'Cluster ARN').fill(arn('ecs', 'cluster/default'));
  await box(ecs, 'Task definition ARN').fill(arn('ecs', 'task-definition/import-orders'));
  await ecs.getByRole('textbox', { name: /^Subnets/ }).fill('subnet-0a1b2c3d');
  await box(ecs, 'Role ARN').fill(ROLE);
  const targets = [
    ['Lambda function', 'Function ARN', arn('lambda', 'function:send-statements')],
    ['SQS queue', 'Queue ARN', arn('sqs', 'statements')],
    ['SNS topic', 'Topic ARN', arn('sns', 'nightly-reports')],
  ] as const;
  for (const [kind, field, value] of targets) await box(await addTarget(page, kind), field).fill(value);
  for (const details of await page.getByText('If a call fails').all()) await details.click();
  await expect(page.getByRole('region', { name: /need your attention/ })).toHaveCount(0);
  await isAccessible(page, 'form with four targets');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Review before saving' })).toBeFocused();
  await isAccessible(page, 'review');
});

test('axe finds nothing: audits, teams, people, sign-ins and a page that is denied', async ({
  page,
  browser,
  request,
}) => {
  test.setTimeout(120_000);
  await signInByHand(request, 'editor');
  await makeSchedule(request, unique('For the audit'));
  await signIn(page, 'admin', '/audit');
  await heading(page, 'Changes');
  const first = page.getByRole('main').getByRole('listitem').first();
  for (const action of ['schedule.create', 'schedule.sync']) {
    await page.goto(`/audit?action=${action}`);
    await first.locator('summary').click();
    await expect(first.getByText('Request', { exact: true })).toBeVisible();
    await isAccessible(page, `audit with a row of ${action} open`);
  }
  await page.goto('/audit/activity');
  await first.locator('summary').click();
  await expect(first.getByText('Request', { exact: true })).toBeVisible();
  await isAccessible(page, 'activity with a row open');
  await page.goto('/teams');
  await page.getByRole('button', { name: 'New team' }).click();
  await page.getByRole('button', { name: 'Create the team' }).click();
  await expect(box(page, 'Name')).toHaveAccessibleDescription(/can't be empty/);
  await isAccessible(page, 'teams with a dialog');
  await page.goto('/people');
  await heading(page, 'People');
  await isAccessible(page, 'people');
  await page.goto('/people/sign-ins');
  await heading(page, 'Sign-ins');
  await isAccessible(page, 'sign-ins');
  const viewer = await (await browser.newContext()).newPage();
  await signIn(viewer, 'viewer', '/teams');
  await heading(viewer, 'You may not see this page');
  await isAccessible(viewer, 'denied');
  await viewer.context().close();
});

/** Presses Tab until the focus is there, as somebody without a mouse does. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const focused = () => wanted.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 60 && !(await focused()); presses++) await page.keyboard.press('Tab');
  await expect(wanted).toBeFocused();
}

test('a schedule is found and paused with Tab and Enter alone', async ({ page, request }) => {
  const name = unique('By keyboard');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  expect(await inAws(id)).toHaveLength(1);
  await page.goto('/audit');
  await tabTo(page, box(page, 'User name'));
  await page.keyboard.type('operator');
  await page.keyboard.press('Tab');
  await page.keyboard.type(passwordOf('operator'));
  await page.keyboard.press('Enter');
  await heading(page, 'Changes');
  await tabTo(page, page.getByRole('link', { name: 'Schedules', exact: true }));
  await page.keyboard.press('Enter');
  await heading(page, 'Schedules');
  await tabTo(page, page.getByRole('searchbox', { name: 'Search' }));
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row')).toHaveCount(2);
  const pause = page.getByRole('button', { name: `Pause ${name}` });
  await tabTo(page, pause);
  await page.keyboard.press('Enter');
  await expect(box(page, 'Reason')).toBeFocused();
  await page.keyboard.type('Without a mouse');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${name} is paused. Live in AWS.`)).toBeVisible();
  await expect(page.getByRole('button', { name: `Resume ${name}` })).toBeFocused();
  expect(await statesInAws(id)).toEqual(['DISABLED']);
});
