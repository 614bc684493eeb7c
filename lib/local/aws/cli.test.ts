import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fixture, queueArn, REGION, ROLE, startFixture } from './fixture';
import type { Service } from './start';

const AWS = '/usr/bin/aws';
const run = promisify(execFile);
let fixture: Fixture;

beforeAll(async () => {
  if (!existsSync(AWS)) return;
  fixture = await startFixture('2026-06-01T08:00:00Z', { queues: ['work'], topics: ['news'] });
});
afterAll(() => fixture?.close());

async function aws(service: Service, ...words: string[]) {
  const { stdout } = await run(AWS, ['--endpoint-url', fixture.aws.endpoints[service], service, ...words], {
    env: {
      NODE_ENV: 'test',
      PATH: '/usr/bin:/bin',
      HOME: fixture.dataDir,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: REGION,
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
}

const target = JSON.stringify({ Arn: queueArn('work'), RoleArn: ROLE, Input: 'from <the> & "schedule"' });
const wish = ['--flexible-time-window', 'Mode=OFF', '--target', target];

describe.skipIf(!existsSync(AWS))('the unmodified AWS CLI', () => {
  test('scheduler: creates, reads, lists and deletes, and shows errors', async () => {
    const expression = 'cron(0 9 ? * MON-FRI *)';
    await aws('scheduler', 'create-schedule', '--name', 'cli', '--schedule-expression', expression, ...wish);
    expect(await aws('scheduler', 'get-schedule', '--name', 'cli')).toMatchObject({
      Name: 'cli',
      ScheduleExpression: expression,
    });
    expect(await aws('scheduler', 'list-schedules', '--max-items', '1')).toMatchObject({
      Schedules: [{ Name: 'cli', State: 'ENABLED' }],
    });
    const repeated = aws(
      'scheduler',
      'create-schedule',
      '--name',
      'cli',
      '--schedule-expression',
      'rate(1 day)',
      ...wish,
    );
    await expect(repeated).rejects.toThrow(/ConflictException.*Schedule cli already exists/s);
    await aws('scheduler', 'delete-schedule', '--name', 'cli');
    const arn = 'arn:aws:scheduler:eu-west-1:000000000000:schedule-group/default';
    expect(await aws('scheduler', 'list-tags-for-resource', '--resource-arn', arn)).toEqual({ Tags: [] });
  });

  test('sqs: receives what a schedule sent, and the usual handling of queues', async () => {
    await aws(
      'scheduler',
      'create-schedule',
      '--name',
      'now',
      '--schedule-expression',
      'rate(1 day)',
      ...wish,
    );
    await fixture.aws.scheduler.engine.idle();
    const { QueueUrl } = await aws('sqs', 'get-queue-url', '--queue-name', 'work');
    expect(QueueUrl).toBe(`${fixture.aws.endpoints.sqs}/000000000000/work`);
    const url = ['--queue-url', QueueUrl];
    const { Messages } = await aws('sqs', 'receive-message', ...url, '--attribute-names', 'All');
    expect(Messages).toMatchObject([
      { Body: 'from <the> & "schedule"', Attributes: { ApproximateReceiveCount: '1' } },
    ]);
    await aws('sqs', 'delete-message', ...url, '--receipt-handle', Messages[0].ReceiptHandle);
    const attributes = '{"kind":{"DataType":"String","StringValue":"test"}}';
    await aws('sqs', 'send-message', ...url, '--message-body', 'ü', '--message-attributes', attributes);
    const second = await aws('sqs', 'receive-message', ...url, '--message-attribute-names', 'All');
    expect(second.Messages).toMatchObject([
      { Body: 'ü', MessageAttributes: { kind: { StringValue: 'test' } } },
    ]);
    const created = await aws(
      'sqs',
      'create-queue',
      '--queue-name',
      'other',
      '--attributes',
      'VisibilityTimeout=5',
    );
    const { Attributes } = await aws(
      'sqs',
      'get-queue-attributes',
      '--queue-url',
      created.QueueUrl,
      '--attribute-names',
      'VisibilityTimeout',
    );
    expect(Attributes).toEqual({ VisibilityTimeout: '5' });
    expect((await aws('sqs', 'list-queues')).QueueUrls).toHaveLength(2);
    const missing = aws('sqs', 'get-queue-url', '--queue-name', 'missing');
    await expect(missing).rejects.toThrow(/AWS.SimpleQueueService.NonExistentQueue/);
  });

  test('sns: publishes to a topic', async () => {
    const TopicArn = 'arn:aws:sns:eu-west-1:000000000000:news';
    expect((await aws('sns', 'list-topics')).Topics).toEqual([{ TopicArn }]);
    expect(await aws('sns', 'publish', '--topic-arn', TopicArn, '--message', 'hi')).toHaveProperty(
      'MessageId',
    );
  });

  test('lambda: invokes and lists functions', async () => {
    const file = path.join(fixture.dataDir, 'answer.json');
    const answer = await aws(
      'lambda',
      'invoke',
      '--function-name',
      'send-statements',
      '--payload',
      'e30=',
      file,
    );
    expect(answer).toMatchObject({ StatusCode: 200 });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ sent: 2 });
    const { Functions } = await aws('lambda', 'list-functions');
    expect(Functions.map((one: { FunctionName: string }) => one.FunctionName)).toContain('send-statements');
  });

  test('ecs: runs and describes a task', async () => {
    const { tasks } = await aws('ecs', 'run-task', '--task-definition', 'nightly-report');
    const described = await aws('ecs', 'describe-tasks', '--tasks', tasks[0].taskArn);
    expect(described.tasks).toMatchObject([{ taskArn: tasks[0].taskArn, containers: [{ name: 'report' }] }]);
  });

  test('sts: tells the caller and assumes a role', async () => {
    expect(await aws('sts', 'get-caller-identity')).toMatchObject({ Account: '000000000000' });
    const assumed = await aws('sts', 'assume-role', '--role-arn', ROLE, '--role-session-name', 'cli');
    expect(assumed.AssumedRoleUser.Arn).toBe('arn:aws:sts::000000000000:assumed-role/scheduler/cli');
  });

  test('events: puts, lists and disables rules', async () => {
    const schedule = ['--schedule-expression', 'cron(0 9 ? * MON-FRI *)'];
    await aws('events', 'put-rule', '--name', 'cli', ...schedule);
    const target = JSON.stringify([{ Id: '1', Arn: queueArn('work') }]);
    await aws('events', 'put-targets', '--rule', 'cli', '--targets', target);
    await aws('events', 'disable-rule', '--name', 'cli');
    expect((await aws('events', 'list-rules')).Rules).toEqual([
      {
        Name: 'cli',
        Arn: 'arn:aws:events:eu-west-1:000000000000:rule/cli',
        State: 'DISABLED',
        ScheduleExpression: 'cron(0 9 ? * MON-FRI *)',
        EventBusName: 'default',
      },
    ]);
    const missing = aws('events', 'describe-rule', '--name', 'none');
    await expect(missing).rejects.toThrow(/ResourceNotFoundException.*Rule none does not exist/s);
  });
});
