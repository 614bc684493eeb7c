import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Answer, toldBy } from './answer';
import { type Call, domainOf, partsOf } from './call';
import type { ClientSettings } from './client';

/**
 * A queue's address, made from its ARN: asking for it takes a right (sqs:GetQueueUrl) that roles of targets need not have
 * (Queue and message identifiers, SQS developer guide).
 */
export function queueUrl(arn: string): string {
  const { partition, region, account, resource } = partsOf(arn);
  return `https://sqs.${region}.${domainOf(partition)}/${account}/${resource}`;
}

/** Puts a message into a queue. In a FIFO queue a repeat with the same token within five minutes is the same message. */
export async function sendToQueue(
  { arn, input, parameters, token }: Call,
  settings: ClientSettings,
  options: { abortSignal: AbortSignal },
): Promise<Answer> {
  const client = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
  const { MessageId, $metadata } = await client.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(arn),
      MessageBody: input ?? '',
      ...(parameters.SqsParameters?.MessageGroupId && {
        MessageGroupId: parameters.SqsParameters.MessageGroupId,
        MessageDeduplicationId: token,
      }),
    }),
    options,
  );
  return { ...toldBy($metadata), outcome: 'delivered', excerpt: `Message ${MessageId}` };
}
