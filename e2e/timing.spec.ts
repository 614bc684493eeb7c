import type { Locator, Page } from '@playwright/test';
import { addTarget, arn, box, makeSchedule, ROLE, save, unique } from './schedules';
import { expect, lastSunday, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

/** A form with everything but its timing, in London. */
async function openForm(page: Page, name: string): Promise<void> {
  await signIn(page, 'editor', '/schedules/new');
  await box(page, 'Name').fill(name);
  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'Finance' });
  const queue = await addTarget(page, 'SQS queue');
  await box(queue, 'Queue ARN').fill(arn('sqs', 'statements'));
  await box(queue, 'Role ARN').fill(ROLE);
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('Europe/London');
  await zone.press('Enter');
}

const mode = (page: Page, name: string): Locator => page.getByRole('radio', { name, exact: true });
/** What is seen of a radio button is its text. */
const choose = (page: Page, name: string) => page.getByText(name, { exact: true }).click();
const time = (page: Page, name = 'Time'): Locator => page.getByLabel(name, { exact: true });
const day = (page: Page, name: string): Locator => page.getByRole('checkbox', { name, exact: true });
const runs = (page: Page): Locator => page.getByRole('table').filter({ hasText: /^Next (\d+ )?run/ });
const expressionOf = async (id: string) =>
  (
    await rows<{ expression: string; second: number }>(
      `SELECT expression, second FROM schedule WHERE id = $1`,
      [id],
    )
  )[0];

type Way = {
  name: string;
  /** How people put it together, and what the form shows when they come back. */
  enter: (page: Page) => Promise<void>;
  english: string;
  runs: number;
  stored: { expression: string; second: number };
  again: (page: Page) => Promise<void>;
};

const WAYS: Way[] = [
  {
    name: 'Once',
    enter: (page) => page.getByLabel('Date and time').fill('2035-03-05T09:00:30'),
    english: 'Once, on 5 March 2035 at 09:00:30, in London',
    runs: 1,
    stored: { expression: 'at(2035-03-05T09:00:30)', second: 0 },
    again: (page) => expect(page.getByLabel('Date and time')).toHaveValue('2035-03-05T09:00:30'),
  },
  {
    name: 'At an interval',
    enter: async (page) => {
      await box(page, 'Every').fill('36');
      await page.getByRole('combobox', { name: 'Unit' }).selectOption('hour');
    },
    english: 'Every 36 hours',
    runs: 10,
    stored: { expression: 'rate(36 hours)', second: 0 },
    again: (page) => expect(box(page, 'Every')).toHaveValue('36'),
  },
  {
    name: 'Daily',
    enter: async (page) => {
      await time(page).fill('17:00');
      await page.getByRole('button', { name: 'Add a time' }).click();
      await time(page, 'Time 2').fill('09:00');
    },
    english: 'At 09:00 and 17:00 every day, in London',
    runs: 10,
    stored: { expression: 'cron(0 9,17 * * ? *)', second: 0 },
    again: async (page) => {
      await expect(time(page, 'Time 1')).toHaveValue('09:00');
      await expect(time(page, 'Time 2')).toHaveValue('17:00');
    },
  },
  {
    name: 'Weekly',
    enter: async (page) => {
      await page.getByRole('button', { name: 'Saturday and Sunday' }).click();
      await day(page, 'Monday').check();
      await time(page).fill('06:30');
      await box(page, 'Second (optional)').fill('15');
    },
    english: 'At 06:30:15, Saturday to Monday, in London',
    runs: 10,
    stored: { expression: 'cron(30 6 ? * MON,SAT,SUN *)', second: 15 },
    again: async (page) => {
      for (const name of ['Monday', 'Saturday', 'Sunday']) await expect(day(page, name)).toBeChecked();
      await expect(day(page, 'Friday')).not.toBeChecked();
      await expect(box(page, 'Second (optional)')).toHaveValue('15');
    },
  },
  {
    name: 'Monthly',
    enter: async (page) => {
      await page.getByRole('combobox', { name: 'On', exact: true }).selectOption('weekday');
      await page.getByRole('combobox', { name: 'Which' }).selectOption({ label: 'The last' });
      await page.getByRole('combobox', { name: 'Day of the week' }).selectOption('Friday');
      await time(page).fill('09:00');
    },
    english: 'At 09:00 on the last Friday of every month, in London',
    runs: 10,
    stored: { expression: 'cron(0 9 ? * 6L *)', second: 0 },
    again: async (page) => {
      await expect(page.getByRole('combobox', { name: 'Which' })).toHaveValue('0');
      await expect(page.getByRole('combobox', { name: 'Day of the week' })).toHaveValue('6');
    },
  },
  {
    name: 'AWS expression',
    enter: (page) => box(page, 'Expression').fill('cron(0/15 8-18 ? * MON-FRI *)'),
    english: 'Every 15 minutes from 08:00 to 18:45, Monday to Friday, in London',
    runs: 10,
    stored: { expression: 'cron(0/15 8-18 ? * MON-FRI *)', second: 0 },
    again: (page) => expect(box(page, 'Expression')).toHaveValue('cron(0/15 8-18 ? * MON-FRI *)'),
  },
];

