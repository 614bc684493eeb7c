import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLE_ARN } from '@/lib/local/test-inputs';
import { REFUSED_ROLE, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { callerOf } from './identity';
import { createInventory, type Inventory, type Listed } from './inventory';
import { createIam, type Iam, principalOf } from './role-check';
import { admits } from './role-check-trust';

const access = { region: 'eu-central-1', roleArn: null, externalId: null };
const ACCOUNT = '000000000000';
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-central-1:${ACCOUNT}:${rest}`;
let product: TestProduct<{ aws: true }>;
let inventory: Inventory;
let iam: Iam;

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  inventory = createInventory({ ...access, accountId: ACCOUNT });
  iam = createIam(access);
});
afterAll(async () => {
  inventory?.destroy();
  iam?.destroy();
  await product?.stop();
});

const THERE: [Listed, string, string][] = [
  ['function', arn('lambda', 'function:send-statements'), arn('lambda', 'function:gone')],
  ['queue', arn('sqs', 'statements'), arn('sqs', 'gone')],
  ['queue', arn('sqs', 'orders.fifo'), arn('sqs', 'gone.fifo')],
  ['topic', arn('sns', 'reports'), arn('sns', 'gone')],
  ['cluster', arn('ecs', 'cluster/default'), arn('ecs', 'cluster/gone')],
  ['taskDefinition', arn('ecs', 'task-definition/nightly-report'), arn('ecs', 'task-definition/gone')],
];

async function all(what: Listed): Promise<string[]> {
  const found: string[] = [];
  let next: string | undefined;
  do {
    const page = await inventory.list(what, next);
    found.push(...page.arns);
    next = page.next;
  } while (next);
  return found;
}

describe('what is in an environment', () => {
  it.each(THERE)('%s: one that is there is told from one that is not', async (what, there, gone) => {
    expect(await inventory.exists(what, there)).toBe(true);
    expect(await inventory.exists(what, gone)).toBe(false);
  });

  it.each(THERE)('%s: is listed by its ARN', async (what, there) => {
    expect(await all(what)).toContain(there);
  });

  it('is listed to the last page', async () => {
    const client = { region: access.region, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
    const sqs = new SQSClient({ ...client, endpoint: product.aws.endpoints.sqs });
    const sns = new SNSClient({ ...client, endpoint: product.aws.endpoints.sns });
    for (let index = 0; index < 120; index += 1) {
      await sqs.send(new CreateQueueCommand({ QueueName: `many-${index}` }));
      await sns.send(new CreateTopicCommand({ Name: `many-${index}` }));
    }
    expect((await all('queue')).filter((one) => one.includes(':many-'))).toHaveLength(120);
    expect((await all('topic')).filter((one) => one.includes(':many-'))).toHaveLength(120);
  });

  it('ends when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(inventory.exists('function', THERE[0]?.[1] ?? '', signal)).rejects.toThrow();
  });
});

describe('what IAM tells of a role', () => {
  it('is whom it trusts', async () => {
    const sourceArn = arn('scheduler', 'schedule-group/rota');
    const asker = { service: 'scheduler.amazonaws.com', sourceAccount: ACCOUNT, sourceArn };
    expect(admits((await iam.trustOf(ROLE_ARN)) ?? '', asker)).toBe('yes');
    expect(admits((await iam.trustOf(REFUSED_ROLE)) ?? '', asker)).toBe('no');
  });

  it('is what it may do', async () => {
    const actions = ['sqs:SendMessage', 'sns:Publish'];
    expect(await iam.allowed(ROLE_ARN, actions, '*', { 'a:b': 'c' })).toEqual(new Set(actions));
  });
});

describe('the principal of a caller', () => {
  it('is the role of a session, and any other caller itself', async () => {
    expect(principalOf('arn:aws:sts::111122223333:assumed-role/rota-app/rota')).toBe(
      'arn:aws:iam::111122223333:role/rota-app',
    );
    expect(principalOf((await callerOf(access)).arn)).toBe(`arn:aws:iam::${ACCOUNT}:user/local`);
  });
});
