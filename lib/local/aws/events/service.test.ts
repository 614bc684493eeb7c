import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Fixture, queueArn, settings, startFixture } from '../fixture';

let fixture: Fixture;
let events: EventBridgeClient;
let made = 0;
let Name = '';

beforeAll(async () => {
  fixture = await startFixture('2026-06-01T08:00:00Z', { queues: ['work'] });
  events = new EventBridgeClient({ ...settings(fixture.aws.endpoints.events), maxAttempts: 1 });
});
afterAll(() => fixture.close());
beforeEach(() => {
  made += 1;
  Name = `r${made}`;
});

const put = (more: Partial<PutRuleCommandInput> = {}) =>
  events.send(new PutRuleCommand({ Name, ScheduleExpression: 'cron(0 9 * * ? *)', ...more }));
const arnOf = (name: string) => `arn:aws:events:eu-west-1:000000000000:rule/${name}`;

describe('a rule', () => {
  test('is shown as it was put, and replaced as a whole by the next put but for its tags', async () => {
    const first = await put({ Description: 'first', Tags: [{ Key: 'team', Value: 'crm' }] });
    expect(first.RuleArn).toBe(arnOf(Name));
    await put({ State: 'DISABLED', ScheduleExpression: 'rate(5 minutes)', Tags: [{ Key: 'x', Value: 'y' }] });
    const { $metadata: _, ...rule } = await events.send(new DescribeRuleCommand({ Name }));
    expect(rule).toEqual({
      Name,
      Arn: arnOf(Name),
      State: 'DISABLED',
      EventBusName: 'default',
      ScheduleExpression: 'rate(5 minutes)',
      CreatedBy: '000000000000',
    });
    const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN: arnOf(Name) }));
    expect(Tags).toEqual([{ Key: 'team', Value: 'crm' }]);
  });

  test('is enabled and disabled by itself, with all else kept', async () => {
    await put({ Description: 'kept' });
    await events.send(new DisableRuleCommand({ Name }));
    expect(await events.send(new DescribeRuleCommand({ Name }))).toMatchObject({
      State: 'DISABLED',
      Description: 'kept',
    });
    await events.send(new EnableRuleCommand({ Name, EventBusName: 'default' }));
    expect(await events.send(new DescribeRuleCommand({ Name }))).toMatchObject({ State: 'ENABLED' });
  });

  test('is tagged and untagged', async () => {
    await put();
    const ResourceARN = arnOf(Name);
    const tag = (Key: string, Value: string) =>
      events.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key, Value }] }));
    await tag('a', '1');
    await tag('b', '2');
    await tag('a', '3');
    await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['b'] }));
    const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: 'a', Value: '3' }]);
  });

  test.each([
    ['without schedule and pattern', { ScheduleExpression: undefined }, 'ValidationException'],
    ['that runs once', { ScheduleExpression: 'at(2027-01-01T00:00:00)' }, 'ValidationException'],
    ['of five fields', { ScheduleExpression: 'cron(0 9 * * *)' }, 'ValidationException'],
    ['with a pattern that is no JSON', { EventPattern: '{' }, 'InvalidEventPatternException'],
    ['on a bus that is not there', { EventBusName: 'orders' }, 'ResourceNotFoundException'],
  ])('%s is refused', async (_, more, name) => {
    await expect(put(more)).rejects.toMatchObject({ name });
  });

  test.each([
    ['describe', () => new DescribeRuleCommand({ Name: 'none' })],
    ['enable', () => new EnableRuleCommand({ Name: 'none' })],
    ['disable', () => new DisableRuleCommand({ Name: 'none' })],
    ['tags', () => new ListTagsForResourceCommand({ ResourceARN: arnOf('none') })],
    ['targets', () => new ListTargetsByRuleCommand({ Rule: 'none' })],
  ])('that is not there: %s', async (_, command) => {
    await expect(events.send(command() as DescribeRuleCommand)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('targets', () => {
  const target = { Id: 'one', Arn: queueArn('work'), Input: '{"a":1}' };
  const putTargets = (...Targets: object[]) =>
    events.send(new PutTargetsCommand({ Rule: Name, Targets: Targets as (typeof target)[] }));

  test('are put by their id, listed page by page and removed before the rule', async () => {
    await put();
    await putTargets(target, { ...target, Id: 'two' });
    await putTargets({ ...target, Input: '{"a":2}' });
    const first = await events.send(new ListTargetsByRuleCommand({ Rule: Name, Limit: 1 }));
    expect(first.Targets).toEqual([{ ...target, Input: '{"a":2}' }]);
    const { Targets, NextToken } = await events.send(
      new ListTargetsByRuleCommand({ Rule: Name, NextToken: first.NextToken }),
    );
    expect([Targets?.map(({ Id }) => Id), NextToken]).toEqual([['two'], undefined]);
    await expect(events.send(new DeleteRuleCommand({ Name }))).rejects.toThrow(/has targets/);
    await events.send(new RemoveTargetsCommand({ Rule: Name, Ids: ['one', 'two'] }));
    await events.send(new DeleteRuleCommand({ Name }));
    await events.send(new DeleteRuleCommand({ Name }));
    await expect(events.send(new DescribeRuleCommand({ Name }))).rejects.toThrow(/does not exist/);
  });

  test.each([
    ['two kinds of input', { ...target, InputPath: '$.detail' }, /Only one of Input/],
    ['an input that is no JSON', { ...target, Input: 'hi' }, /JSON syntax error/],
    ['a task without a role', { Id: 'x', Arn: 'arn:aws:ecs:eu-west-1:000000000000:cluster/c' }, /RoleArn is/],
    ['no ARN', { ...target, Arn: 'work' }, /not in correct format/],
    ['a FIFO queue without a group', { ...target, Arn: queueArn('a.fifo') }, /SqsParameters/],
  ])('with %s are refused', async (_, one, message) => {
    await put();
    await expect(putTargets(one)).rejects.toThrow(message);
  });

  test('are five at most', async () => {
    await put();
    const many = Array.from({ length: 6 }, (_, i) => ({ ...target, Id: `t${i}` }));
    await expect(putTargets(...many)).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
});

test('rules are listed in pages, by prefix, and in their own Region alone', async () => {
  for (const name of ['list-a', 'list-b', 'list-c', 'other']) await put({ Name: name });
  const names: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await events.send(new ListRulesCommand({ NamePrefix: 'list-', Limit: 2, NextToken }));
    names.push(...(page.Rules ?? []).map((rule) => rule.Name));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(names).toEqual(['list-a', 'list-b', 'list-c']);
  const elsewhere = new EventBridgeClient(settings(fixture.aws.endpoints.events, 'us-east-1'));
  expect((await elsewhere.send(new ListRulesCommand({}))).Rules).toEqual([]);
});
