import type { APIRequestContext, Page } from '@playwright/test';
import { act, knownActions, send } from './actions';
import { denials } from './evidence';
import { makeSchedule, unique } from './schedules';
import { expect, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const ACTS = /^(Pause|Resume|Disable|Enable|Delete|Retry now)\b/;
const BAR = 'Select all on this page';

/** Gives the group of `payments` a role for a team, in all environments. */
async function grant(request: APIRequestContext, role: string, teamId: string): Promise<void> {
  const found = await act<{ value: { groups: { sid: string }[] } }>(request, 'access/search', {
    text: 'team-payments',
  });
  await rows(
    `INSERT INTO role_grant (id, group_sid, group_name, role, team_id)
     VALUES (substr(md5(random()::text), 1, 16), $1, 'team-payments', $2::"Role", $3)`,
    [found.value.groups[0]?.sid, role, teamId],
  );
}

const makeTeam = async (request: APIRequestContext, name: string): Promise<string> =>
  (await act<{ value: { id: string } }>(request, 'teams/create', { name })).value.id;

const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test.afterEach(() => rows(`DELETE FROM role_grant WHERE group_name = 'team-payments'`));

test('somebody of one team sees its schedules first, reads those of others, and may change theirs only', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'admin');
  const teamId = await makeTeam(request, unique('Payments'));
  await grant(request, 'operator', teamId);
  const [own, foreign] = [unique('Own'), unique('Foreign')];
  await makeSchedule(request, own, { teamId });
  const foreignId = await makeSchedule(request, foreign);

  await signIn(page, 'payments');
  await expect(page).toHaveURL(`/schedules?team=${teamId}`);
  await expect(page.getByRole('combobox', { name: 'Team' })).toHaveValue(teamId);
  await expect(rowOf(page, own)).toBeVisible();
  await expect(page.getByRole('row').filter({ has: page.getByRole('cell') })).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'New schedule' })).toHaveCount(0);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'All teams' });
  await expect(page).toHaveURL('/schedules?team=all');
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Team' })).toHaveValue('all');
  await page.getByRole('searchbox', { name: 'Search' }).fill(foreign);
  await expect(page).toHaveURL(/team=all/);
  await expect(rowOf(page, foreign)).toBeVisible();
  await expect(rowOf(page, foreign).getByRole('button', { name: ACTS })).toHaveCount(0);
  await page.getByRole('link', { name: 'Clear all' }).click();
  await expect(page).toHaveURL('/schedules?team=all');
  await page.getByRole('searchbox', { name: 'Search' }).fill(own);
  await expect(rowOf(page, own).getByRole('button', { name: ACTS })).toHaveText([
    new RegExp(`Pause ${own}$`),
  ]);

  await page.goto(`/schedules/${foreignId}`);
  await expect(page.getByRole('heading', { name: foreign, exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: ACTS })).toHaveCount(0);
  await expect(page.getByRole('link', { name: /^(Edit|Duplicate)$/ })).toHaveCount(0);
  const pause = knownActions().find(({ key }) => key === 'schedules/pause')?.id ?? '';
  const before = await denials();
  const answer = await send(page.request, pause, JSON.stringify([{ id: foreignId, reason: 'By hand' }]));
  expect(answer.status()).toBe(403);
  expect(await answer.text()).toContain('You may do this elsewhere, but not here, where your role is viewer');
  expect(await denials()).toBe(before + 1);
  expect(await rows(`SELECT state::text FROM schedule WHERE id = $1`, [foreignId])).toEqual([
    { state: 'on' },
  ]);

  await page.getByRole('link', { name: 'Schedules', exact: true }).click();
  await expect(page).toHaveURL(`/schedules?team=${teamId}`);
  await rowOf(page, own).getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('Month end');
  await page.keyboard.press('Enter');
  await expect(rowOf(page, own).getByRole('button', { name: 'Resume' })).toBeVisible();
});

test('an act on many is offered on all, and leaves out with the reason what one may not change', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'admin');
  const teamId = await makeTeam(request, unique('Payments'));
  await grant(request, 'operator', teamId);
  const mark = unique('Many');
  await makeSchedule(request, `${mark} own`, { teamId });
  await makeSchedule(request, `${mark} foreign`);
  await signIn(page, 'payments', `/schedules?team=all&q=${encodeURIComponent(mark)}`);
  await page.getByLabel(BAR).check();
  await expect(page.getByLabel('What to do').getByRole('option')).toHaveText(['Pause', 'Resume']);
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(rowOf(page, `${mark} foreign`)).toContainText(
    'Your role for its team and environment does not allow it.',
  );
  await expect(rowOf(page, `${mark} own`)).not.toContainText('does not allow it');
});

test('several teams of one’s own are one choice, which the address names', async ({ page, request }) => {
  await signInByHand(request, 'admin');
  const teams = [await makeTeam(request, unique('Payments')), await makeTeam(request, unique('Refunds'))];
  const names = [unique('Of payments'), unique('Of refunds')];
  for (const [index, teamId] of teams.entries()) {
    await grant(request, 'editor', teamId);
    await makeSchedule(request, names[index] ?? '', { teamId });
  }
  await signIn(page, 'payments');
  await expect(page).toHaveURL('/schedules?team=own');
  await expect(page.getByRole('combobox', { name: 'Team' }).locator('option:checked')).toHaveText('My teams');
  for (const name of names) await expect(rowOf(page, name)).toBeVisible();
  await expect(page.getByRole('row').filter({ has: page.getByRole('cell') })).toHaveCount(2);

  await page.getByRole('link', { name: 'New schedule' }).click();
  await expect(page.getByRole('combobox', { name: 'Team' }).locator('option')).toHaveCount(3);
  await page.goto('/schedules?state=paused');
  await expect(page.getByRole('combobox', { name: 'Team' })).toHaveValue('all');
});

test('the administrator of one team is offered what is theirs', async ({ page, request }) => {
  await signInByHand(request, 'admin');
  const name = unique('Payments');
  await grant(request, 'administrator', await makeTeam(request, name));
  await signIn(page, 'payments', '/freeze');
  await page.getByRole('button', { name: 'Freeze' }).click();
  await expect(page.getByLabel('What').locator('option')).toHaveText(['Choose', `Team ${name} (0 on)`]);
  await page.getByRole('button', { name: 'Cancel' }).click();

  await page.getByRole('button', { name: 'Administration' }).click();
  await expect(page.locator('#administration-menu').getByRole('link')).toHaveText([
    'Notifications',
    'API tokens',
    'Teams',
  ]);
  await page.getByRole('link', { name: 'Teams', exact: true }).click();
  await expect(page.getByRole('button', { name: 'New team' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Rename/ })).toHaveText([new RegExp(`Rename ${name}$`)]);

  await page.goto('/calendars/new');
  await expect(page.getByRole('combobox', { name: 'For' }).locator('option')).toHaveText([name]);
  const [foreign] = await rows<{ id: string }>(
    `SELECT id FROM notification_channel WHERE name = 'Finance on call'`,
  );
  expect((await page.goto(`/notifications/${foreign?.id}`))?.status()).toBe(200);
  for (const path of [
    '/environments',
    '/environments/new',
    '/people',
    '/access',
    '/adopt',
    `/notifications/${foreign?.id}/edit`,
  ])
    expect((await page.goto(path))?.status(), path).toBe(403);
});
