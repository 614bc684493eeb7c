import { act } from './actions';
import { arn, box, makeSchedule, ROLE, unique } from './schedules';
import { expect, rows, signIn, signInByHand, test, violations } from './support';

const SECRET = 'hunter2-hunter2';
const MASK = '••••••••';

const target = {
  kind: 'sqs',
  arn: arn('sqs', 'statements'),
  roleArn: ROLE,
  retryAttempts: 3,
  maxAgeSeconds: 3600,
  input: JSON.stringify({ user: 'rota', token: SECRET }),
  secretFields: ['/token'],
};

test('an administrator shows a secret once they say why, it leaves no trace but the row of the activity', async ({
  page,
  request,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInByHand(request, 'editor');
  const name = unique('With a secret');
  const id = await makeSchedule(request, name, { targets: [target] });
  await signIn(page, 'admin', `/schedules/${id}`);
  await expect(page.getByRole('article').first()).toContainText(`"token": "${MASK}"`);
  expect(await page.content()).not.toContain(SECRET);

  await page.getByRole('button', { name: 'Show /token' }).click();
  const dialog = page.getByRole('dialog', { name: 'Show /token?' });
  await dialog.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(box(dialog, 'Reason')).toHaveAccessibleDescription(/The reason can't be empty/);
  await expect(box(dialog, 'Reason')).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await box(dialog, 'Reason').fill('The receiver asks for it');
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await box(dialog, 'Reason').press('Enter');
  const shown = page.getByRole('dialog', { name: 'Value of /token' });
  await expect(shown.getByText(SECRET, { exact: true })).toBeVisible();
  await expect(shown.getByRole('button', { name: 'Hide' })).toBeFocused();
  expect((await answer).headers()['cache-control']).toContain('no-store');
  expect(page.url()).not.toContain(SECRET);
  expect(await violations(page)).toEqual([]);
  await shown.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(SECRET);
  await page.keyboard.press('Escape');
  await expect(shown).toBeHidden();
  await expect(page.getByRole('button', { name: 'Show /token' })).toBeFocused();
  expect(await page.content()).not.toContain(SECRET);

  await page.getByRole('button', { name: 'Show /token' }).click();
  await expect(box(dialog, 'Reason')).toHaveValue('');
  await expect(page.getByText(SECRET)).toBeHidden();
  await page.keyboard.press('Escape');

  await page.goto(`/audit/activity?action=secret.view&q=${encodeURIComponent(name)}`);
  const entry = page.getByRole('listitem').filter({ hasText: 'Secret shown' });
  await expect(entry).toHaveCount(1);
  await expect(entry).toContainText('The receiver asks for it');
  const [row] = await rows<{ body: string }>(
    `SELECT body FROM activity_audit WHERE action = 'secret.view' AND subject = $1`,
    [name],
  );
  expect(JSON.parse(row?.body ?? '').details).toMatchObject({ scheduleId: id, field: '/token' });
  expect(row?.body).not.toContain(SECRET);
});

test('an editor is offered no way to a secret, and is refused where they ask for it all the same', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, unique('Kept from editors'), { targets: [target] });
  await signIn(page, 'editor', `/schedules/${id}`);
  await expect(page.getByRole('article').first()).toContainText(`"token": "${MASK}"`);
  await expect(page.getByRole('button', { name: 'Show /token' })).toHaveCount(0);

  const [stored] = await rows<{ id: string }>('SELECT id FROM target WHERE schedule_id = $1', [id]);
  const asked = { id, targetId: stored?.id, field: '/token', reason: 'Curious' };
  const answer = await act<{ ok: boolean }>(request, 'schedules/secret', asked);
  expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  expect(JSON.stringify(answer)).not.toContain(SECRET);
  const denied = await rows(
    `SELECT seq FROM activity_audit WHERE action = 'denied' AND subject = 'target.show-secret'`,
  );
  expect(denied.length).toBeGreaterThan(0);
});

test('a reference to Secrets Manager is refused at its field where AWS would send the reference itself', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, unique('With a reference'), { targets: [target] });
  await signIn(page, 'editor', `/schedules/${id}/edit`);
  const input = box(page, 'Input (JSON)');
  await input.fill('{"token": "{{resolve:secretsmanager:billing/api:SecretString:token}}"}');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(input).toHaveAccessibleDescription(/only delivery through Rota can resolve it/);
  await expect(input).toBeFocused();
});
