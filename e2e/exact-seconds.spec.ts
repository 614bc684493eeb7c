import { addTarget, arn, box, makeSchedule, ROLE, save, unique } from './schedules';
import { expect, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000, timezoneId: 'Europe/Berlin' });

const SOON = { timeout: 30_000 };

test('a schedule with a second is offered what keeps it, and says so on each page', async ({ page }) => {
  await signIn(page, 'editor', '/schedules/new');
  await box(page, 'Name').fill(unique('On the second'));
  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'Finance' });
  await page.getByText('Daily', { exact: true }).click();
  await page.getByLabel('Time', { exact: true }).fill('09:00');
  const through = page.getByRole('radio', { name: 'Through Rota' });
  const offer = page.getByRole('button', { name: 'Deliver it through Rota, on the second' });
  await expect(offer).toHaveCount(0);
  await box(page, 'Second (optional)').fill('30');
  await expect(page.getByText('At 09:00:30 every day, in Berlin')).toBeVisible();
  await expect(box(page, 'Second (optional)')).toHaveAccessibleDescription(/within the minute/);
  await expect(through).not.toBeChecked();
  expect(await violations(page)).toEqual([]);
  await offer.click();
  await expect(through).toBeChecked();
  await expect(offer).toHaveCount(0);
  await expect(page.getByText('At its second: a worker of Rota starts it.')).toBeVisible();
  const queue = await addTarget(page, 'SQS queue');
  await box(queue, 'Queue ARN').fill(arn('sqs', 'statements'));
  await box(queue, 'Role ARN').fill(ROLE);
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(page.getByText('At 09:00:30 every day, in Berlin')).toBeVisible();
  await expect(page.getByText('At its second: a worker of Rota starts it.')).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await save(page);
  const when = page.getByRole('region', { name: 'When', exact: true });
  await expect(when.getByText('At 09:00:30 every day, in Berlin')).toBeVisible();
  await expect(
    when.getByRole('table', { name: /^Next 10 runs/ }).getByRole('cell', { name: /09:00:30$/ }),
  ).not.toHaveCount(0);
});

test('an extra run so many seconds from now starts at its second', async ({ page, request }) => {
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, unique('From now'));
  await signIn(page, 'editor', `/schedules/${id}`);
  await page.getByRole('button', { name: 'Run at…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('From now', { exact: true }).click();
  await box(dialog, 'In').fill('soon');
  await dialog.getByRole('button', { name: 'Plan it' }).click();
  await expect(box(dialog, 'In')).toHaveAccessibleDescription(/Enter a whole number from 1/);
  await box(dialog, 'In').fill('4');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Plan it' }).click();
  await expect(page.getByText(/: 1 run planned\.$/)).toBeVisible();
  const outcomes = page.getByRole('list', { name: 'Last outcomes, the oldest first' });
  await outcomes.getByRole('link', { name: /^Handed over, result unknown: / }).click(SOON);
  const [run] = await rows<{ at: Date; began: Date }>(
    'SELECT nominal_at AS at, started_at AS began FROM run WHERE schedule_id = $1',
    [id],
  );
  expect(run?.at.getUTCMilliseconds()).toBe(0);
  expect(run?.began.getTime()).toBeGreaterThanOrEqual(run?.at.getTime() ?? 0);
  const about = page.getByRole('region', { name: 'About' });
  const shown = (at: Date | undefined) =>
    about
      .locator('time')
      .filter({ hasText: at?.toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' }) ?? '' });
  await expect(shown(run?.at)).not.toHaveCount(0);
  await expect(about.getByText('Began')).toBeVisible();
  await expect(about.getByText('Runs again the slot of')).toHaveCount(0);
});

test('an extra run years ahead has an input of its own, and is cancelled with a reason', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, unique('Years ahead'));
  await signIn(page, 'admin', `/schedules/${id}`);
  await page.getByRole('button', { name: 'Run at…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('From now', { exact: true }).click();
  await box(dialog, 'In').fill('3650');
  await dialog.getByRole('combobox', { name: 'Unit' }).selectOption('days');
  await dialog.getByRole('checkbox', { name: /^Another input/ }).check();
  await dialog.getByRole('textbox', { name: /^Input for/ }).fill('{"reminder":3}');
  await dialog.getByRole('button', { name: 'Plan it' }).click();
  await page.getByRole('table', { name: 'Planned extra runs' }).getByRole('link').click();
  await expect(page.getByText('"reminder":3')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel it' }).click();
  await box(dialog, 'Reason').fill('Paid');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Cancelled by .*: Paid/)).toBeVisible();
});
