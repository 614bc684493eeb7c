import { act } from './actions';
import { arn, makeSchedule, ROLE, statesInAws, unique } from './schedules';
import { expect, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const SOURCE = 'git@git.example.com:finance/jobs.git schedules';

test('a schedule that lives in a file says where, is paused here and edited there, until it is released', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const name = unique('Statements');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  const [team] = await rows<{ id: string }>(`SELECT id FROM team WHERE name = 'Finance'`);
  const target = { kind: 'sqs', arn: arn('sqs', 'statements'), roleArn: ROLE };
  const schedule = {
    name,
    teamId: team?.id,
    owner: 'Tests',
    expression: 'cron(30 6 1 1 ? *)',
    timeZone: 'Europe/Berlin',
    targets: [{ ...target, retryAttempts: 3, maxAgeSeconds: 3600 }],
  };
  const edit = { id, generation: 1, schedule };
  type Result = { ok: boolean; error?: { code: string; message: string } };
  expect(await act<Result>(request, 'schedules/update', { ...edit, managedBy: SOURCE })).toMatchObject({
    ok: true,
  });
  expect(await act<Result>(request, 'schedules/update', { ...edit, generation: 2 })).toMatchObject({
    ok: false,
    error: { code: 'conflict', message: expect.stringContaining(SOURCE) },
  });

  await signIn(page, 'editor', `/schedules/${id}`);
  await expect(page.getByText(`Lives in ${SOURCE}: change it there.`)).toBeVisible();
  for (const button of ['Disable', 'Delete', 'Release'])
    await expect(page.getByRole('button', { name: button, exact: true })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Edit', exact: true })).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.keyboard.type('Deployment');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
  await expect.poll(() => statesInAws(id)).toEqual(['DISABLED']);

  await page.goto(`/schedules/${id}/edit`);
  await expect(page.getByText(`Lives in ${SOURCE}`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review' })).toHaveCount(0);
  await page.goto(`/schedules/${id}/versions`);
  await expect(page.getByRole('button', { name: /Restore/ })).toHaveCount(0);
  await page.goto(`/schedules?managedBy=${encodeURIComponent(SOURCE)}&q=${encodeURIComponent(name)}`);
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row.locator('.chip', { hasText: 'File' })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.context().clearCookies();
  await signIn(page, 'admin', `/schedules/${id}`);
  await page.getByRole('button', { name: 'Release', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`Take it out of ${SOURCE} too`);
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Release the schedule' }).click();
  await expect(dialog.getByText("The reason can't be empty.")).toBeVisible();
  await dialog.getByLabel('Reason').fill('The repository is gone');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Edit', exact: true })).toBeVisible();
  await expect(page.getByText(`Lives in ${SOURCE}: change it there.`)).toHaveCount(0);
  const released = page.getByText('Released from its file').first();
  await expect(released).toBeVisible();
  expect(await act<Result>(request, 'schedules/update', { ...edit, generation: 4 })).toMatchObject({
    ok: true,
  });
});
