import type { Page } from '@playwright/test';
import { demo, expect, expectAccessible, signIn, test } from './support';

test.use({ actionTimeout: 10_000 });

/** Goes on with Tab until something has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = page.locator(':focus');
  await expect(async () => {
    await page.keyboard.press('Tab');
    expect(await focused.textContent()).toContain(name);
  }).toPass({ intervals: [0] });
}

test('the reference of the API is read by keyboard: its chapters, an operation, and a search', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signIn(page, 'editor', '/tokens');
  await page.getByRole('link', { name: 'API reference' }).click();
  await expect(page.getByRole('heading', { name: 'API reference', level: 1 })).toBeVisible();

  const chapters = page.getByRole('navigation', { name: 'Chapters' });
  await chapters.getByRole('link', { name: 'Runs', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#runs$/);
  await expect(page.getByRole('heading', { name: 'Runs', exact: true })).toBeInViewport();
  await tabTo(page, '/runs/{id}');
  await page.keyboard.press('Enter');
  const run = page.locator('#getRun');
  await expect(run.getByRole('region', { name: 'Parameters of getRun' })).toContainText(
    'id in the path required',
  );
  await expect(run.getByRole('region', { name: 'Answer 200 of getRun' })).toContainText('log[].startedAt');
  await expect(run.locator('.code-block')).toContainText(`${demo().web}/api/v1/runs/{id}`);

  const create = page.locator('#createSchedule');
  await page.getByRole('searchbox', { name: 'Path or words' }).fill('post creates schedule');
  await expect(create).toBeVisible();
  await expect(page.locator('#listSchedules')).toBeHidden();
  await expect(page.getByRole('region', { name: 'Runs', exact: true })).toBeHidden();
  await create.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(create.getByRole('region', { name: 'Body of createSchedule' })).toContainText('timeZone');
  await expect(create.locator('.code-block')).toContainText('-d \'{"name":');
  await page.getByRole('searchbox', { name: 'Path or words' }).fill('no such thing');
  await expect(page.getByRole('status').filter({ hasText: /^0 of \d+ operations$/ })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Path or words' }).fill('');

  await expectAccessible(page);
  const description = await page.request.get('/api/v1/openapi.json');
  expect(await description.json()).toMatchObject({ openapi: '3.1.0' });
});
