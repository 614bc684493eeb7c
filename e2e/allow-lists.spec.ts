import { addTarget, arn, box, fillSchedule, ROLE, save, unique } from './schedules';
import { expect, expectAccessible, rows, signIn, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const withoutLists = () => rows('DELETE FROM allowed_arn');
test.beforeEach(withoutLists);
test.afterEach(withoutLists);

const THEIRS = 'arn:aws:iam::000000000000:role/crm-*';
const OF_CRM = 'arn:aws:iam::000000000000:role/crm-mailer';

test('an administrator allows a role to one team by keyboard alone; an editor of another team is refused it at the field, and keeps what was entered', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  await signIn(page, 'admin');
  await page.getByRole('button', { name: 'Administration' }).click();
  await page.getByRole('link', { name: 'Allow-lists' }).click();
  await expect(page.getByRole('heading', { name: 'Allow-lists', level: 1 })).toBeVisible();
  await expect(page.getByText('No lists yet')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Allow a target or role' }).first().focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('combobox', { name: 'What' })).toBeFocused();
  for (const keys of ['Rol', THEIRS, 'CRM', 'All e']) {
    await page.keyboard.type(keys);
    await page.keyboard.press('Tab');
  }
  await expect(dialog.getByText(/No present target fits this pattern there\./)).toBeVisible();
  await expect(dialog.getByText(/allowed now and would not be any more/)).toBeVisible();
  await expect(dialog.getByRole('list', { name: 'The first schedules of these targets' })).toContainText(
    ' of CRM in ',
  );
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(box(dialog, 'Reason')).toHaveAccessibleDescription(/can't be empty/);
  await page.keyboard.type('CRM has roles of its own');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${THEIRS} is on the list.`)).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: THEIRS });
  await expect(row).toContainText('CRM');
  await expect(row).toContainText('All environments');
  await expectAccessible(page);

  const editor = await (await browser.newContext()).newPage();
  await signIn(editor, 'editor', '/schedules/new');
  const name = unique('Statements by another role');
  await fillSchedule(editor, name);
  const target = await addTarget(editor, 'SQS queue');
  await box(target, 'Queue ARN').fill(arn('sqs', 'statements'));
  await box(target, 'Role ARN').fill(OF_CRM);
  await expect(box(target, 'Role ARN')).toHaveAccessibleDescription(
    /Not allowed This role belongs to team CRM/,
  );
  expect(await violations(editor)).toEqual([]);
  await editor.getByRole('button', { name: 'Review', exact: true }).click();
  await editor.getByRole('button', { name: 'Save schedule' }).click();
  await expect(editor.getByRole('link', { name: 'Target 1 (SQS queue), role' })).toBeVisible();
  await expect(box(target, 'Role ARN')).toBeFocused();
  await expect(box(target, 'Role ARN')).toHaveAttribute('aria-invalid', 'true');
  await expect(box(editor, 'Name')).toHaveValue(name);
  await expect(box(target, 'Queue ARN')).toHaveValue(arn('sqs', 'statements'));
  await box(target, 'Role ARN').fill(ROLE);
  await save(editor);
  await expect(editor.getByRole('heading', { name, level: 1 })).toBeVisible();
  await editor.context().close();

  await row.getByRole('button', { name: 'Remove' }).click();
  await expect(dialog.getByText('Everything that is allowed now stays allowed.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await box(dialog, 'Reason').fill('No longer needed');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No lists yet')).toBeVisible();
  const [last] = await rows<{ action: string; subject: string; reason: string }>(
    'SELECT action, subject, reason FROM activity_audit ORDER BY seq DESC LIMIT 1',
  );
  expect(last).toEqual({ action: 'allow-list.remove', subject: THEIRS, reason: 'No longer needed' });
});

test('an editor without the right is refused a command of a task at its input, and the refusal is recorded', async ({
  page,
}) => {
  await signIn(page, 'editor', '/schedules/new');
  await fillSchedule(page, unique('Another command'));
  const target = await addTarget(page, 'ECS task');
  await box(target, 'Cluster ARN').fill(arn('ecs', 'cluster/default'));
  await box(target, 'Task definition ARN').fill(arn('ecs', 'task-definition/nightly-report'));
  await box(target, 'Role ARN').fill(ROLE);
  await target.getByRole('combobox', { name: 'Launch type' }).selectOption('EC2');
  await box(target, 'Input (JSON)').fill('{"taskRoleArn":"x"}');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(box(target, 'Input (JSON)')).toHaveAccessibleDescription(
    /may not override the role of the task/,
  );
  await box(target, 'Input (JSON)').fill('{"containerOverrides":[{"name":"report","command":["run"]}]}');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await expect(box(target, 'Input (JSON)')).toHaveAccessibleDescription(
    /needs the right “Override commands”/,
  );
  const [last] = await rows<{ outcome: string; subject: string }>(
    'SELECT outcome, subject FROM activity_audit ORDER BY seq DESC LIMIT 1',
  );
  expect(last).toEqual({ outcome: 'denied', subject: 'schedule.create' });
  await box(target, 'Input (JSON)').fill('{"containerOverrides":[{"name":"report","environment":[]}]}');
  await save(page);
});