const wayOf = (name: string) => WAYS.filter((way) => way.name === name);

for (const way of WAYS)
  test(`${way.name}: built, understood, saved, and found again as it was entered`, async ({ page }) => {
    await openForm(page, unique(way.name));
    await choose(page, way.name);
    await way.enter(page);
    await expect(page.getByText(way.english, { exact: true })).toBeVisible();
    await expect(runs(page)).toContainText(way.runs === 1 ? 'Next run' : `Next ${way.runs} runs`);
    await expect(runs(page).getByRole('columnheader')).toHaveText(['Europe/London', 'Here (Europe/Berlin)']);
    const id = await save(page);
    expect(await expressionOf(id)).toEqual(way.stored);
    const when = page.getByRole('region', { name: 'When', exact: true });
    await expect(when.getByText(way.english, { exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await expect(mode(page, way.name)).toBeChecked();
    await way.again(page);
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await expect(page.getByText('Nothing: it is stored as you see it.')).toBeVisible();
  });

/** Noon of the day eight days before the clocks change. */
const before = (month: 3 | 10) =>
  `${new Date(Date.parse(lastSunday(month)) - 8 * 86_400_000).toISOString().slice(0, 10)}T12:00`;

test('days on which clocks change: what is skipped, and what runs once', async ({ page }) => {
  await openForm(page, unique('Clocks'));
  await choose(page, 'Weekly');
  for (const name of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])
    await day(page, name).uncheck();
  await day(page, 'Sunday').check();
  await time(page).fill('01:30');
  const starts = page.getByLabel('Starts (optional)');
  await starts.fill(before(3));
  const row = (text: RegExp) => runs(page).getByRole('row').filter({ hasText: text });
  const spring = Number(lastSunday(3).slice(8));
  await expect(row(/skipped/)).toHaveCount(1);
  await expect(row(/skipped/)).toContainText(new RegExp(`Sun ${spring} Mar \\d{4}, 01:30`));
  await expect(row(/skipped/)).toContainText('The clocks jump over it, to 02:00.');
  await starts.fill(before(10));
  const autumn = Number(lastSunday(10).slice(8));
  await expect(row(/runs once/)).toHaveCount(1);
  await expect(row(/runs once/)).toContainText(new RegExp(`Sun ${autumn} Oct \\d{4}, 01:30`));
  await expect(row(/This time comes twice/)).toContainText('it runs at 00:30 UTC, not again at 01:30 UTC.');
  await expect(row(/Clocks change: UTC\+1 → UTC/)).toHaveCount(1);

  await choose(page, 'Once');
  await page.getByLabel('Date and time').fill(`${lastSunday(3)}T01:30`);
  await expect(
    page.getByText(/^The clocks jump over this time\. It runs at the first moment after it: /),
  ).toContainText(`Sun ${spring} Mar ${lastSunday(3).slice(0, 4)}, 02:00 (01:00 UTC)`);
  await choose(page, 'AWS expression');
  await box(page, 'Expression').fill('cron(0/15 * * * ? *)');
  await starts.fill('');
  await expect(page.getByText(/nothing runs from 01:00 UTC to 02:00 UTC/)).toBeVisible();
});

test('axe finds nothing in any way to say when, nor in rows of what does not run', async ({ page }) => {
  test.setTimeout(120_000);
  await openForm(page, unique('Looked at'));
  const isAccessible = async (what: string) => {
    for (const width of [1440, 390])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect.soft(await violations(page), `${what}, ${width} px, ${colorScheme}`).toEqual([]);
      }
  };
  // by the day last: it adds a time, and the ways that follow would show both
  for (const way of ['Once', 'At an interval', 'Weekly', 'Monthly', 'Daily'].flatMap(wayOf)) {
    await choose(page, way.name);
    await way.enter(page);
    await isAccessible(way.name);
  }
  await choose(page, 'AWS expression');
  await box(page, 'Expression').fill('cron(0/30 0-2 ? * SUN *)');
  for (const month of [3, 10] as const) {
    await page.getByLabel('Starts (optional)').fill(before(month));
    await expect(runs(page)).toContainText(month === 3 ? 'skipped' : 'runs once');
    await isAccessible(`clocks change in month ${month}`);
  }
});

test('times that do not fit into one schedule are refused while they are typed', async ({ page }) => {
  await openForm(page, unique('Refused'));
  await time(page).fill('09:00');
  await page.getByRole('button', { name: 'Add a time' }).click();
  await expect(time(page, 'Time 2')).toBeFocused();
  await time(page, 'Time 2').fill('17:30');
  await expect(page.getByRole('group', { name: /^At/ })).toHaveAccessibleDescription(
    /AWS would also run at 09:30 and 17:00.*Use the same minutes, as in 09:00 and 17:00/,
  );
  await time(page, 'Time 2').fill('17:00');
  await expect(page.getByText('At 09:00 and 17:00 every day, in London')).toBeVisible();
  await expect(page.getByText('up to 59 s late')).toBeVisible();
  await expect(page.getByText(/^Runs about 61 times a month\.$/)).toBeVisible();
  await choose(page, 'Monthly');
  await page.getByRole('button', { name: 'Remove time 2' }).click();
  await expect(page.getByText(/^Runs once a month\.$/)).toBeVisible();
  await day(page, 'The 1st').uncheck();
  await expect(page.getByRole('group', { name: 'Days' })).toHaveAccessibleDescription(/at least one day/);
  await day(page, 'The 31st').check();
  await expect(page.getByText('At 09:00 on the 31st of every month that has it, in London')).toBeVisible();
});

test('another way to say when takes over what it can, and keeps what was typed in it', async ({ page }) => {
  await openForm(page, unique('Switched'));
  await time(page).fill('09:00');
  await choose(page, 'Weekly');
  await expect(page.getByText('At 09:00, Monday to Friday, in London')).toBeVisible();
  await day(page, 'Friday').uncheck();
  await choose(page, 'AWS expression');
  const expression = box(page, 'Expression');
  await expect(expression).toHaveValue('cron(0 9 ? * MON-THU *)');
  await expression.fill('cron(0 18 LW * ? *)');
  await choose(page, 'Monthly');
  await expect(page.getByRole('combobox', { name: 'On', exact: true })).toHaveValue('last-weekday');
  await expect(time(page)).toHaveValue('18:00');
  await choose(page, 'AWS expression');
  await expression.fill('cron(0/20 9-17 * * ? *)');
  await choose(page, 'Daily');
  await choose(page, 'AWS expression');
  await expect(expression).toHaveValue('cron(0/20 9-17 * * ? *)');
});

test('the keyboard alone builds a week', async ({ page }) => {
  await openForm(page, unique('Keys'));
  await mode(page, 'Daily').focus();
  await page.keyboard.press('ArrowRight');
  await expect(mode(page, 'Weekly')).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(day(page, 'Monday')).toBeFocused();
  await page.keyboard.press('Space');
  for (let presses = 0; presses < 6; presses++) await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(day(page, 'Sunday')).toBeChecked();
  await time(page).focus();
  await page.keyboard.type('0715AM');
  await expect(
    page.getByText('At 07:15 on Tuesdays, Wednesdays, Thursdays, Fridays and Sundays, in London'),
  ).toBeVisible();
});

test('dates of a calendar that it follows are shown as excluded, and by which', async ({ page }) => {
  const name = unique('Freeze');
  const year = new Date().getUTCFullYear() + 1;
  const id = Math.random()
    .toString(36)
    .slice(2, 12)
    .replace(/[ilou]/g, '0')
    .padEnd(16, '0');
  await rows(`INSERT INTO calendar (id, name, created_by, updated_by) VALUES ($1, $2, 'tests', 'tests')`, [
    id,
    name,
  ]);
  await rows(
    `INSERT INTO calendar_dates (id, calendar_id, first_date, last_date, label) VALUES ($1, $1, $2, $3, 'Stocktaking')`,
    [id, `${year}-05-03`, `${year}-05-05`],
  );
  await openForm(page, unique('Follows'));
  await time(page).fill('09:00');
  await page.getByLabel('Starts (optional)').fill(`${year}-05-01T00:00`);
  const follow = page.getByRole('checkbox', { name });
  await follow.check();
  const excluded = runs(page).getByRole('row').filter({ hasText: 'excluded' });
  await expect(excluded).toContainText(`3 May ${year}, 09:00`);
  await expect(excluded).toContainText('and 2 more');
  await expect(excluded).toContainText(`${name}, Stocktaking`);
  const saved = await save(page);
  expect(await rows(`SELECT calendar_id FROM schedule_calendar WHERE schedule_id = $1`, [saved])).toEqual([
    { calendar_id: id },
  ]);
  await expect(runs(page).getByRole('row').filter({ hasText: 'excluded' })).toContainText('Stocktaking');
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await expect(follow).toBeChecked();
});

test("all times are shown in the viewer's zone: the browser's, or one of their choice, which is kept", async ({
  page,
  request,
}) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (/hydrat|did not match/i.test(message.text())) problems.push(message.text());
  });
  await signInByHand(request, 'editor');
  // 23:30 in Berlin is 04:15 on the next day in Kathmandu
  const id = await makeSchedule(request, unique('Zones'), { expression: 'at(2035-01-15T23:30:00)' });
  await signIn(page, 'editor', `/schedules/${id}`);
  await expect(runs(page).getByRole('columnheader')).toHaveText(['Europe/Berlin']);
  await page.getByRole('button', { name: /account menu/ }).click();
  const choice = page.getByRole('combobox', { name: 'Times are shown in' });
  await expect(choice.getByRole('option', { selected: true })).toHaveText('As this browser: Europe/Berlin');
  await choice.selectOption('Asia/Kathmandu');
  const here = runs(page).getByRole('row').nth(1);
  await expect(here).toContainText('Mon 15 Jan 2035, 23:30');
  await expect(here).toContainText('Tue 16 Jan 2035, 04:15');

  const html = await (await page.request.get(`/schedules/${id}`)).text();
  expect(html).toContain('Tue 16 Jan 2035, 04:15');
  await page.reload();
  await expect(here).toContainText('Tue 16 Jan 2035, 04:15');
  await page.goto('/schedules/new');
  await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Asia/Kathmandu');
  await page.goto(`/schedules/${id}/edit`);
  await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Europe/Berlin');

  await page.getByRole('button', { name: /account menu/ }).click();
  await choice.selectOption('');
  await page.goto('/schedules/new');
  await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Europe/Berlin');
  expect(problems).toEqual([]);
});
