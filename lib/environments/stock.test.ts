import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Network, networkTo } from '@/lib/local/test-network';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { currentEnvironment } from './bootstrap';
import { createEnvironment } from './commands';
import { listStock } from './stock';

let product: TestProduct<{ aws: true }>;
let own: string;
let queues: Network;
let fresh = 0;

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  own = (await currentEnvironment()).id;
  const sqs = new SQSClient({
    region: 'eu-central-1',
    endpoint: product.aws.endpoints.sqs,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  for (let index = 0; index < 70; index += 1)
    await sqs.send(new CreateQueueCommand({ QueueName: `report-${String(index).padStart(3, '0')}` }));
  queues = await networkTo(product.aws.endpoints.sqs);
  process.env.AWS_ENDPOINT_URL_SQS = queues.url;
});
afterAll(async () => {
  await queues?.close();
  await product?.stop();
});
afterEach(() => {
  queues.down = false;
  queues.hold = undefined;
});

/** An environment whose lists nobody has read yet: the same account, by a role. */
const another = async () => {
  fresh += 1;
  const { id } = await createEnvironment(contextOf('administrator'), {
    name: `Fresh ${fresh}`,
    accountId: '000000000000',
    region: 'eu-central-1',
    groupName: `fresh-${fresh}`,
    production: false,
    roleArn: `arn:aws:iam::000000000000:role/fresh-${fresh}`,
  });
  return id;
};
const list = (environmentId: string, what: string, search = '') =>
  listStock(contextOf('editor'), { environmentId, what, search });
const names = async (environmentId: string, what: string, search = '') =>
  (await list(environmentId, what, search)).arns.map((arn) => arn.split(/[:/]/).at(-1));

describe('what there is to choose from', () => {
  it('is found by a part of its name, those that begin with it first', async () => {
    expect(await names(own, 'function')).toEqual(['check-certificates', 'send-statements']);
    expect(await names(own, 'queue', 'ST')).toEqual(['statements']);
    expect(await names(own, 'queue', 'r')).toHaveLength(50);
    expect((await names(own, 'queue', 'r'))[0]).toBe('report-000');
    expect(await names(own, 'queue', 'ers')).toEqual(['dead-letters', 'orders.fifo']);
    expect(await names(own, 'topic')).toEqual(['reports']);
    expect(await names(own, 'cluster')).toEqual(['default']);
    expect(await names(own, 'taskDefinition')).toEqual(['import-orders', 'nightly-report']);
  });

  it('says how many more there are than it shows', async () => {
    expect(await list(own, 'queue', 'report-')).toMatchObject({ matches: 70, reading: false, problem: null });
  });

  it('is read once a minute, however often it is asked for', async () => {
    const id = await another();
    queues.calls.length = 0;
    await Promise.all([list(id, 'queue'), list(id, 'queue', 'a'), list(id, 'queue', 'b')]);
    await list(id, 'queue');
    expect(queues.calls).toHaveLength(1);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 61_000);
    await list(id, 'queue');
    clock.mockRestore();
    expect(queues.calls).toHaveLength(2);
  });

  it('is shown as far as it was read where that takes long, and the reading goes on', async () => {
    const id = await another();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    queues.hold = () => held;
    const began = Date.now();
    expect(await list(id, 'queue')).toMatchObject({ arns: [], reading: true, problem: null });
    expect(Date.now() - began).toBeLessThan(2_400);
    release();
    expect(await list(id, 'queue', 'statements')).toMatchObject({ matches: 1, reading: false });
  });

  it('says why it could not be read', async () => {
    queues.down = true;
    expect(await list(await another(), 'queue')).toMatchObject({
      arns: [],
      reading: false,
      problem: expect.stringMatching(/\w/),
    });
  });

  it('is for those who may create schedules', async () => {
    await expect(
      listStock(contextOf('operator'), { environmentId: own, what: 'queue' }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
