import { act } from './actions';
import { inAws, makeSchedule, statesInAws, unique } from './schedules';
import { expect, rows, signIn, signInByHand, test, violations } from './support';

test('an editor compares two versions and restores one by keyboard; AWS follows, and the history says so', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'editor');
  const name = unique('Versions');
  const id = await makeSchedule(request, name);
  const [found] = await rows<{ team: string; target: object }>(
    `SELECT s.team_id AS team, jsonb_build_object('id', t.id, 'kind', t.kind, 'arn', t.arn, 'roleArn', t.role_arn,
       'retryAttempts', t.retry_attempts, 'maxAgeSeconds', t.max_age_seconds) AS target
     FROM schedule s JOIN target t ON t.schedule_id = s.id WHERE s.id = $1`,
    [id],
  );
  const changed = {
    name,
    teamId: found?.team,
    owner: 'Emil',
    expression: 'cron(45 7 1 1 ? *)',
    timeZone: 'Europe/London',
    tags: ['new'],
    targets: [{ ...found?.target, input: '{"day": 2}' }],
  };
  expect(await act(request, 'schedules/update', { id, generation: 1, schedule: changed })).toMatchObject({
    ok: true,
  });

  await signIn(page, 'editor', `/schedules/${id}`);
  await page.getByRole('link', { name: 'Versions' }).click();
  const compared = page.getByRole('region', { name: 'From version 1 to 2' });
  await expect(compared).toContainText('Before: Europe/Berlin');
  await expect(compared).toContainText('After: Europe/London');
  await expect(compared).toContainText('At 06:30 on the 1st of January every year, in Berlin');
  await expect(compared).toContainText('Target 1, SQS queue statements: input changed');
  await expect(compared).toContainText('Added: + new');
  expect(await violations(page)).toEqual([]);
  await compared.getByText('As JSON, side by side').click();
  await expect(compared.getByRole('table', { name: /Both versions as JSON/ })).toContainText(
    '"timeZone": "Europe/London"',
  );

  await page.getByRole('button', { name: 'Restore version 1' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Reason')).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page.getByText("The reason can't be empty.")).toBeVisible();
  await page.keyboard.type('It was right before');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`Version 1 of ${name} is back. Live in AWS.`)).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Version 3' })).toContainText(
    'Restored from version 1 by Emil Novak',
  );
  expect(await inAws(id)).toMatchObject([
    { ScheduleExpression: 'cron(30 6 1 1 ? *)', ScheduleExpressionTimezone: 'Europe/Berlin' },
  ]);
});

test('a deleted schedule comes back from its page, paused, and a viewer can only look', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'editor');
  const name = unique('Brought back');
  const id = await makeSchedule(request, name);
  await act(request, 'schedules/remove', { id, confirmName: name, reason: 'By mistake' });
  await signIn(page, 'editor', `/schedules/${id}`);
  await page.getByRole('link', { name: 'Bring it back' }).click();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByLabel('Reason').fill('Deleted by mistake');
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText(`Version 1 of ${name} is back, paused. Live in AWS.`)).toBeVisible();
  expect(await statesInAws(id)).toEqual(['DISABLED']);

  await page.context().clearCookies();
  await signIn(page, 'viewer', `/schedules/${id}/versions?from=1&to=99&after=%00`);
  await expect(page.getByText('There is no version 99')).toBeVisible();
  await expect(page.getByRole('button', { name: /Restore/ })).toHaveCount(0);
});

test('a version that can’t come back names the field and the reason', async ({ page, request }) => {
  await signInByHand(request, 'editor');
  const name = unique('Taken');
  const id = await makeSchedule(request, name);
  await act(request, 'schedules/remove', { id, confirmName: name, reason: 'By mistake' });
  await makeSchedule(request, name);
  await signIn(page, 'editor', `/schedules/${id}/versions`);
  await page.getByRole('button', { name: 'Restore version 2' }).click();
  await page.getByLabel('Reason').fill('Deleted by mistake');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'Name: ' })).toContainText(
    'Another schedule has this name. Choose another.',
  );
});
