import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLE_ARN } from '@/lib/local/test-inputs';
import { startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { seedForeign } from '@/scripts/demo/foreign';
import { createCatalog, discover, type Found, findRule, type Pacer } from './discover';
import { AwsError } from './errors';

const ACCESS = { region: TEST_PLACE.region, roleArn: null, externalId: null };

let product: TestProduct<{ aws: true }>;
let calls = 0;
const pace: Pacer = (call) => {
  calls += 1;
  return call();
};

async function all(isOwn: Parameters<typeof discover>[2]): Promise<Found[]> {
  const found: Found[] = [];
  for await (const one of discover(createCatalog(ACCESS), pace, isOwn)) found.push(one);
  return found;
}

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  const { endpoints } = product.aws;
  await seedForeign({ endpoints });
  const scheduler = new SchedulerClient({ endpoint: endpoints.scheduler, region: TEST_PLACE.region });
  const events = new EventBridgeClient({ endpoint: endpoints.events, region: TEST_PLACE.region });
  await scheduler.send(
    new CreateScheduleGroupCommand({ Name: 'ours', Tags: [{ Key: 'rota:installation', Value: 'x' }] }),
  );
  for (const [GroupName, count] of [
    ['ours', 1],
    ['default', 101],
  ] as const)
    for (let i = 0; i < count; i += 1)
      await scheduler.send(
        new CreateScheduleCommand({
          Name: `many-${i}`,
          GroupName,
          ScheduleExpression: 'cron(0 9 * * ? *)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: `arn:aws:sqs:${TEST_PLACE.region}:000000000000:x`, RoleArn: ROLE_ARN },
        }),
      );
  for (let i = 0; i < 101; i += 1)
    await events.send(new PutRuleCommand({ Name: `rule-${i}`, ScheduleExpression: 'rate(1 day)' }));
  await events.send(new PutRuleCommand({ Name: 'on-event', EventPattern: '{"source":["x"]}' }));
});
afterAll(() => product.stop());

it('finds every schedule and every rule with a schedule, page after page, each once', async () => {
  calls = 0;
  const found = await all((_, tags) => 'rota:installation' in tags);
  const names = found.map(({ kind, group, name }) => `${kind} ${group}/${name}`);
  expect(new Set(names).size).toBe(names.length);
  const seeded = names.filter((name) => !/many|rule-/.test(name));
  expect([names.length, seeded]).toEqual([
    101 + 101 + 8,
    [
      'schedule default/crm-reactivation',
      'schedule terraform-finance/encrypted-archive',
      'schedule terraform-finance/month-end-close',
      'schedule terraform-finance/warehouse-load',
      'rule default/crm-clean-up',
      'rule default/finance-nightly-ledger',
      'rule default/finance-quarter-report',
      'rule default/player-digest',
    ],
  ]);
  // groups and their tags; pages of schedules and a read each; pages of rules, then targets and tags of each
  expect(calls).toBe(1 + 3 + (2 + 102) + (1 + 3) + 2 + 2 * 105);
});

it('gives schedules the tags of their group, rules their own, with all that belongs to them', async () => {
  const found = await all((group) => group === 'default' || group === 'ours');
  expect(found.find(({ name }) => name === 'month-end-close')).toMatchObject({
    tags: { team: 'finance' },
    schedule: { State: 'ENABLED', Target: { RetryPolicy: { MaximumRetryAttempts: 2 } } },
  });
  expect(found.find(({ name }) => name === 'finance-quarter-report')).toMatchObject({
    tags: { team: 'finance', 'managed-by': 'terraform' },
    rule: { State: 'DISABLED', ScheduleExpression: 'cron(0 6 1 1,4,7,10 ? *)' },
    targets: [{ Id: 'report', EcsParameters: {} }, { Id: 'topic' }],
  });
});

it('reads one again as it was listed, and nothing of what is gone', async () => {
  const catalog = createCatalog(ACCESS);
  const [listed] = (await all((group) => group !== 'none')).filter(({ name }) => name === 'crm-clean-up');
  expect(await findRule(catalog, pace, 'crm-clean-up')).toEqual(listed);
  expect(await findRule(catalog, pace, 'none')).toBeNull();
  expect(await catalog.schedule('default', 'none')).toBeNull();
});

it('tells what AWS says where a call fails', async () => {
  if (product.network) product.network.down = true;
  const asked = createCatalog(ACCESS).groups();
  await expect(asked).rejects.toBeInstanceOf(AwsError);
  if (product.network) product.network.down = false;
});
