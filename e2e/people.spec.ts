import { readFile } from 'node:fs/promises';
import { act } from './actions';
import { demo, expect, expectAccessible, rows, signIn, signInByHand, test } from './support';

test.use({ actionTimeout: 10_000 });

/** What an action answers that succeeds. */
type Told<Value> = { value: Value };

const withoutGrants = () => rows(`DELETE FROM role_grant WHERE group_name = 'payments-ops'`);
test.beforeEach(withoutGrants);
test.afterEach(withoutGrants);

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
  await expect(row).toContainText('operator of everything by rota-operators');
  await expectAccessible(page);

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

test('an administrator explains by keyboard what a person with a grant may, asks the directory, and exports everyone’s rights', async ({
  page,
  browser,
  request,
}) => {
  test.setTimeout(120_000);
  await signInByHand(request, 'admin');
  const found = await act<Told<{ groups: { sid: string }[] }>>(request, 'access/search', {
    text: 'payments',
  });
  const [team] = await rows<{ id: string }>(`SELECT id FROM team WHERE name = 'Finance'`);
  const granted = await act<Told<{ id: string }>>(request, 'access/grant', {
    groupSid: found.value.groups[0]?.sid,
    role: 'operator',
    teamId: team?.id,
    environmentId: null,
    rights: ['run.change-input'],
    reason: 'They are on call',
  });
  const grantId = granted.value.id;
  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'outsider');
  await expect(other.getByRole('heading', { name: 'Schedules', level: 1 })).toBeVisible();

  await signIn(page, 'admin', '/people?q=otto');
  const row = page.getByRole('row').filter({ hasText: 'Otto Brandt' });
  const right = 'operator of Finance in all environments + run with a changed input by payments-ops';
  await expect(row).toContainText(right);
  await row.getByRole('link', { name: 'Otto Brandt' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Otto Brandt', level: 1 })).toBeVisible();
  const given = page.getByRole('table', { name: 'What they may, and why' });
  await expect(given.getByRole('row').filter({ hasText: 'payments-ops' })).toContainText(
    /operator.*Finance.*All environments.*Run with a changed input.*a grant.*of Ada Marsh/,
  );
  await expect(page.getByRole('table', { name: 'Open sessions' })).toContainText('127.0.0.1');
  await expect(page.getByRole('table', { name: 'Last sign-ins' })).toContainText('signed in');

  const question = page.getByRole('region', { name: 'May they?' });
  const choose = async (label: string, option: string) => {
    await question.getByLabel(label).focus();
    await page.keyboard.type(option);
  };
  await expect(question.getByRole('status')).toContainText(
    'No. It takes the role operator, editor or administrator',
  );
  await expect(question.getByRole('status')).toContainText('They may elsewhere, as operator of Finance');
  await choose('For the team', 'Finance');
  await expect(question.getByRole('status')).toContainText('Yes.');
  await expect(question.getByRole('status')).toContainText('by the group payments-ops');
  await choose('Act', 'Freeze');
  await expect(question.getByLabel('In the environment')).toHaveCount(0);
  await expect(question.getByRole('status')).toContainText('Yes.');
  await question.getByLabel('Act').selectOption({ label: 'Delete a schedule' });
  await expect(question.getByRole('status')).toContainText('they are operator there');
  await expectAccessible(page);

  await rows(`UPDATE role_grant SET role = 'editor' WHERE id = $1`, [grantId]);
  await page.getByRole('button', { name: 'Ask the directory now' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('What they would have at their next sign-in.')).toBeVisible();
  await expect(given.getByRole('row').filter({ hasText: 'payments-ops' })).toContainText('editor');
  await expect(question.getByRole('status')).toContainText('Yes.');

  await page.goto('/people');
  await page.getByRole('button', { name: 'Export', exact: true }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Format')).toBeFocused();
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export' }).focus();
  await page.keyboard.press('Enter');
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^rota-access-\d{4}-\d\d-\d\d\.csv$/);
  const text = await readFile(await file.path(), 'utf8');
  const lines = text.split('\r\n');
  expect(lines[0]).toMatch(/^\uFEFF"kind","account","name"/);
  expect(lines.some((line) => line.startsWith('"group"') && line.includes('"rota-admins"'))).toBe(true);
  const own = lines.filter((line) => line.startsWith('"person","outsider","Otto Brandt"'));
  expect(own.some((line) => line.includes('"active","editor","Finance","all environments"'))).toBe(true);
  expect(own.some((line) => line.includes(`"grant ${grantId}","Ada Marsh"`))).toBe(true);
  await expect(page.getByText('Exported.')).toBeVisible();
  const [began, ended] = await rows<{ action: string; body: string }>(
    `SELECT action, body FROM (SELECT * FROM activity_audit WHERE action LIKE 'access.export%' ORDER BY seq DESC LIMIT 2) a ORDER BY seq`,
  );
  expect([began?.action, ended?.action]).toEqual(['access.export', 'access.export-end']);
  expect(JSON.parse(ended?.body ?? '').details.lines).toBe(lines.length - 2);
  await other.context().close();
});

test('the export refuses whoever may not have it, from wherever, and leaves one audit row', async ({
  playwright,
  baseURL,
}) => {
  const denials = async () =>
    Number(
      (await rows<{ n: string }>(`SELECT count(*) AS n FROM activity_audit WHERE outcome = 'denied'`))[0]?.n,
    );
  const exports = async () => rows(`SELECT seq FROM activity_audit WHERE action LIKE 'access.export%'`);
  const before = (await exports()).length;
  const path = '/api/people/export';
  const own = { origin: demo().web };
  for (const [account, headers, status] of [
    [null, own, 401],
    ['viewer', own, 403],
    ['operator', own, 403],
    ['editor', own, 403],
    ['admin', { origin: 'https://evil.example' }, 403],
    ['admin', { origin: 'null' }, 403],
    ['admin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['admin', {}, 403],
  ] as const) {
    const request = await playwright.request.newContext({ baseURL: baseURL ?? '' });
    if (account) await signInByHand(request, account);
    const denied = await denials();
    const answer = await request.post(path, { headers: { ...headers }, data: '{"format":"csv"}' });
    expect(`${account} ${JSON.stringify(headers)} ${answer.status()}`).toBe(
      `${account} ${JSON.stringify(headers)} ${status}`,
    );
    expect(await answer.text()).not.toContain('"kind"');
    expect(await denials()).toBe(denied + 1);
    await request.dispose();
  }
  const request = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  await signInByHand(request, 'admin');
  expect((await request.get(path, { headers: own })).status()).toBe(405);
  for (const body of [
    '',
    '[',
    'null',
    '{"format":"xlsx"}',
    '{"__proto__":{"format":"csv"}}',
    '"\\u0000"',
    'x'.repeat(100_000),
  ])
    expect((await request.post(path, { headers: own, data: body })).status()).toBe(422);
  expect(await exports()).toHaveLength(before);
  await request.dispose();
});
