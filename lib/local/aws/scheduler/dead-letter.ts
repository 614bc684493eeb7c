import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { TargetClients } from '../targets/clients';
import { queueUrlOf } from '../targets/sqs';

export interface DeadLetter {
  queueArn: string;
  payload: string;
  error: { name: string; message: string };
  /** Those that only a schedule's or only a rule's letter has. */
  attributes: Record<string, string>;
  exhausted: string | undefined;
  retries: number;
  targetArn: string;
}

/** What an SQS message may weigh, less room for the attributes. */
const BODY_LIMIT = 256 * 1024 - 8 * 1024;
const MESSAGE_LIMIT = 1024;

function cut(text: string, bytes: number): string {
  const raw = Buffer.from(text);
  if (raw.length <= bytes) return text;
  // A character that the cut goes through is left out.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw.subarray(0, bytes)).replace(/\uFFFD$/, '');
}

/**
 * The message that a given-up event leaves.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
export function deadLetterMessage(letter: DeadLetter) {
  const body = cut(letter.payload, BODY_LIMIT);
  const attributes: Record<string, string | undefined> = {
    ERROR_CODE: letter.error.name,
    ERROR_MESSAGE: cut(letter.error.message, MESSAGE_LIMIT),
    EXHAUSTED_RETRY_CONDITION: letter.exhausted,
    IS_PAYLOAD_TRUNCATED: String(body !== letter.payload),
    RETRY_ATTEMPTS: String(letter.retries),
    TARGET_ARN: letter.targetArn,
    ...letter.attributes,
  };
  return {
    MessageBody: body,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).flatMap(([name, value]) =>
        value ? [[name, { DataType: 'String', StringValue: value }]] : [],
      ),
    ),
  };
}

/** Sends the message to the dead-letter queue; throws what SQS answers. */
export async function sendDeadLetter(clients: TargetClients, letter: DeadLetter): Promise<void> {
  await clients.sqs(letter.queueArn).send(
    new SendMessageCommand({
      QueueUrl: queueUrlOf(clients, letter.queueArn),
      ...deadLetterMessage(letter),
    }),
  );
}
