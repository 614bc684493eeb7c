import type { Locator, Page } from '@playwright/test';
import { addTarget, arn, box, fillSchedule, makeSchedule, ROLE, unique } from './schedules';
import { expect, rows, signIn, signInByHand, test } from './support';

test.use({ actionTimeout: 10_000 });

/** How many rows there are that only a person's save writes. */
const counted = async () =>
  (
    await rows(`SELECT (SELECT count(*) FROM schedule) AS schedules, (SELECT count(*) FROM target) AS targets,
      (SELECT count(*) FROM team) AS teams, (SELECT count(*) FROM schedule_audit
        WHERE action NOT IN ('schedule.sync', 'schedule.complete')) AS audits`)
  )[0];

const review = (page: Page) => page.getByRole('button', { name: 'Review', exact: true }).click();

async function openForm(page: Page): Promise<void> {
  await signIn(page, 'editor', '/schedules/new');
  await fillSchedule(page, unique('Never saved'));
}

/** One queue that is right. */
async function addQueue(page: Page): Promise<Locator> {
  const card = await addTarget(page, 'SQS queue');
  await box(card, 'Queue ARN').fill(arn('sqs', 'statements'));
  await box(card, 'Role ARN').fill(ROLE);
  return card;
}

/** Bad text in a field: it says what is wrong in its own words, has the focus and keeps the text. */
async function refused(page: Page, field: Locator, bad: string, message: string | RegExp): Promise<void> {
  const right = await field.inputValue();
  await field.fill(bad);
  await review(page);
  await expect(field).toHaveAccessibleDescription(
    typeof message === 'string' ? new RegExp(`^(error_outline)?\\s*${literal(message)}`) : message,
  );
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveValue(bad);
  await expect(page.getByRole('region', { name: 'One field needs your attention' })).toBeVisible();
  await field.fill(right);
  await expect(field).not.toHaveAttribute('aria-invalid');
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

test('an empty form says at every field what is wanted, the first one focused', async ({ page }) => {
  await signIn(page, 'editor', '/schedules/new');
  const before = await counted();
  await box(page, 'Owner').fill('');
  await review(page);
  await expect(box(page, 'Name')).toBeFocused();
  await expect(box(page, 'Name')).toHaveAccessibleDescription(/The name can't be empty\./);
  await expect(page.getByRole('combobox', { name: 'Team' })).toHaveAccessibleDescription(
    /Choose one of the list\./,
  );
  await expect(box(page, 'Owner')).toHaveAccessibleDescription(/The owner can't be empty\./);
  const time = page.getByLabel('Time', { exact: true });
  await expect(time).toHaveAccessibleDescription(/Enter a time, as in 09:00\./);
  await expect(page.getByRole('group', { name: 'Choose what to run' })).toHaveAccessibleDescription(
    /Add at least one target: what should run\?/,
  );
  const summary = page.getByRole('region', { name: '5 fields need your attention' });
  await summary.getByRole('link', { name: 'Times' }).click();
  await expect(time).toBeFocused();
  expect(await counted()).toEqual(before);
});

test('what a schedule is: each field refuses what does not fit', async ({ page }) => {
  await openForm(page);
  await addQueue(page);
  const before = await counted();
  const name = box(page, 'Name');
  await refused(page, name, ' ', "The name can't be empty.");
  await refused(page, name, 'n'.repeat(1000), 'The name may have at most 100 characters.');
  await refused(page, box(page, 'Owner'), 'o'.repeat(101), 'The owner may have at most 100 characters.');
  await refused(
    page,
    box(page, 'Description'),
    'd'.repeat(1001),
    'The description may have at most 1000 characters.',
  );
  const tags = box(page, 'Tags');
  await tags.fill('t'.repeat(51));
  await tags.press('Enter');
  await review(page);
  await expect(tags).toHaveAccessibleDescription(/A tag may have at most 50 characters\./);
  await expect(tags).toBeFocused();
  await page.getByRole('button', { name: /^Remove t+ from Tags$/ }).click();
  await expect(tags).not.toHaveAttribute('aria-invalid');

  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('Mars/Olympus');
  await expect(page.getByText('No zone is called so.')).toBeVisible();
  await review(page);
  await expect(page.getByRole('heading', { name: 'Review before saving' })).toBeFocused();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(zone).toHaveValue('Europe/Berlin');
  expect(await counted()).toEqual(before);
});

test('when it runs: each field refuses what does not fit', async ({ page }) => {
  await openForm(page);
  await addQueue(page);
  const before = await counted();
  const expression = box(page, 'Expression');
  await refused(page, expression, '', 'Enter when it runs, as in cron(0 9 ? * MON-FRI *).');
  await refused(page, expression, 'cron(61 9 ? * MON-FRI *)', 'Minutes, at character');
  await refused(page, expression, 'cron(0 0 30 2 ? *)', /never|February|30/i);
  await refused(page, expression, 'nonsense', /For example: /);

  const flexible = box(page, 'Flexible window (minutes)');
  const wholeMinutes = 'Enter a whole number of minutes from 0 (exactly then) to 1440.';
  for (const bad of ['', '-1', '1441', '1.5', 'ten', '1e3']) await refused(page, flexible, bad, wholeMinutes);

  const [starts, ends] = [page.getByLabel('Starts (optional)'), page.getByLabel('Ends (optional)')];
  await starts.fill('2035-06-01T10:00');
  await refused(page, ends, '2035-05-01T10:00', 'The end must be after the start.');
  await starts.fill('');
  await refused(page, starts, '2035-03-25T02:30', 'The clocks skip this time in this zone. Choose another.');

  const second = box(page, 'Second (optional)');
  await second.fill('30');
  for (const bad of ['60', '-1', '0.5', 'ten'])
    await refused(page, second, bad, 'Enter a whole number of seconds from 0 to 59.');
  await second.fill('');

  await page.getByText('At an interval', { exact: true }).click();
  await box(page, 'Every').fill('15');
  const interval = 'Enter a whole number from 1, as in 15.';
  for (const bad of ['', '0', '-5', '1.5', 'often']) await refused(page, box(page, 'Every'), bad, interval);

  await page.getByText('Once', { exact: true }).click();
  const once = page.getByLabel('Date and time');
  await once.fill('2035-01-01T09:00');
  await refused(page, once, '', 'Enter a date and time that exists, from 1970 to 2199.');
  await refused(page, once, '2020-01-01T09:00', 'This time has passed. Choose one in the future.');
  expect(await counted()).toEqual(before);
});

test('a line of crontab is corrected with one click', async ({ page }) => {
  await openForm(page);
  await addQueue(page);
  const before = await counted();
  const expression = box(page, 'Expression');
  await expression.fill('30 6 * * 1-5');
  await expect(expression).toHaveAccessibleDescription(/This is a crontab line of five fields/i);
  await review(page);
  await expect(expression).toBeFocused();
  await page.getByRole('button', { name: 'Use cron(30 6 ? * MON-FRI *)' }).click();
  await expect(expression).toHaveValue('cron(30 6 ? * MON-FRI *)');
  await expect(expression).not.toHaveAttribute('aria-invalid');
  await review(page);
  await expect(page.getByRole('heading', { name: 'Review before saving' })).toBeFocused();
  expect(await counted()).toEqual(before);
});

test('every kind of target refuses what does not fit', async ({ page }) => {
  test.setTimeout(120_000);
  await openForm(page);
  const before = await counted();
  const queue = await addQueue(page);
  const queueArn = box(queue, 'Queue ARN');
  await refused(page, queueArn, '', 'Enter the ARN of an SQS queue, as in arn:aws:sqs:');
  await refused(page, queueArn, 'statements', 'This is not an ARN. The ARN of an SQS queue looks like');
  await refused(
    page,
    queueArn,
    arn('lambda', 'function:x'),
    'This ARN belongs to lambda, but an SQS queue belongs to sqs',
  );
  await refused(
    page,
    queueArn,
    'arn:aws:sqs:us-east-1:000000000000:statements',
    'This ARN is in Region us-east-1, but this environment is in eu-central-1.',
  );
  await refused(
    page,
    queueArn,
    'arn:aws:sqs:eu-central-1:999999999999:statements',
    'This ARN is in account 999999999999, but this environment is account 000000000000.',
  );
  const role = box(queue, 'Role ARN');
  await refused(page, role, '', 'Enter the ARN of an IAM role');
  await refused(page, role, arn('iam', 'role/rota'), 'The ARN of an IAM role has no Region');
  const input = box(queue, 'Input (JSON)');
  await refused(page, input, '{"month":', 'The input is not valid JSON');

  await queueArn.fill(arn('sqs', 'orders.fifo'));
  const group = box(queue, 'Message group');
  await group.fill('orders');
  await refused(page, group, '', 'A FIFO queue needs a message group');
  await refused(page, group, 'g'.repeat(129), 'The message group may have at most 128');
  await queueArn.fill(arn('sqs', 'statements'));
  await review(page);
  await expect(group).toHaveAccessibleDescription(/Only a FIFO queue takes a message group/);
  await expect(group).toBeFocused();
  await group.fill('');

  await input.fill('{"token":"x"}');
  const secrets = box(queue, 'Secret fields');
  await secrets.fill('token');
  await secrets.press('Enter');
  await review(page);
  await expect(secrets).toHaveAccessibleDescription(/Name a field of the input as a JSON pointer/);
  await expect(secrets).toBeFocused();
  await page.getByRole('button', { name: 'Remove token from Secret fields' }).click();

  await queue.getByText('If a call fails').click();
  for (const bad of ['', '-1', '186', '2.5', 'some'])
    await refused(page, box(queue, 'Retries'), bad, 'Enter a whole number of attempts from 0 to 185.');
  await refused(page, box(queue, 'Within'), '25', 'Retries go on for at most 86400 seconds (24 hours).');
  await refused(page, box(queue, 'Within'), '0', 'Retries go on for at least 60 seconds.');
  await refused(
    page,
    box(queue, 'Dead-letter queue ARN'),
    arn('sqs', 'orders.fifo'),
    'This is not the ARN of a standard SQS queue.',
  );

  const lambda = await addTarget(page, 'Lambda function');
  await refuseThenRemove(
    page,
    lambda,
    box(lambda, 'Function ARN'),
    arn('lambda', 'layer:x'),
    /a Lambda function/,
  );
  const sns = await addTarget(page, 'SNS topic');
  await refuseThenRemove(
    page,
    sns,
    box(sns, 'Topic ARN'),
    arn('sns', 'reports.fifo'),
    /a standard SNS topic/,
  );

  const ecs = await addTarget(page, 'ECS task');
  await box(ecs, 'Cluster ARN').fill(arn('ecs', 'cluster/default'));
  await box(ecs, 'Task definition ARN').fill(arn('ecs', 'task-definition/import-orders'));
  await review(page);
  const subnets = ecs.getByRole('textbox', { name: /^Subnets/ });
  await expect(subnets).toBeFocused();
  await expect(subnets).toHaveAccessibleDescription(/A task on Fargate needs at least one subnet/);
  await subnets.fill('my-subnet');
  await subnets.press('Enter');
  await expect(subnets).toHaveAccessibleDescription(/A subnet looks like subnet-0a1b2c3d\./);
  await ecs.getByRole('button', { name: 'Remove my-subnet from Subnets' }).click();
  await subnets.fill('subnet-0a1b2c3d');
  await subnets.press('Enter');
  await refused(
    page,
    box(ecs, 'Cluster ARN'),
    arn('ecs', 'service/x'),
    'This is not the ARN of an ECS cluster.',
  );
  await refused(
    page,
    box(ecs, 'Task definition ARN'),
    arn('ecs', 'task-definition/x:0'),
    'This is not the ARN of an ECS task definition.',
  );
  for (const bad of ['', '0', '11', '1.5'])
    await refused(page, box(ecs, 'Number of tasks'), bad, 'Enter a whole number of tasks from 1 to 10.');
  const groups = box(ecs, 'Security groups');
  await groups.fill('everybody');
  await groups.press('Enter');
  await review(page);
  await expect(groups).toHaveAccessibleDescription(/A security group looks like sg-0a1b2c3d\./);
  await ecs.getByRole('button', { name: 'Remove everybody from Security groups' }).click();
  await ecs.getByRole('checkbox', { name: 'Give the task a public IP address' }).check();
  await ecs.getByRole('combobox', { name: 'Launch type' }).selectOption('EC2');
  await review(page);
  await expect(ecs.getByRole('checkbox')).toHaveAccessibleDescription(
    /Only a task on Fargate can be given a public IP address\./,
  );
  await expect(ecs.getByRole('checkbox')).toBeFocused();
  expect(await counted()).toEqual(before);
});

async function refuseThenRemove(page: Page, card: Locator, field: Locator, bad: string, message: RegExp) {
  await field.fill(bad);
  await review(page);
  await expect(field).toHaveAccessibleDescription(message);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(bad);
  await card.getByRole('button', { name: /^Remove target/ }).click();
}

test('a name that is taken is said at the name, and everything entered is kept', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'editor');
  const taken = unique('Taken');
  await makeSchedule(request, taken);
  await openForm(page);
  await addQueue(page);
  await box(page, 'Name').fill(taken.toUpperCase());
  const before = await counted();
  await review(page);
  await page.getByRole('button', { name: 'Save schedule' }).click();
  const name = box(page, 'Name');
  await expect(name).toHaveAccessibleDescription(/Another schedule has this name\. Choose another\./);
  await expect(name).toBeFocused();
  await expect(name).toHaveValue(taken.toUpperCase());
  await expect(box(page, 'Queue ARN')).toHaveValue(arn('sqs', 'statements'));
  expect(await counted()).toEqual(before);
});

test('a script in a name is text, on every page that shows it', async ({ page }) => {
  const name = unique('<script>document.title="owned"</script><img src=x onerror=alert(1)>');
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => dialogs.push(dialog.message()));
  await openForm(page);
  await addQueue(page);
  await box(page, 'Name').fill(name);
  await box(page, 'Description').fill(name);
  await review(page);
  await expect(page.getByText(name).first()).toBeVisible();
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(literal(name)));
  for (const path of ['/schedules', '/audit']) {
    await page.goto(`${path}?q=${encodeURIComponent(name)}`);
    await expect(page.getByRole('main').getByText(name).first()).toBeVisible();
    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(await page.title()).not.toBe('owned');
  }
  expect(dialogs).toEqual([]);
});

