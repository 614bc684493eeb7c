import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type Access, clientConfig } from './credentials';
import { classify } from './errors';
import { queueUrl } from './send/sqs';

/** The most of one call (ReceiveMessage, Amazon SQS API reference). */
export const MOST_MESSAGES = 10;
/** The longest that SQS lets a call wait (ReceiveMessage, Amazon SQS API reference). */
export const LONGEST_WAIT_SECONDS = 20;

export type QueueMessage = {
  id: string;
  /** By which it is removed. */
  receipt: string;
  body: string;
  attributes: Record<string, string>;
};

/** A queue that Rota reads. Every method throws AwsError and nothing else. */
export type Queue = {
  /** Up to ten messages; waits up to `waitSeconds` for the first. */
  receive(waitSeconds: number, signal: AbortSignal): Promise<QueueMessage[]>;
  /** Removes messages. @returns the ids of those that could not be: they come again */
  remove(messages: readonly QueueMessage[]): Promise<string[]>;
  destroy(): void;
};

/** Nobody waits for it: the longest wait of SQS, and a margin. */
const TIMEOUT_MS = (LONGEST_WAIT_SECONDS + 5) * 1_000;

/** Opens a queue, as the identity that an environment is managed with. */
export function openQueue(arn: string, access: Access): Queue {
  const config = clientConfig(access);
  const requestHandler = {
    connectionTimeout: 1_000,
    requestTimeout: TIMEOUT_MS,
    throwOnRequestTimeout: true,
  };
  const client = new SQSClient({ ...config, requestHandler, useQueueUrlAsEndpoint: false });
  const QueueUrl = queueUrl(arn);
  return {
    receive: (WaitTimeSeconds, abortSignal) =>
      told(async () => {
        const request = { QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: MOST_MESSAGES };
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({ ...request, MessageAttributeNames: ['All'] }),
          { abortSignal },
        );
        return Messages.map(messageOf);
      }),
    remove: (messages) =>
      told(async () => {
        const failed: string[] = [];
        for (let from = 0; from < messages.length; from += MOST_MESSAGES) {
          const some = messages.slice(from, from + MOST_MESSAGES);
          const Entries = some.map(({ receipt }, i) => ({ Id: String(i), ReceiptHandle: receipt }));
          const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
          failed.push(...Failed.flatMap(({ Id }) => some[Number(Id)]?.id ?? []));
        }
        return failed;
      }),
    destroy: () => client.destroy(),
  };
}

function messageOf({
  MessageId = '',
  ReceiptHandle = '',
  Body = '',
  MessageAttributes = {},
}: Message): QueueMessage {
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [
    name,
    StringValue,
  ]);
  return { id: MessageId, receipt: ReceiptHandle, body: Body, attributes: Object.fromEntries(attributes) };
}

async function told<R>(call: () => Promise<R>): Promise<R> {
  try {
    return await call();
  } catch (error) {
    throw classify(error);
  }
}
