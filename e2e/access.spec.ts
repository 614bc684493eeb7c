import { knownActions, send } from './actions';
import { box, makeSchedule, unique } from './schedules';
import { expect, expectAccessible, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const withoutGrants = () => rows(`DELETE FROM role_grant WHERE group_name = 'payments-ops'`);
test.beforeEach(withoutGrants);
test.afterEach(withoutGrants);

const audited = () =>
  rows<{ action: string; reason: string; body: string }>(
    `SELECT action, reason, body FROM activity_audit WHERE action LIKE 'access.%' ORDER BY seq`,
  );

test('an administrator gives a group a role for one team by keyboard alone; it counts at once, and ends at once', async ({
  page,
  browser,
  request,
}) => {
  test.setTimeout(120_000);
  const [ours, theirs] = [unique('Ours'), unique('Theirs')];
  await signInByHand(request, 'editor');
  const [foreign] = await rows<{ id: string }>(`SELECT id FROM team WHERE name <> 'Finance' LIMIT 1`);
  const own = await makeSchedule(request, ours);
  const other = await makeSchedule(request, theirs, { teamId: foreign?.id });
  const before = (await audited()).length;

  await signIn(page, 'admin');
  await page.getByRole('button', { name: 'Administration' }).click();
  await page.getByRole('link', { name: 'Access' }).click();
  const configured = page.getByRole('row').filter({ hasText: 'rota-admins' });
  await expect(configured).toContainText('ROTA_ADMINISTRATOR_GROUPS');
  await expect(configured.getByRole('button')).toHaveCount(0);

  await page.getByRole('button', { name: 'Grant a role' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const group = dialog.getByRole('combobox', { name: 'Group' });
  await expect(group).toBeFocused();
  await page.keyboard.type('P');
  await expect(dialog.getByText('Type at least 2 letters.')).toBeVisible();
  await page.keyboard.type('AY');
  await expect(dialog.getByRole('option', { name: /payments-ops.*On call for payments/ })).toBeVisible();
  await page.keyboard.press('Escape');
  const offered = dialog.getByRole('listbox', { name: 'Groups of the directory' }).getByRole('option');
  await expect(offered).toHaveCount(0);
  await expect(dialog).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(offered).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(offered).toHaveAttribute('aria-selected', 'true');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(group).toHaveValue('payments-ops');
  for (const letters of ['op', 'Fin', 'All e']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(letters);
  }
  const meaning =
    'Everybody in payments-ops may see, pause, resume and freeze schedules of Finance in all environments. They may see everything else too.';
  await expect(dialog.getByText(meaning)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  for (let tabs = 0; tabs < 3; tabs++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(box(page, 'Reason')).toHaveAccessibleDescription(/can't be empty/);
  await page.keyboard.type('They are on call');
  await page.keyboard.press('Enter');
  await expect(page.getByText('payments-ops is operator now.')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'payments-ops' });
  await expect(row).toContainText('Finance');
  await expect(row).toContainText('All environments');
  await expect(row).toContainText('Ada Marsh');

  const context = await browser.newContext();
  const person = await context.newPage();
  await signIn(person, 'outsider', `/schedules/${own}`);
  await person.getByRole('button', { name: 'Pause', exact: true }).click();
  await box(person, 'Reason').fill('Paused by the team');
  await person.keyboard.press('Enter');
  await expect(person.getByText(`${ours} is paused.`)).toBeVisible();
  const pause = knownActions().find(({ key }) => key === 'schedules/pause')?.id ?? '';
  const denied = await send(context.request, pause, JSON.stringify([{ id: other, reason: 'Not ours' }]));
  expect(denied.status()).toBe(403);
  expect(await denied.text()).toContain(
    'You may do this elsewhere, but not here, where your role is viewer.',
  );

  await row.getByRole('button', { name: /^Revoke of payments-ops/ }).click();
  await expect(dialog).toContainText('may no longer see, pause, resume and freeze schedules of Finance');
  await expect(dialog).toContainText('Without it payments-ops has no role');
  await box(page, 'Reason').fill('Not on call any more');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('status').filter({ hasText: 'Revoked. Without it payments-ops has no role' }),
  ).toBeVisible();
  await expect(row).toHaveCount(0);
  const after = await send(context.request, pause, JSON.stringify([{ id: own, reason: 'Once more' }]));
  expect(after.status()).toBe(401);
  // A page that is open already goes to the sign-in by itself, in the middle of any `goto`.
  await person.close();
  const again = await context.newPage();
  await again.goto(`/schedules/${own}`);
  await expect(again.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await signIn(again, 'outsider', `/schedules/${own}`);
  await expect(again.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await context.close();

  const [granted, revoked, ...more] = (await audited()).slice(before);
  expect(more).toEqual([]);
  expect(granted).toMatchObject({ action: 'access.grant', reason: 'They are on call' });
  expect(JSON.parse(granted?.body ?? '')).toMatchObject({ details: { after: { team: 'Finance' } } });
  expect(revoked).toMatchObject({ action: 'access.revoke', reason: 'Not on call any more' });
});

test('extra rights are changed, a second role in the same place is refused, and axe finds nothing', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signIn(page, 'admin', '/access');
  const grant = async (role: string) => {
    await page.getByRole('button', { name: 'Grant a role' }).click();
    await page.getByRole('combobox', { name: 'Group' }).fill('payments');
    await page.getByRole('option', { name: /payments-ops/ }).click();
    await page.getByRole('combobox', { name: 'Role' }).selectOption(role);
    await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'All teams' });
    await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: 'All environments' });
    await box(page, 'Reason').fill('A trial');
    await page.getByRole('button', { name: 'Grant', exact: true }).click();
  };
  await page.getByRole('button', { name: 'Grant a role' }).click();
  await page.getByRole('button', { name: 'Grant', exact: true }).click();
  await expect(page.getByRole('combobox', { name: 'Group' })).toBeFocused();
  await expect(page.getByText('Choose a team, or all teams.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await grant('editor');
  const row = page.getByRole('row').filter({ hasText: 'payments-ops' });
  await expect(row).toContainText('editor');
  await grant('viewer');
  await expect(page.getByRole('combobox', { name: 'Group' })).toHaveAccessibleDescription(
    /payments-ops is editor for schedules of all teams in all environments already/,
  );
  await page.getByRole('button', { name: 'Cancel' }).click();

  await row.getByRole('button', { name: /^Rights of payments-ops/ }).click();
  await page.getByLabel('Override commands').check();
  await expect(page.getByText('There they may also have a container run another command.')).toBeVisible();
  await box(page, 'Reason').fill('For the migration');
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Override commands');

  await page.getByText('Who may do what', { exact: true }).first().click();
  await expect(page.getByRole('table', { name: 'Who may do what' })).toContainText('Delete a schedule');
  await expectAccessible(page);
});
