import { addTarget, arn, box, fillSchedule, inAws, makeSchedule, ROLE, save, unique } from './schedules';
import { expect, signIn, signInByHand, test, violations } from './support';

const DISPATCH = arn('sqs', 'rota-dispatch');

test('delivery through Rota is chosen, reviewed and shown, and AWS posts to the dispatch queue', async ({
  page,
}) => {
  await signIn(page, 'editor', '/schedules/new');
  await fillSchedule(page, unique('Through Rota'));
  const function_ = await addTarget(page, 'Lambda function');
  await box(function_, 'Function ARN').fill(arn('lambda', 'function:send-statements'));
  await box(function_, 'Role ARN').fill(ROLE);
  const delivery = page.getByRole('region', { name: 'Delivery' });
  await expect(delivery.getByRole('radio', { name: 'Direct' })).toBeChecked();
  await expect(box(page, 'Flexible window (minutes)')).toBeVisible();
  await delivery.getByRole('radio', { name: 'Through Rota' }).check();
  await expect(box(page, 'Flexible window (minutes)')).toBeHidden();
  await function_
    .getByRole('combobox', { name: 'Invocation' })
    .selectOption({ label: 'Wait for its result' });
  await delivery.getByText('More').click();
  await delivery
    .getByRole('combobox', { name: 'Overlap' })
    .selectOption({ label: 'Leave it out while one is running' });
  await box(delivery, 'Grace (seconds)').fill('1');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(delivery.getByText('Enter a whole number of seconds from 5 to 86400.')).toBeVisible();
  await box(delivery, 'Grace (seconds)').fill('60');
  const id = await save(page);
  await expect(page.getByText(/Needs a running worker; otherwise waits up to 14 days/)).toBeVisible();
  await expect(
    page.getByRole('definition').filter({ hasText: 'left out while one is running' }),
  ).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: 'waits for the result' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await expect.poll(async () => (await inAws(id)).map(({ Target }) => Target?.Arn)).toEqual([DISPATCH]);
});

test('a change of the delivery says what it does, and AWS has one schedule that is the same before and after', async ({
  page,
  request,
}) => {
  await signInByHand(request, 'editor');
  const target = { kind: 'sqs', roleArn: ROLE, retryAttempts: 3, maxAgeSeconds: 3600 };
  const targets = ['statements', 'reports'].map((queue) => ({ ...target, arn: arn('sqs', queue) }));
  const id = await makeSchedule(request, unique('Changed delivery'), { targets });
  const names = async () => (await inAws(id)).map(({ Name, Target }) => [Name, Target?.Arn]);
  await expect.poll(async () => (await names()).length).toBe(2);
  const [first] = (await names()).filter(([, aim]) => aim === arn('sqs', 'statements'));

  await signIn(page, 'editor', `/schedules/${id}/edit`);
  await page.getByRole('radio', { name: 'Through Rota' }).check();
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(page.getByText(/The other one is removed from AWS first. No run is lost/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.waitForURL(`**/schedules/${id}`);
  await expect.poll(names).toEqual([[first?.[0], DISPATCH]]);
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('Changed', { exact: true }).click();
  await expect(history.getByText('through Rota')).toBeVisible();

  await page.goto(`/schedules/${id}/edit`);
  await page.getByRole('radio', { name: 'Direct' }).check();
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(page.getByText(/1 more is made for the other target/)).toBeVisible();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.waitForURL(`**/schedules/${id}`);
  await expect.poll(async () => (await names()).length).toBe(2);
  expect(await names()).toContainEqual(first);
});
