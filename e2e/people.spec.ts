import { expect, signIn, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

test('an administrator sees why somebody has a role, and ends their sessions; they end their own everywhere', async ({
  page,
  browser,
}) => {
  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'operator', '/calendars');
  await expect(other.getByRole('heading', { name: 'Calendars', level: 1 })).toBeVisible();

  await signIn(page, 'admin', '/people');
  await page.getByRole('searchbox', { name: 'Name or account' }).fill('petrov');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL(/q=petrov/);
  const row = page.getByRole('row').filter({ hasText: 'Oona Petrov' });
  await expect(row).toContainText('operator');
  await expect(row).toContainText('rota-operators');
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  await page.setViewportSize({ width: 1440, height: 900 });

  await row.getByRole('button', { name: 'End sessions of Oona Petrov' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End sessions' }).click();
  await expect(page.getByText("The reason can't be empty.")).toBeVisible();
  await page.getByLabel('Reason').fill('Lost a laptop');
  await page.getByLabel('Reason').press('Enter');
  await expect(page.getByText('Oona Petrov is signed out everywhere.')).toBeVisible();
  await expect(row).toContainText('not signed in');
  await other.goto('/schedules');
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();

  const [one, two] = await Promise.all([0, 1].map(async () => (await browser.newContext()).newPage()));
  if (!one || !two) throw new Error('There are no pages.');
  for (const each of [one, two]) {
    await signIn(each, 'operator', '/calendars');
    await expect(each.getByRole('heading', { name: 'Calendars', level: 1 })).toBeVisible();
  }
  await one.getByRole('button', { name: /Oona Petrov/ }).click();
  await one.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(one.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await two.goto('/schedules');
  await expect(two.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  for (const each of [other, one, two]) await each.context().close();
});
