import type { Page } from '@playwright/test';
import { makeSchedule, unique } from './schedules';
import { expect, expectAccessible, rows, signIn, signInByHand, test } from './support';

test.use({ actionTimeout: 10_000 });

const entries = (page: Page) => page.getByRole('main').locator('.audit-entry');

test('changes are searched by all that is known of them, and the address keeps the search', async ({
  page,
  request,
}) => {
  const name = unique('Audited');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  await makeSchedule(request, unique('Another'));
  const [made] = await rows<{ request_id: string; at: Date }>(
    `SELECT request_id, occurred_at AS at FROM schedule_audit WHERE schedule_id = $1 AND action = 'schedule.create'`,
    [id],
  );
  await signIn(page, 'viewer', '/audit');
  await expect(page.getByRole('heading', { name: 'Changes', level: 1 })).toBeVisible();
  await expect(page.getByText(/All rows up to \d+ checked|Rows checked as|Not checked yet/)).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel('Schedule', { exact: true }).fill(name.slice(2));
  await expect(page).toHaveURL(/schedule=/);
  await page.getByLabel('Action', { exact: true }).selectOption('Created');
  await expect(entries(page)).toHaveCount(1);
  await expect(entries(page)).toContainText(name);
  await page.reload();
  await expect(page.getByLabel('Schedule', { exact: true })).toHaveValue(name.slice(2));
  await expect(entries(page)).toHaveCount(1);
  await expect(entries(page).locator('time').first()).toHaveAttribute('title', /UTC$/);

  await page.getByLabel('Person', { exact: true }).fill('Nobody of this name');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('link', { name: 'Clear the filters' }).click();
  await expect(page).toHaveURL(/\/audit$/);

  await page.getByLabel('Request', { exact: true }).fill(made?.request_id ?? '');
  await expect(page).toHaveURL(/request=/);
  await expect(entries(page).filter({ hasText: name })).not.toHaveCount(0);
  await expect(entries(page).filter({ hasText: 'Another' })).toHaveCount(0);

  // The browser is in Berlin, an hour ahead of UTC in November.
  await page.goto('/audit?from=2026-11-21T09:30:00.000Z');
  const from = page.getByLabel('From', { exact: true });
  await expect(from).toHaveValue('2026-11-21T10:30');
  await from.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('2025');
  await expect(from).toHaveValue('2025-11-21T10:30');
  await expect(page).toHaveURL(/from=2025-11-21T09%3A30%3A00\.000Z/);
  await page.getByLabel('Until', { exact: true }).fill('2026-11-22T00:00');
  await expect(page).toHaveURL(/to=2026-11-21T23%3A00%3A00\.000Z/);
});

test('a time that no zone has an offset for is no failure', async ({ page }) => {
  await signIn(page, 'viewer', '/audit?from=9999-12-31T23:59:59Z');
  await expect(page.getByLabel('From', { exact: true })).toHaveValue('9999-12-31T23:59');
  for (const address of ['/audit/activity?from=1800-01-01T00:00:00Z', '/runs?to=2300-01-02T00:00:00Z'])
    expect((await page.goto(address))?.status()).toBe(200);
});

test('a filter that can’t be read is named with what would be right, and nothing is shown in its place', async ({
  page,
}) => {
  await signIn(page, 'viewer', '/audit?from=yesterday&q=May&team=gone');
  await expect(page.getByRole('heading', { name: 'The filter can’t be read' })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'From: “yesterday” is no time.' })).toBeVisible();
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue('May');
  await expect(page.getByLabel('Team', { exact: true })).toHaveValue('gone');
  await expect(entries(page)).toHaveCount(0);
  await expectAccessible(page);
  await page.getByLabel('Search', { exact: true }).fill('June');
  await expect(page).toHaveURL(/from=yesterday/);
  await expect(page).toHaveURL(/q=June/);
  await page.getByRole('link', { name: 'Clear the filters' }).click();
  await expect(entries(page)).not.toHaveCount(0);
});

test('a person is chosen by name with the keyboard alone, and has their own part on their page', async ({
  page,
  request,
}) => {
  const name = unique('By the editor');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  const [editor] = await rows<{ id: string; name: string }>(
    `SELECT id::text, display_name AS name FROM "user" WHERE account_name = 'editor'`,
  );
  await signIn(page, 'admin', '/audit/activity');
  await expect(page.getByRole('heading', { name: 'Activity', level: 1 })).toBeVisible();
  await page.getByLabel('Person', { exact: true }).focus();
  await page.keyboard.type(editor?.name ?? '');
  await expect(page).toHaveURL(new RegExp(`actor=${editor?.id}`));
  await expect(entries(page).first()).toContainText(editor?.name ?? '');
  await expectAccessible(page);

  await page.goto(`/people/${editor?.id}`);
  const part = page.getByRole('region', { name: 'Their changes' });
  await expect(part.locator('.audit-entry').filter({ hasText: name })).not.toHaveCount(0);
  await expectAccessible(page);
  await part.getByRole('link', { name: 'Their changes: search all' }).click();
  await expect(page).toHaveURL(new RegExp(`/audit\\?actor=${editor?.id}`));
  await expect(page.getByLabel('Person', { exact: true })).toHaveValue(editor?.name ?? '');

  await page.goto(`/schedules/${id}`);
  await page.getByRole('link', { name: 'Search the history' }).click();
  await expect(page).toHaveURL(new RegExp(`/audit\\?schedule=${id}`));
  await expect(entries(page).first()).toContainText(name);
});

test('what does not fit stands on top, in red', async ({ page }) => {
  await rows(`INSERT INTO audit_check (chain, seq, at, problem) VALUES ('schedule', 1, now(), 'Row 7 was changed.')
    ON CONFLICT (chain) DO UPDATE SET problem = 'Row 7 was changed.'`);
  try {
    await signIn(page, 'viewer', '/audit');
    await expect(page.getByRole('main').getByRole('alert')).toContainText('Row 7 was changed.');
    await expectAccessible(page);
  } finally {
    await rows(`UPDATE audit_check SET problem = NULL WHERE chain = 'schedule'`);
  }
});
