import { readFile } from 'node:fs/promises';
import { makeSchedule, unique } from './schedules';
import { demo, expect, expectAccessible, rows, signIn, signInByHand, test } from './support';

test.use({ actionTimeout: 10_000 });

test('somebody exports by keyboard the changes that the page is filtered to, and it is recorded', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'editor');
  const name = unique('Exported');
  await makeSchedule(request, name);
  await signIn(page, 'viewer', `/audit?q=${encodeURIComponent(name)}&action=schedule.create`);
  const button = page.getByRole('button', { name: 'Export', exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Export changes' });
  await expect(dialog.getByLabel('Format')).toBeFocused();
  await expect(dialog).toContainText('The rows that the filters ask for, the oldest first.');
  await expectAccessible(page);
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export' }).focus();
  await page.keyboard.press('Enter');
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^rota-audit-schedule-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await file.path(), 'utf8')).split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^\uFEFF"seq","at","person"/);
  expect(lines[1]).toContain(`"schedule.create","ok","${name}"`);
  await expect(page.getByText('Exported.')).toBeVisible();
  await expect(dialog).toHaveCount(0);
  const recorded = await rows<{ action: string; body: string }>(
    `SELECT action, body FROM (SELECT * FROM activity_audit WHERE action LIKE 'audit.export%' ORDER BY seq DESC LIMIT 2) a ORDER BY seq`,
  );
  expect(recorded.map(({ action }) => action)).toEqual(['audit.export', 'audit.export-end']);
  expect(JSON.parse(recorded[0]?.body ?? '').details).toMatchObject({
    filter: { q: name, action: 'schedule.create' },
    rows: 1,
  });
});

test('the export shows how much has come, and Cancel breaks it off', async ({ page }) => {
  await signIn(page, 'admin', '/audit/activity');
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route('**/api/audit/export', async (route) => {
    await held;
    await route.continue();
  });
  // How long ago is told once the page is live: before, nothing hears a click.
  await expect(page.locator('.audit-time').first()).toContainText(/now|ago/);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export activity' });
  await dialog.getByLabel('Format').selectOption('jsonl');
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(dialog.getByRole('status')).toContainText('Counting the rows…');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  goOn();
  await expect(page.getByText('The file did not come whole')).toHaveCount(0);
});

test('the export refuses what it does not understand, and whoever asks from elsewhere', async ({
  request,
}) => {
  await signInByHand(request, 'viewer');
  const ask = (data: unknown, origin = demo().web) =>
    request.post('/api/audit/export', { headers: { origin }, data: JSON.stringify(data) });
  const input = { audit: 'schedule', format: 'jsonl', filter: {} };
  for (const wrong of [
    { ...input, filter: { outcome: 'okay' } },
    { ...input, filter: { nonsense: 'x' } },
    { ...input, audit: 'both' },
    { ...input, format: 'xlsx' },
    { ...input, more: true },
    null,
  ])
    expect((await ask(wrong)).status()).toBe(422);
  expect((await ask(input, 'https://evil.example')).status()).toBe(403);
  const found = await ask(input);
  const [note, ...rows] = (await found.text()).trim().split('\n');
  expect(found.headers()['x-rota-rows']).toBe(String(rows.length));
  expect(note).toContain('it can’t be verified');
  const people = rows.map((row) => JSON.parse(JSON.parse(row).person.values));
  expect(people.filter((person) => person.name !== 'Vera Lindqvist' && 'ip' in person)).toEqual([]);
});
