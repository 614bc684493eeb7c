import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { currentEnvironment } from './bootstrap';
import { checkEnvironment } from './check';
import { disableEnvironment, enableEnvironment } from './commands';
import { listQueues } from './queue-look';

const admin = contextOf('administrator');
const queue = (name: string) => `arn:aws:sqs:${TEST_PLACE.region}:${TEST_PLACE.accountId}:${name}`;
const DISPATCH = queue('statements');
const DEAD = queue('dead-letters');
let product: TestProduct<{ aws: true }>;
let id: string;
let refusing: Server;
let calls = 0;

beforeAll(async () => {
  product = await startTestProduct({
    aws: true,
    env: { ROTA_DISPATCH_QUEUE_ARN: DISPATCH, ROTA_DEAD_LETTER_QUEUE_ARN: DEAD },
  });
  id = (await currentEnvironment()).id;
  refusing = createServer((_, response) => {
    calls += 1;
    const body = { __type: 'com.amazonaws.sqs#AccessDenied', message: 'not authorized to perform: sqs:get…' };
    response.writeHead(403, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  refusing.close();
  await product?.stop();
});
const refuse = () => {
  process.env.AWS_ENDPOINT_URL_SQS = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
};
afterEach(async () => {
  process.env.AWS_ENDPOINT_URL_SQS = product.aws.endpoints.sqs;
  await db().environment.update({ where: { id }, data: { dispatchQueueArn: DISPATCH } });
});

const told = async () =>
  (await listQueues(admin, { id })).map(({ field, waiting, finding }) => [
    field,
    waiting,
    finding?.verdict ?? null,
  ]);
const checked = async () => {
  const { needed } = await checkEnvironment(admin, { id });
  return needed.filter(({ subject }) => subject.includes('queue'));
};

it('tells how many messages wait in each, and that they may be read', async () => {
  const sqs = new SQSClient({ region: TEST_PLACE.region, useQueueUrlAsEndpoint: false });
  const QueueUrl = `https://sqs.example/${TEST_PLACE.accountId}/dead-letters`;
  for (const MessageBody of ['a', 'b']) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  expect(await told()).toEqual([
    ['dispatchQueueArn', 0, 'ok'],
    ['deadLetterQueueArn', 2, 'ok'],
  ]);
  expect(await checked()).toMatchObject([
    { subject: 'Dispatch queue statements', verdict: 'ok' },
    { subject: 'Dead-letter queue dead-letters', verdict: 'ok' },
  ]);
});

it('tells which is not there, and what to do', async () => {
  await db().environment.update({ where: { id }, data: { dispatchQueueArn: queue('gone') } });
  expect((await told())[0]).toEqual(['dispatchQueueArn', null, 'missing']);
  const [finding] = await checked();
  expect(finding).toMatchObject({ subject: 'Dispatch queue gone', verdict: 'missing' });
  expect(finding?.todo).toContain('Make it');
});

it('says in AWS’s own words that one may not be read', async () => {
  refuse();
  expect(await told()).toEqual([
    ['dispatchQueueArn', null, 'denied'],
    ['deadLetterQueueArn', null, 'denied'],
  ]);
  expect((await checked())[0]).toMatchObject({
    verdict: 'denied',
    words: 'AccessDenied: not authorized to perform: sqs:get…',
    todo: `Allow sqs:GetQueueAttributes on ${DISPATCH}.`,
  });
});

it('asks nothing in a disabled environment, nor where none is named', async () => {
  refuse();
  calls = 0;
  await disableEnvironment(admin, { id, version: 1 });
  expect(await told()).toEqual([
    ['dispatchQueueArn', null, null],
    ['deadLetterQueueArn', null, null],
  ]);
  await enableEnvironment(admin, { id, version: 2 });
  await db().environment.update({
    where: { id },
    data: { dispatchQueueArn: null, deadLetterQueueArn: null },
  });
  expect(await told()).toEqual([]);
  expect(calls).toBe(0);
});

it('is for administrators', async () => {
  await expect(listQueues(contextOf('editor'), { id })).rejects.toMatchObject({ code: 'forbidden' });
});
