import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateScheduleCommand, GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Page } from '@playwright/test';
import { act } from './actions';
import { ACCOUNT, arn, box, REGION, ROLE, statesInAws, unique } from './schedules';
import { demo, expect, rows, signIn, test, violations } from './support';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const events = () => new EventBridgeClient({ endpoint: demo().events, region: REGION, credentials });
const scheduler = () => new SchedulerClient({ endpoint: demo().scheduler, region: REGION, credentials });

const stamp = Date.now().toString(36);
const RULE = `e2e-ledger-${stamp}`;
const SCHEDULE = `e2e-digest-${stamp}`;
const LEFT = `e2e-left-${stamp}`;
const TRANSFORMED = `e2e-transformed-${stamp}`;

const ruleState = async (Name: string) => (await events().send(new DescribeRuleCommand({ Name }))).State;
const scheduleState = async (Name: string) =>
  (await scheduler().send(new GetScheduleCommand({ Name }))).State;

async function makeOriginals(): Promise<void> {
  const queue = arn('sqs', 'reports');
  for (const name of [RULE, LEFT, TRANSFORMED]) {
    const Tags = [{ Key: 'team', Value: 'crm' }];
    await events().send(new PutRuleCommand({ Name: name, ScheduleExpression: 'cron(0 3 1 1 ? *)', Tags }));
    const transformer = name === TRANSFORMED && { InputTransformer: { InputTemplate: '{}' } };
    await events().send(
      new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'queue', Arn: queue, ...transformer }] }),
    );
  }
  await scheduler().send(
    new CreateScheduleCommand({
      Name: SCHEDULE,
      ScheduleExpression: 'cron(0 4 1 1 ? *)',
      ScheduleExpressionTimezone: 'Europe/London',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: queue, RoleArn: ROLE, Input: '{"digest":true}' },
    }),
  );
}

async function scan(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Scan AWS' }).click();
  await expect(page.getByText(/^Looking at AWS/)).toBeHidden({ timeout: 30_000 });
  await expect(page.getByText(/Last scanned .*found/)).toBeVisible();
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const idOf = async (name: string) =>
  (
    await rows<{ id: string }>(`SELECT id FROM schedule WHERE name = $1 ORDER BY created_at DESC LIMIT 1`, [
      name,
    ])
  )[0]?.id ?? '';

test.describe.configure({ mode: 'serial' });

test('an administrator takes over a rule and a schedule, sees an original enabled again, and gives it back', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await makeOriginals();
  await signIn(page, 'admin', '/adopt');
  await expect(page.getByRole('heading', { name: 'Take over from AWS', level: 1 })).toBeVisible();
  await scan(page);

  await page.getByRole('searchbox', { name: 'Search' }).fill(stamp);
  await expect(page.getByText('4 found', { exact: true })).toBeVisible();
  await expect(row(page, SCHEDULE)).toContainText('Can be taken over');
  await expect(row(page, SCHEDULE)).toContainText('At 04:00 on the 1st of January');
  await expect(row(page, RULE)).toContainText('Needs a role');
  await expect(row(page, TRANSFORMED)).toContainText('input transformer');
  await expect(row(page, TRANSFORMED).getByRole('checkbox')).toHaveCount(0);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('checkbox', { name: `Select ${RULE}` }).check();
  await page.getByRole('checkbox', { name: `Select ${SCHEDULE}` }).check();
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByRole('heading', { name: 'Take over 2 originals' })).toBeFocused();

  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText('Choose a team of the list.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'Finance' });
  await page.getByRole('button', { name: 'Another team by name or tag' }).click();
  const line = page.getByRole('group', { name: 'Line 1' });
  await line.getByRole('combobox', { name: 'Where' }).selectOption({ label: 'Tag is' });
  await box(page, 'Tag').fill('team=crm');
  await line.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'CRM' });
  await page.getByRole('button', { name: 'Preview' }).click();
  const ledger = page.getByRole('article').filter({ hasText: RULE });
  await expect(ledger).toContainText('Needs a role');
  await box(page, 'Role ARN for targets of rules that have none').fill(
    `arn:aws:iam::${ACCOUNT}:role/rota-scheduler`,
  );
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(ledger).toContainText('Can be taken over');
  await expect(ledger).toContainText('CRM');
  await ledger.getByText('What reports receives, before and after').click();
  await expect(ledger).toContainText('<aws.scheduler.scheduled-time>');
  const digest = page.getByRole('article').filter({ hasText: SCHEDULE });
  await expect(digest).toContainText('Finance');
  await box(page, 'Secret fields of inputs').fill('digest');
  await box(page, 'Secret fields of inputs').press('Enter');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText('Name a field of the input as a JSON pointer')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Keep all inputs secret' }).check();
  await expect(box(page, 'Secret fields of inputs')).toBeHidden();
  await page.getByRole('checkbox', { name: 'Keep all inputs secret' }).uncheck();
  await page.getByRole('button', { name: 'Remove digest' }).click();
  await box(page, 'Secret fields of inputs').fill('/digest');
  await box(page, 'Secret fields of inputs').press('Enter');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(digest).toContainText('Kept secret of what it sends: /digest.');
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Take over 2 originals' }).click();
  await expect(page.getByText("The reason can't be empty.")).toBeVisible();
  await box(page, 'Reason').fill('Moved to Rota');
  await box(page, 'To confirm, type').fill('take over 2');
  await page.getByRole('button', { name: 'Take over 2 originals' }).click();
  await expect(page.getByText('2 of 2 taken over.')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(`from = aws_cloudwatch_event_rule.${RULE}`)).toBeVisible();
  await expect(page.getByText(`from = aws_scheduler_schedule.${SCHEDULE}`)).toBeVisible();
  expect(await violations(page)).toEqual([]);

  expect([await ruleState(RULE), await scheduleState(SCHEDULE)]).toEqual(['DISABLED', 'DISABLED']);
  expect(await ruleState(LEFT)).toBe('ENABLED');
  const ledgerId = await idOf(RULE);
  const digestId = await idOf(SCHEDULE);
  const [kept] = await rows<{ input: string }>(`SELECT input FROM target WHERE schedule_id = $1`, [digestId]);
  expect(kept?.input).toMatch(/^{"digest":"rota:sealed:/);
  for (const id of [ledgerId, digestId])
    await expect.poll(() => statesInAws(id), { timeout: 30_000 }).toEqual(['ENABLED']);

  await events().send(new EnableRuleCommand({ Name: RULE }));
  await page.goto('/adopt');
  await page.getByRole('button', { name: 'Check the originals' }).click();
  await expect(page.getByText(/Somebody enabled an original again/)).toBeVisible();
  expect(await statesInAws(ledgerId)).toEqual(['ENABLED']);
  await page.getByRole('link', { name: RULE }).first().click();
  await expect(page.getByText('It runs twice:')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Disable the original' }).click();
  await box(page, 'Reason').fill('Rota runs it');
  await page.getByRole('dialog').getByRole('button', { name: 'Disable the original' }).click();
  await expect.poll(() => ruleState(RULE), { timeout: 30_000 }).toBe('DISABLED');
  await expect(page.getByText('It runs twice:')).toBeHidden({ timeout: 20_000 });

  await page.getByRole('button', { name: 'Give back' }).click();
  await box(page, 'Reason').fill('Not yet');
  await page.getByRole('dialog').getByRole('button', { name: 'Give back' }).click();
  await expect.poll(() => ruleState(RULE), { timeout: 30_000 }).toBe('ENABLED');
  await expect.poll(() => statesInAws(ledgerId), { timeout: 30_000 }).toEqual([]);
  const actions = await rows<{ action: string }>(
    `SELECT action FROM schedule_audit WHERE schedule_id = $1 AND action <> 'schedule.sync' ORDER BY seq`,
    [ledgerId],
  );
  expect(actions.map(({ action }) => action)).toEqual([
    'schedule.adopt',
    'schedule.adopt.switch',
    'schedule.original-enabled',
    'schedule.disable-original',
    'schedule.adopt.switch',
    'schedule.give-back',
    'schedule.given-back',
  ]);
  await events().send(new DisableRuleCommand({ Name: RULE }));
});

test('it works on a telephone, by keyboard, and in the dark', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, 'admin', `/adopt?q=${LEFT}`);
  const check = page.getByRole('checkbox', { name: `Select ${LEFT}` });
  await check.focus();
  await page.keyboard.press('Space');
  await expect(check).toBeChecked();
  await page.getByRole('button', { name: 'Review' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Take over one original' })).toBeFocused();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Back to the list' }).press('Enter');
  await expect(row(page, LEFT)).toBeVisible();
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
});

