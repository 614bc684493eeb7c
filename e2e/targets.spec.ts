import { ACCOUNT, addTarget, arn, box, fillSchedule, inAws, ROLE, save, unique } from './schedules';
import { expect, signIn, test, violations } from './support';

test('a state machine and any other target are entered, checked and sent to AWS as they are', async ({
  page,
}) => {
  await signIn(page, 'editor', '/schedules/new');
  await fillSchedule(page, unique('Other targets'));
  const machine = await addTarget(page, 'Step Functions state machine');
  await box(machine, 'State machine ARN').fill(arn('states', 'stateMachine:close-month:live'));
  await box(machine, 'Role ARN').fill(ROLE);
  await box(machine, 'Input (JSON)').fill('{"month":"<aws.scheduler.scheduled-time>"}');
  const other = await addTarget(page, 'Other AWS target');
  await box(other, 'Target ARN').fill('arn:aws:scheduler:::aws-sdk:s3:listBuckets');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(other.getByText(/only read, and listBuckets begins with list/)).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await box(other, 'Target ARN').fill(arn('kinesis', 'stream/clicks'));
  await box(other, 'Parameters (JSON)').fill('{"KinesisParameters": {"PartitionKey": ""}}');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(
    other.getByText(/KinesisParameters.PartitionKey: must have 1 to 256 characters/),
  ).toBeVisible();
  await box(other, 'Parameters (JSON)').fill('{"KinesisParameters": {"PartitionKey": "night"}}');
  const id = await save(page);
  await expect.poll(async () => (await inAws(id)).length, { timeout: 20_000 }).toBe(2);
  const targets = (await inAws(id)).map(({ Target }) => Target);
  expect(targets).toContainEqual(
    expect.objectContaining({
      Arn: arn('states', 'stateMachine:close-month:live'),
      Input: '{"month":"<aws.scheduler.scheduled-time>"}',
    }),
  );
  expect(targets).toContainEqual(
    expect.objectContaining({
      Arn: arn('kinesis', 'stream/clicks'),
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/rota`,
      KinesisParameters: { PartitionKey: 'night' },
    }),
  );
  await expect(page.getByText('2. Other AWS target')).toBeVisible();
  await expect(page.getByText(/PartitionKey/).first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
