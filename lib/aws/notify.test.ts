import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishNotice } from './notify';
import { ACCESS, arnOf, REFUSED, REGION, ROLE, startTargets } from './send/fixture';
import { queueUrl } from './send/sqs';

let targets: Awaited<ReturnType<typeof startTargets>>;
const INBOX = arnOf('sqs', 'inbox');
const NEWS = arnOf('sns', 'news');
beforeAll(async () => {
  targets = await startTargets();
  const client = new SNSClient({ region: REGION });
  await client.send(new SubscribeCommand({ TopicArn: NEWS, Protocol: 'sqs', Endpoint: INBOX }));
});
afterAll(() => targets?.stop());

const publish = (roleArn: string | null, topicArn = NEWS) =>
  publishNotice(
    {
      topicArn,
      roleArn,
      name: 'channel000000001',
      subject: `3 runs failed in Zürich\n${'x'.repeat(100)}`,
      text: 'It broke – twice.',
    },
    ACCESS,
    5_000,
  );

it.each([
  ['its own identity', null],
  ['a role', ROLE],
])('reaches who subscribed to the topic, as %s', async (_, role) => {
  expect(await publish(role)).toMatchObject({ outcome: 'delivered', status: 200 });
  const sqs = new SQSClient({ region: REGION, useQueueUrlAsEndpoint: false });
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl(INBOX), WaitTimeSeconds: 5 }),
  );
  expect(JSON.parse(Messages?.[0]?.Body ?? '')).toMatchObject({
    // Less than 100 characters.
    Subject: '3 runs failed in Z?rich?'.padEnd(99, 'x'),
    Message: 'It broke – twice.',
  });
});

it('says why it did not', async () => {
  expect(await publish(REFUSED)).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining(`The role ${REFUSED} could not be assumed.`),
  });
  expect(await publish(ROLE, arnOf('sns', 'nowhere'))).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('NotFound'),
  });
});