test('in production the review and each dialog say so', async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, 'admin', '/adopt');
  await expect(page.getByRole('heading', { name: 'Take over from AWS', level: 1 })).toBeVisible();
  const name = unique('Production');
  const place = { accountId: ACCOUNT, region: REGION, groupName: `rota-${stamp}` };
  const made = await act<{ ok: boolean; value: { id: string } }>(page.request, 'environments/create', {
    name,
    ...place,
    roleArn: '',
    production: true,
  });
  expect(made).toMatchObject({ ok: true });
  const { id } = made.value;
  const warning = `This changes production: ${name}.`;

  await page.goto(`/adopt?environment=${id}&q=${LEFT}`);
  await expect(page.getByText('PROD', { exact: true }).first()).toBeVisible();
  await scan(page);
  await page.getByRole('checkbox', { name: `Select ${LEFT}` }).check();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'Finance' });
  await box(page, 'Role ARN for targets of rules that have none').fill(ROLE);
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText(warning)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await box(page, 'Reason').fill('Moved to Rota');
  await box(page, 'To confirm, type').fill('take over 1');
  await page.getByRole('button', { name: 'Take over 1 original' }).click();
  await expect(page.getByText('1 of 1 taken over.')).toBeVisible({ timeout: 60_000 });
  expect(await ruleState(LEFT)).toBe('DISABLED');

  await page.goto(`/schedules/${await idOf(LEFT)}`);
  await page.getByRole('button', { name: 'Give back' }).click();
  await expect(page.getByRole('dialog')).toContainText(warning);
  expect(await violations(page)).toEqual([]);
  await box(page, 'Reason').fill('Not yet');
  await page.getByRole('dialog').getByRole('button', { name: 'Give back' }).click();
  await expect.poll(() => ruleState(LEFT), { timeout: 60_000 }).toBe('ENABLED');

  const [row] = await rows<{ version: number }>(`SELECT version FROM environment WHERE id = $1`, [id]);
  const disabled = await act(page.request, 'environments/disable', { id, version: row?.version });
  expect(disabled).toMatchObject({ ok: true });
});

test('the page is for administrators', async ({ page }) => {
  await signIn(page, 'editor', '/adopt');
  await expect(page.getByText(/Your role \(editor\) may not do this/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Take over' })).toHaveCount(0);
});
