import { box, fillSchedule, makeSchedule, unique } from './schedules';
import { expect, rows, signIn, signInByHand, test } from './support';

test.use({ actionTimeout: 10_000 });

const ACTS = /^(Pause|Resume|Disable|Enable|Delete|Retry now)\b/;

test('a viewer is offered nothing that changes anything', async ({ page, request }) => {
  const name = unique('Seen by the viewer');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  await signIn(page, 'viewer', `/schedules?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Live in AWS');
  await expect(page.getByRole('button', { name: ACTS })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'New schedule' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Administration' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Teams' })).toHaveCount(0);
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: ACTS })).toHaveCount(0);
  await expect(page.getByRole('link', { name: /^(Edit|Duplicate)$/ })).toHaveCount(0);
  const answer = await page.goto(`/schedules/${id}/edit`);
  expect(answer?.status()).toBe(403);
  await expect(page.getByText('Your role (viewer) may not do this.')).toBeVisible();
});

test('an operator may pause but is told why there is no editing', async ({ page, request }) => {
  const name = unique('Seen by the operator');
  await signInByHand(request, 'editor');
  await makeSchedule(request, name);
  await signIn(page, 'operator', `/schedules?q=${encodeURIComponent(name)}`);
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^(Disable|Delete)$/ })).toHaveCount(0);
  await expect(page.getByRole('link', { name: /^(Edit|Duplicate)$/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await box(page, 'Reason').fill('An operator may');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();

  const denied = `SELECT count(*)::int AS n FROM activity_audit WHERE outcome = 'denied'`;
  const [before] = await rows<{ n: number }>(denied);
  const answer = await page.goto('/schedules/new');
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole('heading', { name: 'You may not see this page' })).toBeVisible();
  await expect(
    page.getByText('Your role (operator) may not do this. Ask an administrator of Rota.'),
  ).toBeVisible();
  const [after] = await rows<{ n: number }>(denied);
  expect(after?.n).toBe((before?.n ?? 0) + 1);
  await page.getByRole('link', { name: 'Go to the schedules' }).click();
  await expect(page.getByRole('heading', { name: 'Schedules', exact: true })).toBeVisible();
});

test('an administrator creates and renames a team, which a schedule can then have', async ({ page }) => {
  const first = unique('Payroll');
  const second = unique('Payments');
  await signIn(page, 'admin');
  await page.getByRole('button', { name: 'Administration' }).click();
  await page.getByRole('link', { name: 'Teams' }).click();
  await page.getByRole('button', { name: 'New team' }).click();
  await expect(box(page, 'Name')).toBeFocused();
  await box(page, 'Name').fill(first);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row').filter({ hasText: first })).toBeVisible();
  await page.getByRole('button', { name: `Rename ${first}` }).click();
  await expect(box(page, 'Name')).toHaveValue(first);
  await box(page, 'Name').fill(second);
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: second })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: first })).toHaveCount(0);

  await page.getByRole('link', { name: 'Schedules', exact: true }).click();
  await page.getByRole('link', { name: 'New schedule' }).click();
  await fillSchedule(page, unique('Salaries'));
  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: second });

  const audit = await rows<{ action: string; subject: string }>(
    'SELECT action, subject FROM activity_audit WHERE subject IN ($1, $2) ORDER BY seq',
    [first, second],
  );
  expect(audit).toEqual([
    { action: 'team.create', subject: first },
    { action: 'team.rename', subject: second },
  ]);
});
