import type { Browser, Page } from '@playwright/test';
import { addTarget, arn, box, fillSchedule, inAws, ROLE, save, statesInAws, unique } from './schedules';
import { type Account, expect, rows, signIn, test } from './support';

test.use({ actionTimeout: 10_000 });

const WITHIN = { timeout: 3_000, intervals: [100] };
const four = (value: string) => Array(4).fill(value);

async function pageOf(browser: Browser, account: Account): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, account);
  await expect(page.getByRole('heading', { name: 'Schedules', exact: true })).toBeVisible();
  return page;
}

async function fillTargets(page: Page): Promise<void> {
  const ecs = await addTarget(page, 'ECS task');
  await box(ecs, 'Cluster ARN').fill(arn('ecs', 'cluster/default'));
  await box(ecs, 'Task definition ARN').fill(arn('ecs', 'task-definition/import-orders'));
  await box(ecs, 'Subnets (at least one)').fill('subnet-0a1b2c3d');
  await box(ecs, 'Role ARN').fill(ROLE);
  const lambda = await addTarget(page, 'Lambda function');
  await box(lambda, 'Function ARN').fill(arn('lambda', 'function:send-statements'));
  const input = box(lambda, 'Input (JSON)');
  await input.fill('{"month":""}');
  await input.press('End');
  for (const _ of '"}') await input.press('ArrowLeft');
  await lambda.getByRole('button', { name: 'Scheduled time' }).click();
  await expect(input).toHaveValue('{"month":"<aws.scheduler.scheduled-time>"}');
  const sqs = await addTarget(page, 'SQS queue');
  await box(sqs, 'Queue ARN').fill(arn('sqs', 'statements'));
  await expect(box(sqs, 'Role ARN')).toHaveValue(ROLE);
  const sns = await addTarget(page, 'SNS topic');
  await box(sns, 'Topic ARN').fill(arn('sns', 'nightly-reports'));
}

