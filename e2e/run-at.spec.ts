import { addTarget, arn, box, fillSchedule, inAws, makeSchedule, ROLE, save, unique } from './schedules';
import { expect, lastSunday, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000, timezoneId: 'Europe/Berlin' });

const SOON = { timeout: 60_000 };

/** So long it may take to fill in a form. */
const TYPING_MS = 20_000;

/** A date and time as the clocks of the viewer show it. */
const local = (at: Date) => at.toLocaleString('sv', { timeZone: 'Europe/Berlin' }).replace(' ', 'T');

test('a schedule runs at an instant that somebody chooses, and its page shows the end of it by itself', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'editor');
  const name = unique('Extra run');
  const id = await makeSchedule(request, name);
  await signIn(page, 'operator', `/schedules/${id}`);
  await expect(page.getByText('No run yet.')).toBeVisible();
  await page.evaluate(() => document.documentElement.setAttribute('data-same', ''));
  await page.getByRole('button', { name: 'Run at…' }).click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByLabel('Date and time');
  await expect(field).toBeFocused();
  await field.fill(`${lastSunday(3)}T02:30:00`);
  await expect(dialog.getByText('The clocks skip this time in this zone. Choose another.')).toBeVisible();
  await field.fill(`${lastSunday(10)}T02:30:00`);
  await expect(dialog.getByText(/This time comes twice: it runs at the first, 00:30:00 UTC/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await field.fill(local(new Date(Date.now() + TYPING_MS)));
  await box(dialog, 'Reason (optional)').fill('The file came late');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${name}: 1 run planned.`)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Planned extra runs' })).toBeVisible();
  const outcomes = page.getByRole('list', { name: 'Last outcomes, the oldest first' });
  await expect(outcomes.getByRole('link', { name: /^Handed over, result unknown: / })).toBeVisible(SOON);
  await expect(page.getByRole('heading', { name: 'Planned extra runs' })).toHaveCount(0);
  await expect(page.locator('html[data-same]')).toHaveCount(1);
});

test('what runs after its runs is chosen in the form, runs by Rota alone, and counts from the end', async ({
  page,
}) => {
  await signIn(page, 'editor', '/schedules/new');
  await fillSchedule(page, unique('After itself'));
  await page.getByText('After the previous run', { exact: true }).click();
  await box(page, 'Wait').fill('400');
  await page.getByRole('combobox', { name: 'Unit' }).selectOption({ label: 'days' });
  await expect(page.getByText('Enter a whole number of days from 1 to 365, which is a year.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Unit' }).selectOption({ label: 'minutes' });
  await box(page, 'Wait').fill('10');
  await expect(page.getByText('10 minutes after the previous run ended', { exact: true })).toBeVisible();
  await expect(page.getByText(/The first run comes 10 minutes after it is saved/)).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Through Rota' })).toBeChecked();
  expect(await violations(page)).toEqual([]);
  const queue = await addTarget(page, 'SQS queue');
  await box(queue, 'Queue ARN').fill(arn('sqs', 'statements'));
  await box(queue, 'Role ARN').fill(ROLE);
  const id = await save(page);
  await expect(page.getByText(/Runs by Rota alone$/)).toBeVisible(SOON);
  await expect(page.getByText('The run after it comes 10 minutes after that one has ended.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(await inAws(id)).toEqual([]);
  // As if it had been counting for almost ten minutes.
  await rows(
    `UPDATE schedule_clock SET counted_from = now() - interval '597 seconds', planned_to = now() - interval '597 seconds',
       plan_at = now() + interval '3 seconds', next_run_at = now() + interval '3 seconds' WHERE schedule_id = $1`,
    [id],
  );
  const outcomes = page.getByRole('list', { name: 'Last outcomes, the oldest first' });
  await expect(outcomes.getByRole('link', { name: /^Handed over, result unknown: / })).toBeVisible(SOON);
  await expect(page.getByRole('table', { name: /^Next run in (9|10) min/ })).toBeVisible(SOON);
});
