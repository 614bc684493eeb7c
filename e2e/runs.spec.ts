import type { APIRequestContext, Page } from '@playwright/test';
import { act } from './actions';
import { makeStale } from './evidence';
import { arn, box, makeSchedule, ROLE, unique } from './schedules';
import { expect, expectAccessible, signIn, signInByHand, test } from './support';

test.use({ actionTimeout: 10_000 });

const SOON = { timeout: 20_000 };
const common = { roleArn: ROLE, maxAgeSeconds: 3600, retryAttempts: 0 };

/** A schedule of one function that Rota calls and whose result it waits for. */
const makeFunction = (request: APIRequestContext, name: string, fields: object = {}) =>
  makeSchedule(request, name, {
    delivery: 'through',
    targets: [
      {
        ...common,
        kind: 'lambda',
        arn: arn('lambda', 'function:send-statements'),
        invocation: 'result',
        ...fields,
      },
    ],
  });

/** Marks the document: a reload would lose it. */
const mark = (page: Page) => page.evaluate(() => document.documentElement.setAttribute('data-same', ''));
const isSame = (page: Page) => expect(page.locator('html[data-same]')).toHaveCount(1);

test('a schedule runs by hand, its page follows by itself, and the slot runs again', async ({
  page,
  request,
}) => {
  const name = unique('By hand');
  await signInByHand(request, 'editor');
  const id = await makeFunction(request, name);
  await signIn(page, 'operator', `/schedules/${id}`);
  await expect(page.getByText('No run yet.')).toBeVisible();
  await mark(page);
  await page.getByRole('button', { name: 'Run now' }).click();
  await expect(box(page, 'Reason (optional)')).toBeFocused();
  await expect(page.getByRole('checkbox', { name: /Another input/ })).toHaveCount(0);
  await box(page, 'Reason (optional)').fill('The file came late');
  await page.keyboard.press('Enter');
  const outcomes = page.getByRole('list', { name: 'Last outcomes, the oldest first' });
  await expect(outcomes.getByRole('link', { name: /^Succeeded: / })).toBeVisible(SOON);
  await isSame(page);
  await expectAccessible(page);

  await outcomes.getByRole('link').click();
  await expect(page.getByRole('heading', { name: `Run of ${name}` })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Attempt 1 Succeeded' })).toBeVisible();
  await expect(page.getByText('Run by hand')).toBeVisible();
  await expect(page.getByText(/sent/).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Run this slot again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Run this slot again' }).click();
  await expect(page.getByText('The slot runs again, as a run of its own.')).toBeVisible();

  await page.getByRole('link', { name: 'Runs of this schedule' }).click();
  const runs = page.getByRole('table', { name: 'Runs' }).getByRole('row');
  await expect(runs.filter({ hasText: 'Succeeded' })).toHaveCount(2, SOON);
  await page.getByRole('combobox', { name: 'Why it runs' }).selectOption({ label: 'A past slot, run again' });
  await expect(runs.filter({ hasText: name })).toHaveCount(1);
  await expect(page).toHaveURL(/origin=rerun/);
  await expectAccessible(page);
  await page.goto(`/schedules?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole('link', { name: /^Last run: Succeeded/ })).toBeVisible();
});

test('what failed is sent again, by itself or with all of a filter', async ({ page, request }) => {
  const name = unique('Fails');
  await signInByHand(request, 'operator');
  const input = '{"certificates":[{"notAfter":"2020-01-01"}]}';
  const failing = { arn: arn('lambda', 'function:check-certificates'), safeToRepeat: true, input };
  await signInByHand(request, 'editor');
  const id = await makeFunction(request, name, failing);
  const requestId = crypto.randomUUID();
  const made = await act<{ value: { runs: string[] } }>(request, 'runs/now', { id, requestId });
  expect(await act(request, 'runs/now', { id, requestId })).toMatchObject({
    ok: false,
    error: { code: 'conflict' },
  });
  await signIn(page, 'operator', `/runs/${made.value.runs[0]}`);
  await expect(page.getByRole('heading', { name: 'Attempt 1 Failed' })).toBeVisible(SOON);
  await expect(page.getByText(/certificate\(s\) end within 14 days/).first()).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 }).locator('..')).toContainText('Gave up');
  await mark(page);
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByRole('heading', { name: 'Attempt 2 Failed' })).toBeVisible(SOON);
  await isSame(page);

  await page.goto(`/runs?schedule=${id}&state=bad`);
  await page.getByRole('button', { name: 'Send 1 run again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send 1 run again' }).click();
  await expect(page.getByText('1 run: sent again.')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: name }).getByRole('cell').last()).toHaveText(
    '3',
    SOON,
  );
});

test('a direct schedule runs by hand through the same worker, and what became of it is not pretended', async ({
  page,
  request,
}) => {
  const name = unique('Direct by hand');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  await signIn(page, 'operator', `/schedules/${id}`);
  await expect(page.getByText('Which calls of its targets came through can not be known.')).toBeVisible();
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('button', { name: 'Run it' }).click();
  const strip = page.getByRole('list', { name: 'Last outcomes, the oldest first' });
  await expect(strip.getByRole('link', { name: /^Handed over, result unknown: / })).toBeVisible(SOON);
});

test('the incident page shows what runs as it begins, and tasks are stopped with the reason kept', async ({
  page,
  request,
  browser,
}) => {
  test.setTimeout(120_000);
  const name = unique('Long task');
  await signInByHand(request, 'admin');
  const input =
    '{"containerOverrides":[{"name":"report","command":["node","-e","setTimeout(() => {}, 600000)"]}]}';
  const id = await makeSchedule(request, name, {
    targets: [
      {
        ...common,
        kind: 'ecs',
        arn: arn('ecs', 'cluster/default'),
        taskDefinition: arn('ecs', 'task-definition/nightly-report'),
        subnets: ['subnet-0a1b2c3d'],
        input,
      },
    ],
  });
  await signIn(page, 'viewer', '/incident');
  const workers = page.getByRole('table', { name: 'Workers' });
  await expect(workers.getByRole('row').filter({ hasText: 'Up' }).first()).toBeVisible(SOON);
  await mark(page);
  await act(request, 'runs/now', { id, requestId: crypto.randomUUID() });
  const running = page.getByRole('table', { name: 'Running' }).getByRole('row').filter({ hasText: name });
  await expect(running).toBeVisible(SOON);
  await isSame(page);
  await expectAccessible(page);

  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'operator', `/schedules/${id}`);
  await other.getByRole('button', { name: 'Stop 1 run' }).click();
  await box(other, 'Reason').fill('Wrong data');
  await other.keyboard.press('Enter');
  await expect(other.getByText('1 run: ECS was told to stop the tasks.')).toBeVisible(SOON);
  await other.getByRole('list', { name: 'Last outcomes, the oldest first' }).getByRole('link').click();
  await expect(other.getByText(/^Stopped by .+: Wrong data$/)).toBeVisible();
  await other.context().close();
  await expect(running).toHaveCount(0, SOON);
  await isSame(page);
});

test('a page that follows by itself ends with its session', async ({ page }) => {
  await signIn(page, 'viewer', '/incident');
  await expect(page.getByRole('heading', { name: 'Incident' })).toBeVisible();
  await makeStale('viewer', 'ended');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 30_000 });
});
