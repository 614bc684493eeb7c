import type { Page } from '@playwright/test';
import { addTarget, arn, box, fillSchedule, ROLE, save, statesInAws, unique } from './schedules';
import { expect, rows, signIn, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const dates = (page: Page) => page.getByRole('region', { name: 'Dates' });
const day = (page: Page, text: string) => dates(page).getByRole('row').filter({ hasText: text });

/** A day from today on, by the clocks of the browser, as `yyyy-mm-dd`. */
const ahead = (days: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(Date.now() + days * 86_400_000);

async function addDates(page: Page, first: string, last: string, label: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Add dates' });
  await form.getByLabel('Day').fill(first);
  await form.getByLabel('To, if several').fill(last);
  await form.getByLabel('What it is').fill(label);
  await form.getByRole('button', { name: 'Add' }).click();
}

async function newCalendar(page: Page, name: string): Promise<void> {
  await signIn(page, 'admin', '/calendars');
  await page.getByRole('link', { name: 'New calendar' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create the calendar' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

test('an administrator keeps a calendar by hand', async ({ page }) => {
  const name = unique('Kept');
  await newCalendar(page, name);
  await expect(page.getByText('It has no dates yet.')).toBeVisible();
  await addDates(page, '2099-12-25', '', 'Christmas Day');
  await expect(day(page, 'Fri 25 Dec 2099')).toContainText('Christmas Day');
  await addDates(page, '2099-12-20', '2100-01-03', 'Freeze');
  await expect(day(page, 'Sun 20 Dec 2099 to Sun 3 Jan 2100')).toBeVisible();
  await addDates(page, '2099-12-20', '2099-12-19', 'Wrong');
  await expect(page.getByLabel('To, if several')).toHaveAccessibleDescription(/must not come before/);
  await addDates(page, '2099-12-25', '2099-12-25', 'Christmas Day');
  await expect(page.getByLabel('Day')).toHaveAccessibleDescription(/has this entry already/);
  await day(page, 'Christmas Day')
    .getByRole('button', { name: /^Remove/ })
    .click();
  await expect(day(page, 'Christmas Day')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(day(page, 'Christmas Day')).toBeVisible();
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(`${name} again`);
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('heading', { name: `${name} again`, level: 1 })).toBeVisible();
  await page.goto('/calendars');
  const row = page.getByRole('row').filter({ hasText: `${name} again` });
  await expect(row).toContainText('All teams');
  await expect(row).toContainText('2 entries');
  await page.goto('/audit/activity');
  await expect(page.getByText(`${name} again`).first()).toBeVisible();
  await page.goto('/calendars');
  await row.getByRole('link').click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete the calendar' }).click();
  await expect(page.getByRole('heading', { name: 'Calendars', level: 1 })).toBeVisible();
  await expect(row).toHaveCount(0);
});

test('a file is looked at before it is imported', async ({ page }) => {
  const event = (summary: string, ...lines: string[]) =>
    ['BEGIN:VEVENT', `UID:${summary}`, `SUMMARY:${summary}`, ...lines, 'END:VEVENT'].join('\r\n');
  const file = (...events: string[]) => ({
    name: 'holidays.ics',
    mimeType: 'text/calendar',
    buffer: Buffer.from(['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n')),
  });
  await newCalendar(page, unique('Imported'));
  await addDates(page, '2099-01-01', '', 'New Year');
  await expect(day(page, 'New Year')).toBeVisible();
  await page.getByRole('button', { name: 'Import a file' }).click();
  const dialog = page.getByRole('dialog');
  const chosen = dialog.getByLabel('Calendar file (.ics)');
  await chosen.setInputFiles(file('BEGIN:VEVENT', 'nonsense'));
  await expect(chosen).toHaveAccessibleDescription(/Line 4: "nonsense" is no property/);
  await chosen.setInputFiles(
    file(
      event('Spring', 'DTSTART;VALUE=DATE:20990320', 'DTEND;VALUE=DATE:20990323'),
      event('Over', 'DTSTART;VALUE=DATE:20010101'),
      event('Gone', 'DTSTART;VALUE=DATE:20990401', 'STATUS:CANCELLED'),
    ),
  );
  await expect(dialog).toContainText('The calendar will have 2 entries. Left out: 1 over, 1 cancelled.');
  await expect(dialog.getByRole('list', { name: 'Added' })).toHaveText(
    'Fri 20 Mar 2099 to Sun 22 Mar 2099 Spring',
  );
  await dialog.getByLabel('Replace what the calendar holds now').check();
  await expect(dialog.getByRole('list', { name: 'Removed' })).toContainText('New Year');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(day(page, 'Spring')).toBeVisible();
  await expect(day(page, 'New Year')).toHaveCount(0);
});

test('a schedule follows a calendar: its next run, AWS, and both pages say so', async ({ page }) => {
  const [name, schedule] = [unique('Followed'), unique('Follower')];
  await newCalendar(page, name);
  await addDates(page, ahead(0), ahead(3), 'Stocktaking');
  await expect(day(page, 'Stocktaking')).toBeVisible();
  const address = page.url();
  await page.goto('/schedules/new');
  await fillSchedule(page, schedule, 'cron(0 12 * * ? *)');
  await page.getByRole('checkbox', { name }).check();
  const target = await addTarget(page, 'SQS queue');
  await box(target, 'Queue ARN').fill(arn('sqs', 'statements'));
  await box(target, 'Role ARN').fill(ROLE);
  const id = await save(page);
  const state = page.getByRole('region', { name: 'State' });
  await expect(state).toContainText(`Off in AWS until`);
  await expect(state).toContainText(`for ${name}, Stocktaking.`);
  await expect(state).toContainText('switches the schedule off and on');
  expect(await statesInAws(id)).toEqual(['DISABLED']);
  const [clock] = await rows<{ next: string }>(
    `SELECT to_char(next_run_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') AS next
     FROM schedule_clock WHERE schedule_id = $1`,
    [id],
  );
  expect(clock?.next).toBe(`${ahead(4)} 12:00`);

  await page.goto(address);
  await expect(page.getByRole('region', { name: 'Followed by' })).toContainText(schedule);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText("1 schedule follows it, so it can't be deleted.");
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await day(page, 'Stocktaking')
    .getByRole('button', { name: /^Remove/ })
    .click();
  await expect(day(page, 'Stocktaking')).toHaveCount(0);
  await expect.poll(() => statesInAws(id)).toEqual(['ENABLED']);
  await page.goto(`/schedules/${id}`);
  await expect(page.getByText('On in AWS again.')).toBeVisible();
  await expect(state).not.toContainText('Off in AWS');
});

test('who may not change calendars sees them, and nothing to press', async ({ page }) => {
  await signIn(page, 'viewer', '/calendars');
  await expect(page.getByRole('link', { name: 'New calendar' })).toHaveCount(0);
  await page.getByRole('link', { name: 'England bank holidays' }).click();
  await expect(day(page, 'Fri 1 Jan 2027')).toContainText('New Year’s Day');
  await expect(
    page.getByRole('main').getByRole('button', { name: /^(Add|Remove|Rename|Delete|Import)/ }),
  ).toHaveCount(0);
  expect((await page.goto('/calendars/new'))?.status()).toBe(403);
  expect((await page.goto('/calendars/0000000000000000'))?.status()).toBe(404);
});

test('two thousand dates are turned page by page, and axe finds nothing', async ({ page }) => {
  test.setTimeout(120_000);
  const name = unique('Full');
  await newCalendar(page, name);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await rows(
    `INSERT INTO calendar_dates (id, calendar_id, first_date, last_date, label)
     SELECT substr(md5($1 || n), 1, 16), $1, date '2100-01-01' + n, date '2100-01-01' + n, 'Day ' || n
     FROM generate_series(1, 1999) n UNION ALL SELECT substr(md5($1), 1, 16), $1, '2001-01-01', '2001-01-01', 'Over'`,
    [id],
  );
  await page.reload();
  await expect(dates(page)).toContainText('1 to 50 of 1,999');
  await page.getByRole('button', { name: 'Later' }).click();
  await expect(dates(page)).toContainText('51 to 100 of 1,999');
  await page.getByLabel('Show what is over (1)').check();
  await expect(dates(page)).toContainText('of 2,000');
  await page.getByRole('button', { name: 'Earlier' }).click();
  await expect(day(page, 'Over')).toBeVisible();
  for (const path of ['/calendars', '/calendars/new', `/calendars/${id}`])
    for (const width of [1440, 390])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect.soft(await violations(page), `${path}, ${width} px, ${colorScheme}`).toEqual([]);
      }
});
