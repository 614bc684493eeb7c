import { addTarget, arn, BROKEN_ROLE, box, fillSchedule, inAws, ROLE, save, unique } from './schedules';
import { expect, rows, signIn, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const REFUSAL = /The execution role you provide must allow AWS EventBridge Scheduler to assume the role/;

test('what AWS does not take is saved, pending in its own words, and live once it is put right', async ({
  page,
}) => {
  const name = unique('Role not ready');
  await signIn(page, 'editor', '/schedules/new');
  await fillSchedule(page, name);
  const queue = await addTarget(page, 'SQS queue');
  await box(queue, 'Queue ARN').fill(arn('sqs', 'statements'));
  await box(queue, 'Role ARN').fill(BROKEN_ROLE);
  const id = await save(page);
  const state = page.getByRole('region', { name: 'State' });
  await expect(state).toContainText('Pending');
  await expect(state).toContainText(REFUSAL);
  expect(await inAws(id)).toEqual([]);
  expect(await rows('SELECT state FROM schedule WHERE id = $1', [id])).toEqual([{ state: 'on' }]);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
  }

  await page.goto(`/schedules?sync=pending&q=${encodeURIComponent(name)}`);
  const row = page.getByRole('row').filter({ hasText: name });
  await row.getByRole('button', { name: 'Pending why' }).click();
  await expect(row.getByText(REFUSAL)).toBeVisible();
  await row.getByRole('link', { name }).click();

  await page.getByRole('link', { name: 'Edit' }).click();
  await box(page, 'Role ARN').fill(ROLE);
  await save(page, 'Save changes');
  await expect(state.getByText(/^Live in AWS, checked/)).toBeVisible();
  const [schedule, ...others] = await inAws(id);
  expect(others).toEqual([]);
  expect(schedule).toMatchObject({ State: 'ENABLED', Target: { RoleArn: ROLE } });

  const history = page.getByRole('region', { name: 'History' }).getByRole('listitem');
  await expect(history.first()).toContainText('Synced with AWS');
  const failed = history.filter({ hasText: 'Failed' }).first();
  await failed.locator('summary').click();
  await expect(failed).toContainText(REFUSAL);
});
