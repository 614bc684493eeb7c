import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleGroupCommand,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
  type UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import type { Page } from '@playwright/test';
import { act } from './actions';
import { arn, box, inAws, makeSchedule, REGION, ROLE, statesInAws, unique } from './schedules';
import { demo, expect, expectAccessible, rows, signIn, signInByHand, test, violations } from './support';

test.use({ actionTimeout: 10_000 });

const GROUP = 'rota';
const TAG = 'rota:audit-seq';
/** Ids as they stand in the names of AWS schedules. */
const ID = /^[0-9a-hjkmnp-tv-z]{16}$/;

/** AWS is asked with the unmodified SDK, behind Rota's back. */
async function inConsole<R>(call: (client: SchedulerClient) => Promise<R>): Promise<R> {
  const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' };
  const client = new SchedulerClient({ endpoint: demo().scheduler, region: REGION, credentials });
  try {
    return await call(client);
  } finally {
    client.destroy();
  }
}

const groupArn = async (client: SchedulerClient) =>
  (await client.send(new GetScheduleGroupCommand({ Name: GROUP }))).Arn;

const tag = (seq: string) =>
  inConsole(async (client) =>
    client.send(
      new TagResourceCommand({ ResourceArn: await groupArn(client), Tags: [{ Key: TAG, Value: seq }] }),
    ),
  );
const untag = () =>
  inConsole(async (client) =>
    client.send(new UntagResourceCommand({ ResourceArn: await groupArn(client), TagKeys: [TAG] })),
  );

/** Changes what AWS has of a schedule. */
async function change(id: string, by: (found: UpdateScheduleCommandInput) => object): Promise<void> {
  for (const { $metadata, Arn, CreationDate, LastModificationDate, ...rest } of await inAws(id)) {
    const found = rest as UpdateScheduleCommandInput;
    await inConsole((client) => client.send(new UpdateScheduleCommand({ ...found, ...by(found) })));
  }
}

/** As a later Rota wrote it: its generation stands in the description. */
const later = ({ Description = '' }: UpdateScheduleCommandInput) => ({
  Description: Description.replace(/ g\d+/, ' g8'),
});

const lookNow = () => rows('UPDATE environment_scan SET due_at = now()');
const recovering = () => rows('SELECT 1 FROM environment_sync WHERE recovery_since IS NOT NULL');

/** What AWS still has of a schedule of which this database knows nothing. */
async function makeLost(name: string, number = 0): Promise<string> {
  const [ours] = await rows<{ id: string }>('SELECT id FROM installation');
  const lost = `${Date.now().toString(36).slice(-8)}${String(number).padStart(8, '0')}`.replace(
    /[ilou]/g,
    'z',
  );
  expect(lost).toMatch(ID);
  await inConsole((client) =>
    client.send(
      new CreateScheduleCommand({
        Name: `${lost}-${lost}`,
        GroupName: GROUP,
        Description: `rota ${ours?.id} g3 ${name}`,
        ScheduleExpression: 'cron(15 4 1 1 ? *)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'DISABLED',
        Target: { Arn: arn('sqs', 'statements'), RoleArn: ROLE, Input: '{"token":"hunter2"}' },
      }),
    ),
  );
  return lost;
}

let made: { known: string[]; lost: string[] } | null = null;

test.afterEach(async ({ request }) => {
  if (!made) return;
  const { known, lost } = made;
  made = null;
  await untag();
  const decided = await rows<{ id: string }>('SELECT id FROM schedule WHERE id = ANY($1)', [lost]);
  for (const id of lost.filter((one) => !decided.some(({ id }) => id === one)))
    await inConsole((client) =>
      client.send(new DeleteScheduleCommand({ GroupName: GROUP, Name: `${id}-${id}` })),
    );
  // Undecided, they would begin the recovery anew at the next look.
  await rows('UPDATE schedule SET generation = GREATEST(generation, 8) WHERE id = ANY($1)', [known]);
  await rows(`UPDATE drift SET decision = 'restore' WHERE schedule_id = ANY($1)`, [known]);
  await rows('DELETE FROM drift WHERE schedule_id IS NULL AND right(name, 16) = ANY($1)', [lost]);
  await rows(
    'UPDATE environment_sync SET recovery_since = NULL, recovery_reason = NULL, tagged_seq = NULL, tagged_at = NULL',
  );
  await rows('UPDATE schedule_sync SET due_at = now() WHERE schedule_id = ANY($1)', [known]);
  await rows(`UPDATE schedule_sync SET due_at = now(), attempts = 0 WHERE error_code = 'Recovery'`);
  await lookNow();
  await signInByHand(request, 'editor');
  const left = await rows<{ id: string; name: string }>(
    `SELECT id, name FROM schedule WHERE id = ANY($1) AND state <> 'deleted'`,
    [[...known, ...lost]],
  );
  for (const { id, name } of left)
    await act(request, 'schedules/remove', { id, reason: 'Made for a test', confirmName: name });
});

