import { box, makeSchedule, statesInAws, unique } from './schedules';
import { expect, expectAccessible, rows, signIn, signInByHand, test } from './support';

test.use({ actionTimeout: 10_000 });

const SOON = { timeout: 20_000, intervals: [250] };

test('a pause until a time counts down and ends by itself', async ({ page, request }) => {
  test.setTimeout(120_000);
  const name = unique('Paused for a while');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  await signIn(page, 'operator', `/schedules?q=${encodeURIComponent(name)}`);
  const row = page.getByRole('row').filter({ hasText: name });
  await row.getByRole('button', { name: `Pause ${name}` }).click();
  const dialog = page.getByRole('dialog');
  await expect(box(dialog, 'Reason')).toBeFocused();
  await dialog.getByText('At a time', { exact: true }).click();
  await expectAccessible(page, 'pause dialog');
  await dialog.getByLabel('Date and time').fill('2020-01-01T09:00');
  await box(dialog, 'Reason').fill('Stock-taking');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('This time has passed. Choose one in the future.')).toBeVisible();
  await dialog.getByText('In 1 hour', { exact: true }).click();
  await box(dialog, 'Reason').press('Enter');
  await expect(page.getByText(`${name} is paused. Live in AWS.`)).toBeVisible();
  expect(await statesInAws(id)).toEqual(['DISABLED']);
  await expect(row).toContainText('by Oona Petrov: Stock-taking');
  await expect(row).toContainText(/until .+, in (1 h|59 min)/);
  await expectAccessible(page, 'list with a pause');
  await row.getByRole('link', { name }).click();
  await expect(page.getByRole('region', { name: 'State' })).toContainText(/Until.+in (1 h|59 min)/);

  await rows(`UPDATE schedule SET pause_until = now() + interval '1 second' WHERE id = $1`, [id]);
  await page.reload();
  await expect.poll(() => statesInAws(id), SOON).toEqual(['ENABLED']);
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible({ timeout: 20_000 });
  const history = page.getByRole('region', { name: 'History' }).getByRole('listitem');
  await expect(history.filter({ hasText: 'Pause ended' })).toHaveCount(1);
});

