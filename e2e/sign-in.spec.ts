import { expect, passwordOf, rows, signIn, test } from './support';

test('each name form signs in to the same account, and the wanted page opens', async ({ browser }) => {
  for (const name of ['editor', 'CORP\\editor', 'editor@corp.example.test', ' Editor ']) {
    const page = await (await browser.newContext()).newPage();
    await page.goto('/audit');
    await page.getByLabel('User name').fill(name);
    await page.getByLabel('Password').fill(passwordOf('editor'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('Emil Novak').first()).toBeVisible();
    expect(new URL(page.url()).pathname).toBe('/audit');
    await page.context().close();
  }
  const users = await rows('SELECT id FROM "user" WHERE account_name = $1', ['editor']);
  expect(users).toHaveLength(1);
});

const REFUSED = [
  ['a wrong password', 'editor', 'not-the-password', 'The name or the password is wrong.'],
  ['an unknown name', 'nobody', 'whatever-it-is', 'The name or the password is wrong.'],
  ['a disabled account', 'leaver', passwordOf, 'Your directory account is disabled.'],
  ['an account without a role', 'outsider', passwordOf, 'none of your directory groups has a role in Rota'],
] as const;

for (const [what, name, password, message] of REFUSED)
  test(`${what} is told so, kept out, and recorded`, async ({ page }) => {
    await page.goto('/schedules');
    await page.getByLabel('User name').fill(name);
    const secret = typeof password === 'string' ? password : password(name as 'leaver');
    await page.getByLabel('Password').fill(secret);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert').filter({ hasText: message })).toBeVisible();
    await expect(page.getByLabel('User name')).toHaveValue(name);
    expect((await page.request.get('/schedules')).status()).toBe(401);
    const [row] = await rows<{ outcome: string; values: string; body: string }>(
      `SELECT a.outcome, a.body, p.values FROM activity_audit a JOIN audit_person p ON p.audit_id = a.id
       WHERE a.action = 'sign-in' ORDER BY a.seq DESC LIMIT 1`,
    );
    expect(row?.outcome).toBe(name === 'outsider' ? 'denied' : 'failed');
    expect(`${row?.body}${row?.values}`).not.toContain(secret);
  });

test('signing out ends the session and leaves the sign-in', async ({ page }) => {
  await signIn(page, 'viewer');
  await page.getByRole('button', { name: /Vera Lindqvist/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect((await page.request.get('/schedules')).status()).toBe(401);
});
