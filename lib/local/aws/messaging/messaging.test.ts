import { CreateTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settings } from '../fixture';
import type { Endpoint } from '../http';
import { type Bus, startBus } from './bus';
import { startSns } from './sns-endpoint';
import { startSqs } from './sqs-endpoint';

let bus: Bus;
let sqs: Endpoint;
let sns: Endpoint;

beforeAll(async () => {
  const options = { defaultRegion: 'eu-west-1', log: () => {} };
  bus = await startBus('eu-west-1');
  sqs = await startSqs(bus, options);
  sns = await startSns(bus, options);
});
afterAll(async () => {
  await sqs.close();
  await sns.close();
  await bus.close();
});

const queues = (region: string) => new SQSClient(settings(sqs.url, region));

test('queues of the same name in two Regions are two queues', async () => {
  const here = queues('eu-west-1');
  const there = queues('us-east-1');
  const { QueueUrl } = await here.send(new CreateQueueCommand({ QueueName: 'twin' }));
  expect((await there.send(new ListQueuesCommand({}))).QueueUrls).toEqual([]);
  await expect(there.send(new GetQueueUrlCommand({ QueueName: 'twin' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
  await there.send(new CreateQueueCommand({ QueueName: 'twin' }));
  await here.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for here' }));
  expect((await there.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined();
  const { Messages } = await here.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['for here']);
  expect((await here.send(new ListQueuesCommand({}))).QueueUrls).toEqual([`${sqs.url}/000000000000/twin`]);
});

test('topics are listed in their own Region alone', async () => {
  const here = new SNSClient(settings(sns.url, 'eu-west-1'));
  const there = new SNSClient(settings(sns.url, 'us-east-1'));
  const { TopicArn } = await here.send(new CreateTopicCommand({ Name: 'own' }));
  expect((await here.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  expect((await there.send(new ListTopicsCommand({}))).Topics ?? []).toEqual([]);
});

test('a queue made at start with the suffix .fifo deduplicates by content', async () => {
  await bus.createQueue('made.fifo', 'eu-west-1');
  const { Attributes } = await queues('eu-west-1').send(
    new GetQueueAttributesCommand({
      QueueUrl: `${sqs.url}/000000000000/made.fifo`,
      AttributeNames: ['FifoQueue', 'ContentBasedDeduplication'],
    }),
  );
  expect(Attributes).toEqual({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
});

const query = async (parameters: Record<string, string>) => {
  const answer = await fetch(sqs.url, { method: 'POST', body: new URLSearchParams(parameters) });
  return { status: answer.status, text: await answer.text() };
};

test('the query protocol carries batches and attributes both ways', async () => {
  await bus.createQueue('batch', 'eu-west-1');
  const QueueUrl = `${sqs.url}/000000000000/batch`;
  const sent = await query({
    Action: 'SendMessageBatch',
    QueueUrl,
    'SendMessageBatchRequestEntry.1.Id': 'a',
    'SendMessageBatchRequestEntry.1.MessageBody': 'one & <only>',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Name': 'kind',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType': 'String',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue': 'x',
  });
  expect(sent).toMatchObject({
    status: 200,
    text: expect.stringContaining('<SendMessageBatchResultEntry><Id>a</Id>'),
  });
  await queues('eu-west-1').send(
    new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'b', MessageBody: 'two' }] }),
  );
  const received = await query({
    Action: 'ReceiveMessage',
    QueueUrl,
    MaxNumberOfMessages: '10',
    'MessageAttributeName.1': 'All',
  });
  expect(received.text).toContain('<Body>one &amp; &lt;only&gt;</Body>');
  expect(received.text).toContain('<MessageAttribute><Name>kind</Name><Value>');
  expect(received.text.match(/<Message>/g)).toHaveLength(2);
});

test('mistakes are answered in the protocol of the request', async () => {
  const missing = await query({ Action: 'GetQueueUrl', QueueName: 'missing' });
  expect(missing).toMatchObject({
    status: 400,
    text: expect.stringContaining('<Code>AWS.SimpleQueueService.NonExistentQueue</Code>'),
  });
  expect(await query({})).toMatchObject({
    status: 400,
    text: expect.stringContaining('<Code>MissingAction</Code>'),
  });
  const broken = await fetch(sqs.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' },
    body: '{',
  });
  expect([broken.status, await broken.json()]).toMatchObject([
    400,
    { __type: 'com.amazonaws.sqs#SerializationException' },
  ]);
});