test('a resume is taken back with its reason', async ({ page, request }) => {
  const name = unique('Resumed too early');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  await signIn(page, 'operator', `/schedules/${id}`);
  const reasonFor = async (act: string, why: string) => {
    await page.getByRole('button', { name: act, exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('textbox', { name: /^Reason/ })
      .fill(why);
    await page.keyboard.press('Enter');
  };
  await reasonFor('Pause', 'The bank is closed');
  await expect(page.getByText(`${name} is paused.`)).toBeVisible();
  await reasonFor('Resume', '');
  await expect(page.getByText(`${name} is on again.`)).toBeVisible();
  await page.getByText(`${name} is on again.`).locator('..').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('region', { name: 'State' })).toContainText(
    'Resume undone: The bank is closed',
  );
  expect(await statesInAws(id)).toEqual(['DISABLED']);
});

test('a freeze keeps a team off and is lifted to exactly what was', async ({ page, request }) => {
  test.setTimeout(120_000);
  await signInByHand(request, 'editor');
  const on = await makeSchedule(request, unique('Frozen and on'));
  const paused = unique('Frozen and paused');
  const off = await makeSchedule(request, paused);
  await signIn(page, 'operator', `/schedules/${off}`);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await box(page, 'Reason').fill('Before the freeze');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${paused} is paused.`)).toBeVisible();

  await page.getByRole('link', { name: 'Freeze', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is frozen' })).toBeVisible();
  await expectAccessible(page, 'freeze, empty');
  await page.getByRole('button', { name: 'Freeze', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Freeze' });
  await dialog.getByRole('button', { name: 'Freeze', exact: true }).click();
  await expect(dialog.getByRole('combobox', { name: 'What' })).toHaveAccessibleDescription(
    /Choose what to freeze/,
  );
  const option = dialog.getByRole('option', { name: /^Team Finance/ });
  await dialog.getByRole('combobox', { name: 'What' }).selectOption((await option.textContent()) ?? '');
  await box(dialog, 'Reason').fill('The ledger is being moved');
  await expectAccessible(page, 'freeze dialog');
  await dialog.getByRole('button', { name: /^Freeze \d+ schedules$/ }).click();
  const banner = page.getByRole('region', { name: 'Freezes' });
  await expect(banner).toContainText(/Frozen: Team Finance\..+Oona Petrov.+The ledger is being moved/);
  await expect.poll(() => statesInAws(on), SOON).toEqual(['DISABLED']);
  await expectAccessible(page, 'freeze, on');
  await page.getByRole('link', { name: 'Schedules', exact: true }).click();
  await expect(banner).toBeVisible();
  await page.goto(`/schedules/${on}`);
  await expect(page.getByRole('region', { name: 'State' })).toContainText('Frozen by Oona Petrov');
  await expect(page.getByText('Nothing runs while it is frozen.')).toBeVisible();
  await expectAccessible(page, 'a frozen schedule');
  const born = await makeSchedule(request, unique('Born frozen'));
  expect(await statesInAws(born)).toEqual(['DISABLED']);

  await page.goto('/freeze');
  await page.getByRole('button', { name: 'Lift the freeze: Team Finance' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Lift: \d+ schedules$/ })
    .click();
  await expect(page.getByText('Team Finance: the freeze is lifted.')).toBeVisible();
  await expect(banner).toHaveCount(0);
  await expect.poll(() => statesInAws(on), SOON).toEqual(['ENABLED']);
  await expect.poll(() => statesInAws(born), SOON).toEqual(['ENABLED']);
  expect(await statesInAws(off)).toEqual(['DISABLED']);
  await expectAccessible(page, 'freeze, lifted');
});

test('everything that a filter matches is previewed, paused and brought back', async ({ page, request }) => {
  test.setTimeout(120_000);
  const tag = `bulk-${Date.now().toString(36)}`;
  await signInByHand(request, 'editor');
  const ids: string[] = [];
  for (let i = 1; i <= 3; i += 1)
    ids.push(await makeSchedule(request, unique(`In bulk ${i}`), { tags: [tag] }));
  await signIn(page, 'operator', `/schedules?tag=${tag}`);
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
  await expect(page.getByText('3 selected')).toBeVisible();
  await page.getByRole('checkbox', { name: /^Select In bulk 2/ }).uncheck();
  await expect(page.getByText('2 selected')).toBeVisible();
  await expectAccessible(page, 'list with a selection');
  await expect(page.getByRole('option', { name: 'Delete', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('heading', { name: 'Pause 2 schedules', level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What is affected' })).toContainText('of Finance');
  await expectAccessible(page, 'preview');
  await page.getByRole('button', { name: 'Pause 2 schedules' }).click();
  await expect(box(page, 'Reason')).toHaveAccessibleDescription(/can't be empty/);
  await box(page, 'Reason').fill('Month end');
  await page.getByRole('button', { name: 'Pause 2 schedules' }).click();
  await expect(page.getByText('Finished: 2 of 2 schedules done.')).toBeVisible();
  const inAws = async () => (await Promise.all(ids.map(statesInAws))).flat();
  await expect.poll(inAws, SOON).toEqual(['DISABLED', 'ENABLED', 'DISABLED']);
  await expect(page.getByRole('row').filter({ hasText: 'Live in AWS' })).toHaveCount(2, { timeout: 20_000 });
  await expectAccessible(page, 'a bulk act that is finished');

  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await box(page, 'Reason').fill('The wrong month');
  await expectAccessible(page, 'undo dialog');
  await page.getByRole('button', { name: 'Undo for 2 schedules' }).click();
  await expect(page.getByRole('heading', { name: 'Undo: pause 2 schedules', level: 1 })).toBeVisible();
  await expect(page.getByText('Finished: 2 of 2 schedules done.')).toBeVisible();
  await expect.poll(inAws, SOON).toEqual(['ENABLED', 'ENABLED', 'ENABLED']);
  await page.getByRole('link', { name: 'Bulk', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Month end' })).toContainText('undone since');
  await expectAccessible(page, 'bulk acts');
});

test('deleting many needs the phrase typed, and is undone', async ({ page, request }) => {
  test.setTimeout(120_000);
  const tag = `gone-${Date.now().toString(36)}`;
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, unique('To be deleted'), { tags: [tag] });
  await signIn(page, 'editor', `/schedules?tag=${tag}`);
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
  await page.getByRole('combobox', { name: 'What to do' }).selectOption({ label: 'Delete' });
  await page.getByRole('button', { name: 'Preview' }).click();
  await box(page, 'Reason').fill('No longer needed');
  const confirm = box(page, 'To confirm, type');
  await confirm.fill('delete everything');
  await page.getByRole('button', { name: 'Delete 1 schedule' }).click();
  await expect(confirm).toHaveAccessibleDescription(/Type exactly: delete 1/);
  await expectAccessible(page, 'preview of a deletion');
  await confirm.fill('delete 1');
  await page.getByRole('button', { name: 'Delete 1 schedule' }).click();
  await expect(page.getByText('Finished: 1 of 1 schedule done.')).toBeVisible();
  await expect.poll(() => statesInAws(id), SOON).toEqual([]);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await box(page, 'Reason').fill('Still needed');
  await page.keyboard.press('Enter');
  await expect.poll(() => statesInAws(id), SOON).toEqual(['ENABLED']);
});