/** Does an act that asks why, on the schedule's own page. */
async function actFor(page: Page, act: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: act, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /^Reason/ }).fill(reason);
  await dialog.getByRole('button', { name: act, exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('a schedule lives from its form to its tombstone, in AWS and in both audits', async ({ browser }) => {
  test.setTimeout(120_000);
  const name = unique('Story');
  const editor = await pageOf(browser, 'editor');
  const operator = await pageOf(browser, 'operator');
  let id = '';

  await test.step('the editor creates it with four targets, and AWS has them', async () => {
    await editor.getByRole('link', { name: 'New schedule' }).click();
    await fillSchedule(editor, name);
    await box(editor, 'Description').fill('Told from beginning to end');
    await fillTargets(editor);
    await editor.getByRole('button', { name: 'Review', exact: true }).click();
    await expect(editor.getByRole('heading', { name: 'Review before saving' })).toBeFocused();
    await expect(editor.getByRole('region', { name: 'What runs: 4 targets' })).toContainText('import-orders');
    await editor.getByRole('button', { name: 'Save schedule' }).click();
    await editor.waitForURL(/\/schedules\/[0-9a-z]{16}$/);
    id = new URL(editor.url()).pathname.split('/').at(-1) ?? '';
    await expect(editor.getByText(/^Live in AWS, checked/)).toBeVisible();
    const found = await inAws(id);
    expect(found).toHaveLength(4);
    for (const schedule of found)
      expect(schedule).toMatchObject({
        GroupName: 'rota',
        State: 'ENABLED',
        ScheduleExpression: 'cron(30 6 1 1 ? *)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
        Target: { RoleArn: ROLE, RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 } },
      });
    expect(found.map(({ Target }) => Target?.Arn).sort()).toEqual(
      [
        arn('ecs', 'cluster/default'),
        arn('lambda', 'function:send-statements'),
        arn('sns', 'nightly-reports'),
        arn('sqs', 'statements'),
      ].sort(),
    );
    expect(found.map(({ Target }) => Target?.Input)).toContain('{"month":"<aws.scheduler.scheduled-time>"}');
  });

  await test.step('the operator finds and pauses it, undoes that, pauses and resumes it', async () => {
    await operator.getByRole('searchbox', { name: 'Search' }).fill(name);
    await expect(operator).toHaveURL(/[?&]q=Story/);
    const row = operator.getByRole('row').filter({ hasText: name });
    await expect(operator.getByRole('row')).toHaveCount(2);
    await expect(row).toContainText('Live in AWS');
    await row.getByRole('button', { name: `Pause ${name}` }).click();
    await expect(operator.getByRole('textbox', { name: 'Reason' })).toBeFocused();
    await operator.keyboard.type('The bank is closed');
    await operator.keyboard.press('Enter');
    await expect.poll(() => statesInAws(id), WITHIN).toEqual(four('DISABLED'));
    await expect(operator.getByText(`${name} is paused. Live in AWS.`)).toBeVisible();
    await expect(row.getByRole('button', { name: 'Paused by whom and why' })).toBeVisible();
    await operator.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => statesInAws(id), WITHIN).toEqual(four('ENABLED'));
    await row.getByRole('link', { name }).click();
    await actFor(operator, 'Pause', 'The bank is closed again');
    await expect(operator.getByRole('region', { name: 'State' })).toContainText('The bank is closed again');
    await actFor(operator, 'Resume', 'It is open');
    await expect.poll(() => statesInAws(id), WITHIN).toEqual(four('ENABLED'));
  });

  await test.step('the editor changes it and is shown the difference first', async () => {
    await editor.reload();
    await editor.getByRole('link', { name: 'Edit' }).click();
    await editor.getByText('AWS expression', { exact: true }).click();
    await box(editor, 'Expression').fill('cron(45 7 1 1 ? *)');
    await editor.getByRole('button', { name: 'Review', exact: true }).click();
    const changes = editor.getByRole('region', { name: 'What changes' });
    await expect(changes).toContainText('Before: cron(30 6 1 1 ? *)');
    await expect(changes).toContainText('After: cron(45 7 1 1 ? *)');
    await editor.getByRole('button', { name: 'Save changes' }).click();
    await editor.waitForURL(`**/schedules/${id}`);
    const expressions = async () => (await inAws(id)).map(({ ScheduleExpression }) => ScheduleExpression);
    await expect.poll(expressions, WITHIN).toEqual(four('cron(45 7 1 1 ? *)'));
  });

  await test.step('a copy starts paused', async () => {
    await editor.getByRole('link', { name: 'Duplicate' }).click();
    await expect(box(editor, 'Name')).toHaveValue(`${name} (copy)`);
    const copy = await save(editor);
    await expect(editor.getByRole('heading', { name: `${name} (copy)` })).toBeVisible();
    await expect(editor.getByRole('button', { name: 'Paused by whom and why' })).toBeVisible();
    await expect.poll(() => statesInAws(copy), WITHIN).toEqual(four('DISABLED'));
    expect(await statesInAws(id)).toEqual(four('ENABLED'));
  });

  await test.step('the editor disables, enables and deletes it', async () => {
    await editor.goto(`/schedules/${id}`);
    await actFor(editor, 'Disable', 'Not needed in winter');
    await expect.poll(() => statesInAws(id), WITHIN).toEqual(four('DISABLED'));
    await actFor(editor, 'Enable', 'Spring');
    await expect.poll(() => statesInAws(id), WITHIN).toEqual(four('ENABLED'));
    await editor.getByRole('button', { name: 'Delete', exact: true }).click();
    const dialog = editor.getByRole('dialog', { name: `Delete ${name}?` });
    await expect(dialog).toContainText('its 4 AWS schedules are removed');
    await box(dialog, 'Type its name').fill(name);
    await box(dialog, 'Reason').fill('The story is over');
    await dialog.getByRole('button', { name: 'Delete the schedule' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(() => statesInAws(id), WITHIN).toEqual([]);
  });

  await test.step('its tombstone stays, with its history', async () => {
    await editor.goto('/schedules');
    await editor.goto(`/schedules/${id}`);
    await expect(editor.getByRole('button', { name: 'Deleted by whom and why' })).toBeVisible();
    await expect(editor.getByText(/^Gone from AWS, checked/)).toBeVisible();
    await expect(editor.getByRole('link', { name: 'Edit' })).toHaveCount(0);
    await expect(editor.getByRole('button', { name: /^(Delete|Pause|Resume|Disable|Enable)$/ })).toHaveCount(
      0,
    );
    const history = editor.getByRole('region', { name: 'History' });
    await tellsTheStory(history.getByRole('listitem'), 5);
  });

  await test.step('the audit of changes tells the same, and its filters outlive a reload', async () => {
    await editor.getByRole('link', { name: 'Changes' }).click();
    await editor.getByRole('searchbox', { name: 'Search' }).fill(name);
    await expect(editor).toHaveURL(/[?&]q=Story/);
    const entries = editor.getByRole('main').getByRole('listitem').filter({ hasText: name });
    await tellsTheStory(entries.filter({ hasNotText: '(copy)' }));
    await editor.getByRole('combobox', { name: 'Action' }).selectOption({ label: 'Paused' });
    await editor.getByLabel('Person', { exact: true }).fill('Oona Petrov');
    await expect(entries).toHaveCount(2);
    await editor.reload();
    await expect(editor.getByRole('combobox', { name: 'Action' })).toHaveValue('schedule.pause');
    await expect(editor.getByRole('searchbox', { name: 'Search' })).toHaveValue(name);
    await expect(entries).toHaveCount(2);
    await expect(entries.first()).toContainText('The bank is closed again');
    await editor.getByRole('link', { name: 'Clear all' }).click();
    await expect(editor).toHaveURL(/\/audit$/);
  });

  await test.step('the audit of activity has one’s own sign-ins, and those of nobody else', async () => {
    await editor.getByRole('link', { name: 'Activity' }).click();
    await editor.getByRole('combobox', { name: 'Action' }).selectOption({ label: 'Sign-in' });
    await expect(editor).toHaveURL(/action=sign-in/);
    await editor.reload();
    const entry = editor.getByRole('main').getByRole('listitem').first();
    await expect(entry).toContainText('Sign-in');
    await expect(entry).toContainText('Emil Novak');
    await expect(
      editor.getByRole('main').getByRole('listitem').filter({ hasText: 'Oona Petrov' }),
    ).toHaveCount(0);
    await entry.getByText('Sign-in').click();
    await expect(entry.getByText('127.0.0.1')).toBeVisible();
  });

  const [left] = await rows<{ state: string; name: string }>(
    'SELECT state, name FROM schedule WHERE id = $1',
    [id],
  );
  expect(left).toEqual({ state: 'deleted', name });
  await editor.context().close();
  await operator.context().close();
});

/** The latest acts with their persons and reasons, newest first, each followed by what became of it in AWS. */
async function tellsTheStory(entries: ReturnType<Page['getByRole']>, latest = 9): Promise<void> {
  const story: [act: string, person: string, reason: string, difference?: string[]][] = [
    ['Deleted', 'Emil Novak', 'The story is over'],
    ['Enabled', 'Emil Novak', 'Spring', ['Before: disabled', 'After: on']],
    ['Disabled', 'Emil Novak', 'Not needed in winter', ['Before: on', 'After: disabled']],
    ['Changed', 'Emil Novak', '', ['Before: cron(30 6 1 1 ? *)', 'After: cron(45 7 1 1 ? *)']],
    ['Resumed', 'Oona Petrov', 'It is open', ['Before: paused', 'After: on']],
    ['Paused', 'Oona Petrov', 'The bank is closed again', ['Before: on', 'After: paused']],
    ['Resumed', 'Oona Petrov', 'Pause undone', ['Before: paused', 'After: on']],
    ['Paused', 'Oona Petrov', 'The bank is closed', ['Before: on', 'After: paused']],
    ['Created', 'Emil Novak', '', ['After: cron(30 6 1 1 ? *)']],
  ];
  await expect(entries).toHaveCount(latest * 2);
  for (const [index, [act, person, reason, difference = []]] of story.slice(0, latest).entries()) {
    await expect(entries.nth(2 * index)).toContainText('Synced with AWS');
    const entry = entries.nth(2 * index + 1);
    await expect(entry).toContainText(act);
    await expect(entry).toContainText(person);
    await expect(entry).toContainText(reason);
    await entry.getByText(act, { exact: true }).click();
    for (const side of difference) await expect(entry).toContainText(side);
  }
}