const banner = (page: Page) => page.getByRole('region', { name: 'Recoveries' });

test('where AWS is ahead everybody sees it, nothing is written, and an administrator decides and ends it', async ({
  page,
  browser,
  request,
}) => {
  test.setTimeout(180_000);
  const [off, kept] = [unique('Paused since the backup'), unique('Changed since the backup')];
  const found = unique('Made since the backup');
  await signInByHand(request, 'editor');
  const offId = await makeSchedule(request, off);
  const keptId = await makeSchedule(request, kept);
  await expect.poll(() => statesInAws(offId)).toEqual(['ENABLED']);
  await expect.poll(() => statesInAws(keptId)).toEqual(['ENABLED']);
  made = { known: [offId, keptId], lost: [] };
  const lost = await makeLost(found);
  const unwanted: string[] = [];
  for (let number = 1; number <= 12; number++) unwanted.push(await makeLost('Unwanted', number));
  made.lost = [lost, ...unwanted];
  await change(offId, (schedule) => ({ ...later(schedule), State: 'DISABLED' }));
  await change(keptId, (schedule) => ({ ...later(schedule), ScheduleExpression: 'rate(9 days)' }));
  await tag('99999999');
  await lookNow();
  await expect.poll(recovering, { timeout: 20_000 }).toHaveLength(1);

  const viewer = await (await browser.newContext()).newPage();
  await signIn(viewer, 'viewer', '/calendars');
  await expect(viewer.getByRole('heading', { name: 'Calendars', level: 1 })).toBeVisible();
  await expect(banner(viewer)).toContainText('is in recovery since');
  await expect(banner(viewer)).toContainText('Rota writes nothing to AWS there');
  await expect(banner(viewer).getByRole('link')).toHaveCount(0);
  await expect(async () => {
    await viewer.goto(`/schedules/${offId}`);
    await expect(viewer.getByText('an administrator decides what becomes of it')).toBeVisible({
      timeout: 1_000,
    });
  }).toPass({ timeout: 20_000 });
  await expect(viewer.getByRole('button', { name: 'Restore ours' })).toHaveCount(0);
  await viewer.context().close();

  await signIn(page, 'admin', '/schedules');
  await banner(page)
    .getByRole('link', { name: /^Decide/ })
    .click();
  await expect(page.getByRole('heading', { name: /^Recovery: /, level: 1 })).toBeVisible();
  await expect(page.getByText('AWS was last written when the audit had 99999999 rows')).toBeVisible();
  const differences = page.getByRole('region', { name: 'Differences' });
  const row = (name: string) => differences.getByRole('listitem').filter({ hasText: name });
  await expect(row(off)).toContainText('Switched off in AWS', { timeout: 30_000 });
  await expect(row(kept)).toContainText('Schedule expression is rate(9 days) in AWS');
  await expect(row(found)).toContainText('Only AWS knows it: cron(15 4 1 1 ? *), switched off');
  await expect(row(found).getByRole('link')).toHaveCount(0);
  const way = page.getByRole('region', { name: 'The way out' });
  await expect(way).toContainText('All that AWS has was compared with this database.', { timeout: 30_000 });
  await expect(way).toContainText(/First decide \d+ differences\./);
  await expect(way.getByRole('button', { name: 'End recovery' })).toBeDisabled();
  await row(off).getByText('Side by side').click();
  await expect(row(off).getByRole('row').filter({ hasText: 'State' })).toContainText('ENABLEDDISABLED');
  await expect(page.getByText('hunter2')).toHaveCount(0);

  await page.getByLabel(`Select ${off}`).check();
  await page.getByLabel(`Select ${found}`).check();
  await expectAccessible(page, 'recovery-ticked');
  await page.getByRole('button', { name: 'Take over what AWS has' }).click();
  const dialog = page.getByRole('dialog');
  await box(page, 'Reason').fill('The backup of last night');
  await dialog.getByRole('button', { name: 'Take over what AWS has: 2' }).click();
  await expect(dialog.getByText('Choose the team that they belong to.')).toBeVisible();
  await expectAccessible(page, 'recovery-dialog');
  await dialog.getByRole('combobox', { name: /^Team/ }).selectOption({ label: 'Finance' });
  await dialog.getByRole('textbox', { name: /^Owner/ }).fill('Payroll');
  await dialog.getByRole('button', { name: 'Take over what AWS has: 2' }).click();
  await expect(page.getByText('2 schedules decided.')).toBeVisible();
  await expect(row(off)).toHaveCount(0);
  await expect(row(found)).toHaveCount(0);

  // Somebody changes it once more after the page was drawn: that one stays, with the reason on its row.
  await change(keptId, () => ({ ScheduleExpression: 'rate(8 days)' }));
  await page.getByLabel(`Select ${kept}`).check();
  await page.getByRole('button', { name: 'Take over what AWS has' }).click();
  await box(page, 'Reason').fill('Ours is too old');
  await dialog.getByRole('button', { name: 'Take over what AWS has: 1' }).click();
  await expect(row(kept).getByRole('alert')).toContainText('AWS changed again');
  await expectAccessible(page, 'recovery-failed');
  await way.getByRole('button', { name: /^Look now/ }).click();
  await expect(row(kept)).toContainText('is rate(8 days) in AWS', { timeout: 20_000 });
  await page.getByLabel('Select all shown').check();
  await page.getByRole('button', { name: 'Restore what this database has' }).click();
  await box(page, 'Reason').fill('Ours is right');
  await dialog.getByRole('combobox', { name: /^Team/ }).selectOption({ label: 'Finance' });
  await dialog.getByRole('textbox', { name: /^Owner/ }).fill('Nobody');
  await dialog.getByRole('button', { name: 'Restore what this database has: 13' }).click();
  await expect(dialog.getByText(/^(0|10) of 13/)).toBeVisible();
  await expect(page.getByText('13 schedules decided.')).toBeVisible();
  await expect(differences).toContainText('Nothing waits for a decision now.');
  expect(await inAws(keptId)).toMatchObject([{ ScheduleExpression: 'rate(8 days)' }]);

  await expect(way.getByRole('button', { name: 'End recovery' })).toBeEnabled({ timeout: 30_000 });
  await way.getByRole('button', { name: 'End recovery' }).click();
  await box(page, 'Reason').fill('Everything is decided');
  await dialog.getByRole('button', { name: 'End recovery' }).click();
  await expect(page.getByText(/the recovery has ended/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Not in recovery' })).toBeVisible();
  await expect(banner(page)).toHaveCount(0);
  await expectAccessible(page, 'recovery-ended');
  await page.getByRole('link', { name: 'Go to Drift' }).click();
  await expect(page.getByRole('heading', { name: 'Drift', level: 1 })).toBeVisible();

  for (const id of [offId, keptId, lost]) {
    await page.goto(`/schedules/${id}`);
    await expect(page.getByText(/^Live in AWS, checked/)).toBeVisible({ timeout: 20_000 });
  }
  await expect(page.getByRole('heading', { name: found, level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'State', exact: true })).toContainText('Switched off in AWS');
  expect(await statesInAws(offId)).toEqual(['DISABLED']);
  for (const id of unwanted) await expect.poll(() => inAws(id), { timeout: 20_000 }).toEqual([]);
  expect(await inAws(keptId)).toMatchObject([{ ScheduleExpression: 'cron(30 6 1 1 ? *)', State: 'ENABLED' }]);
});

test('what is for administration stands under one menu, by mouse, by keyboard and on a phone', async ({
  page,
}) => {
  await signIn(page, 'admin', '/schedules');
  const button = page.getByRole('button', { name: 'Administration' });
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Take over' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await expect(button).toBeFocused();
  for (const width of [1440, 390])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await button.click();
      await expect(page.getByRole('link', { name: 'Environments' })).toBeInViewport({ ratio: 1 });
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
  await button.click();
  await page.getByRole('link', { name: 'Environments' }).click();
  await expect(page.getByRole('heading', { name: 'Environments', level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Environments' })).toBeHidden();
});
