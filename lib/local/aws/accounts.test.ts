import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Fixture, settings, startFixture } from './fixture';

const OTHER = '111111111111';
let fixture: Fixture;
let other: ReturnType<typeof settings>;

beforeAll(async () => {
  fixture = await startFixture('2026-06-01T08:00:00Z');
  const sts = new STSClient(settings(fixture.aws.endpoints.sts));
  const RoleArn = `arn:aws:iam::${OTHER}:role/rota-app`;
  const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'rota' }));
  const credentials = {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
  other = { ...settings(fixture.aws.endpoints.scheduler), credentials };
});
afterAll(() => fixture.close());

const groups = async (client: SchedulerClient) =>
  (await client.send(new ListScheduleGroupsCommand({}))).ScheduleGroups?.map(({ Arn }) => Arn);

test('an account sees its own groups and schedules in a Region, and not those of another', async () => {
  const there = new SchedulerClient(other);
  await there.send(new CreateScheduleGroupCommand({ Name: 'rota' }));
  const at = `arn:aws:scheduler:eu-west-1:${OTHER}:schedule-group`;
  expect(await groups(there)).toEqual([`${at}/default`, `${at}/rota`]);
  expect(await groups(fixture.scheduler)).toEqual([
    'arn:aws:scheduler:eu-west-1:000000000000:schedule-group/default',
  ]);
});

test('a schedule of another account fires its function there', async () => {
  const there = new SchedulerClient(other);
  const FunctionName = `arn:aws:lambda:eu-west-1:${OTHER}:function:send-statements`;
  const target = {
    Arn: FunctionName,
    RoleArn: `arn:aws:iam::${OTHER}:role/r`,
    Input: '{"accounts":["0815"]}',
  };
  await there.send(
    new CreateScheduleCommand({
      Name: 'elsewhere',
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: target,
    }),
  );
  expect(await there.send(new GetScheduleCommand({ Name: 'elsewhere' }))).toMatchObject({
    Arn: `arn:aws:scheduler:eu-west-1:${OTHER}:schedule/default/elsewhere`,
  });
  await expect(fixture.scheduler.send(new GetScheduleCommand({ Name: 'elsewhere' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await fixture.aws.scheduler.engine.idle();
  const log = path.join(fixture.dataDir, 'logs/lambda/send-statements.log');
  await vi.waitFor(async () => expect(await readFile(log, 'utf8')).toContain('account 0815'), 60_000);
  const lambda = new LambdaClient({ ...other, endpoint: fixture.aws.endpoints.lambda });
  expect(await lambda.send(new GetFunctionCommand({ FunctionName }))).toMatchObject({
    Configuration: { FunctionArn: FunctionName },
  });
  const own = new LambdaClient(settings(fixture.aws.endpoints.lambda));
  await expect(own.send(new GetFunctionCommand({ FunctionName }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