test('the dialogs refuse an empty reason and a wrong name', async ({ page, request }) => {
  await signInByHand(request, 'editor');
  const name = unique('Kept');
  const id = await makeSchedule(request, name);
  await signIn(page, 'editor', `/schedules/${id}`);
  const before = await counted();
  for (const act of ['Pause', 'Disable']) {
    await page.getByRole('button', { name: act, exact: true }).click();
    const dialog = page.getByRole('dialog');
    const reason = box(dialog, 'Reason');
    for (const [bad, message] of [
      [' ', /The reason can't be empty\./],
      ['r'.repeat(501), /The reason may have at most 500 characters\./],
    ] as const) {
      await reason.fill(bad);
      await page.keyboard.press('Enter');
      await expect(reason).toHaveAccessibleDescription(message);
      await expect(reason).toBeFocused();
      await expect(reason).toHaveValue(bad);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await box(dialog, 'Type its name').fill(name.toLowerCase());
  await page.keyboard.press('Enter');
  await expect(box(dialog, 'Type its name')).toHaveAccessibleDescription(
    /This is not its name\. Type exactly:/,
  );
  await expect(box(dialog, 'Type its name')).toBeFocused();
  await expect(box(dialog, 'Type its name')).toHaveValue(name.toLowerCase());
  await expect(box(dialog, 'Reason')).toHaveAccessibleDescription(/The reason can't be empty\./);
  await box(dialog, 'Type its name').fill(name);
  await box(dialog, 'Reason').fill('r'.repeat(501));
  await page.keyboard.press('Enter');
  await expect(box(dialog, 'Reason')).toHaveAccessibleDescription(/at most 500 characters\./);
  expect(await counted()).toEqual(before);
});

test('the team dialog and the sign-in refuse what does not fit', async ({ page }) => {
  await page.goto('/teams');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Enter your Windows user name.' })).toBeVisible();
  await expect(box(page, 'User name')).toBeFocused();
  await box(page, 'User name').fill('admin');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Enter your password.' })).toBeVisible();
  await expect(box(page, 'Password')).toBeFocused();

  await signIn(page, 'admin', '/teams');
  await page.getByRole('button', { name: 'New team' }).click();
  const before = await counted();
  const name = box(page.getByRole('dialog'), 'Name');
  for (const [bad, message] of [
    ['', /The name can't be empty\./],
    ['t'.repeat(1000), /The name may have at most 60 characters\./],
    ['finance', /Another team has this name\. Choose another\./],
  ] as const) {
    await name.fill(bad);
    await page.keyboard.press('Enter');
    await expect(name).toHaveAccessibleDescription(message);
    await expect(name).toBeFocused();
    await expect(name).toHaveValue(bad);
  }
  expect(await counted()).toEqual(before);
});
