import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Receiver, startReceiver } from './receiver';
import { addTarget, box, fillSchedule, save, unique } from './schedules';
import { expect, signIn, test, violations } from './support';

const SOON = { timeout: 40_000 };

let receiver: Receiver;
let address: string;
test.beforeAll(async () => {
  receiver = await startReceiver();
  address = `${receiver.address}/nightly`;
});
test.afterAll(() => receiver.close());
test.beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer(200, 'Thank you.');
});

/** What the documentation tells a receiver to check. */
function isFromRota(secret: string): boolean {
  const [sent] = receiver.received;
  if (!sent) return false;
  const { headers, body } = sent;
  const timestamp = String(headers['webhook-timestamp']);
  if (!(Math.abs(Date.now() / 1_000 - Number(timestamp)) <= 300)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const right = createHmac('sha256', key).update(`${headers['webhook-id']}.${timestamp}.${body}`).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .some((signature) => {
      const [version, text = ''] = signature.split(',');
      const given = Buffer.from(text, 'base64');
      return version === 'v1' && given.length === right.length && timingSafeEqual(given, right);
    });
}

test('an editor makes a schedule with a webhook, it runs by hand, and its receiver checks the signature', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const name = unique('Nightly webhook');
  await signIn(page, 'admin', '/schedules/new');
  await fillSchedule(page, name);
  const webhook = await addTarget(page, 'Webhook');
  await expect(page.getByRole('radio', { name: 'Through Rota' })).toBeChecked();
  await expect(box(webhook, 'Role ARN')).toBeHidden();
  await box(webhook, 'Address').fill(address.replace('https:', 'http:'));
  await webhook.getByRole('button', { name: 'Add a header' }).press('Enter');
  await expect(box(webhook, 'Name of header 1')).toBeFocused();
  await page.keyboard.type('X-Api-Key');
  await page.keyboard.press('Tab');
  await page.keyboard.type('k-1234567890');
  await webhook.getByRole('checkbox', { name: 'Secret' }).check();
  await webhook.getByRole('button', { name: 'Add a header' }).click();
  await webhook.getByRole('button', { name: 'Remove header 2' }).click();
  await expect(box(webhook, 'Name of header 1')).toBeFocused();
  await webhook.getByRole('checkbox', { name: 'Waits for a call-back' }).check();
  await box(webhook, 'Input (JSON)').fill('{"what": "statements"}');
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect.soft(await violations(page), `${width} px`).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect.soft(wide, `the form at ${width} px scrolls sideways`).toBe(false);
  }
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(webhook.getByText('The address must begin with https://')).toBeVisible();
  await box(webhook, 'Address').fill(address);
  const id = await save(page);

  await expect(page.getByRole('definition').filter({ hasText: address })).toBeVisible();
  await expect(page.getByText('k-1234567890')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Show it once' })).toBeVisible();
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect.soft(await violations(page), `the schedule at ${width} px`).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect.soft(wide, `the schedule at ${width} px scrolls sideways`).toBe(false);
  }
  await page.getByRole('button', { name: 'Show the signing secret' }).click();
  const dialog = page.getByRole('dialog');
  await box(dialog, 'Reason').fill('The receiver is set up');
  await dialog.getByRole('button', { name: 'Show' }).click();
  const secret = (await dialog.getByText(/^whsec_/).textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Hide' }).click();
  await page.getByRole('button', { name: 'Rotate' }).click();
  await expect(page.getByText('There is a new signing secret.')).toBeVisible();
  await page.getByRole('button', { name: 'Replace at once' }).click();
  await box(dialog, 'Reason').fill('It was in a log');
  await dialog.getByRole('button', { name: 'Replace at once' }).click();
  await expect(page.getByText('There is a new signing secret. Show it')).toBeVisible();

  await page.getByRole('button', { name: 'Run now' }).click();
  await box(page, 'Reason (optional)').press('Enter');
  await expect.poll(() => receiver.received.length, SOON).toBe(1);
  expect(isFromRota(secret)).toBe(true);
  expect(receiver.received[0]).toMatchObject({
    body: '{"what": "statements"}',
    headers: { 'x-api-key': 'k-1234567890' },
  });
  await page.goto(`/runs?schedule=${id}`);
  await expect(page.getByRole('row').nth(1)).toContainText('Succeeded', SOON);
});

test('who sets a webhook up is shown its secret once; its receiver ends a run by a call-back, once, and a person another', async ({
  page,
  request,
}) => {
  test.setTimeout(180_000);
  receiver.answer(202, 'Thank you.');
  await signIn(page, 'editor', '/schedules/new');
  await fillSchedule(page, unique('Called back'));
  const webhook = await addTarget(page, 'Webhook');
  await box(webhook, 'Address').fill(address);
  await webhook.getByRole('checkbox', { name: 'Waits for a call-back' }).check();
  const id = await save(page);
  await page.getByRole('button', { name: 'Show it once' }).click();
  const dialog = page.getByRole('dialog');
  const secret = (await dialog.getByText(/^whsec_/).textContent()) ?? '';
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Hide' }).click();
  await expect(page.getByRole('button', { name: 'Show it once' })).toHaveCount(0);
  const sentNow = async (count: number) => {
    await page.goto(`/schedules/${id}`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await box(page, 'Reason (optional)').press('Enter');
    await expect.poll(() => receiver.received.length, SOON).toBe(count);
    return String(receiver.received.at(-1)?.headers['rota-callback-url']);
  };
  const url = await sentNow(1);
  expect(isFromRota(secret)).toBe(true);
  const call = (to: string) =>
    request.post(to, { data: { state: 'failed', message: '3 of 700 were not sent.' } });
  expect((await call(`${url.slice(0, -4)}AAAA`)).status()).toBe(401);
  const first = await call(url);
  expect(await first.json()).toEqual({ status: 200, detail: 'The run has ended.' });
  const again = await call(url);
  expect([again.status(), again.headers()['content-type']]).toEqual([409, 'application/problem+json']);
  await page.goto(`/runs?schedule=${id}`);
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  await expect(page.getByText('It called back: 3 of 700 were not sent.').first()).toBeVisible(SOON);

  const other = await sentNow(2);
  await page.goto(`/runs?schedule=${id}&state=running`);
  await expect(page.getByRole('button', { name: 'End 1 run awaiting a call-back' })).toBeVisible(SOON);
  await page.getByRole('row').nth(1).locator('a[href^="/runs/"]').click();
  await page.getByRole('button', { name: 'End it' }).click();
  await box(dialog, 'Reason').fill('It hangs');
  await dialog.getByRole('button', { name: 'End it' }).click();
  await expect(page.getByText(/^Ended by .*: It hangs\. What was sent may go on\.$/)).toBeVisible(SOON);
  expect((await call(other)).status()).toBe(409);
});
