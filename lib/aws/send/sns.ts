import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Answer, toldBy } from './answer';
import type { Call } from './call';
import type { ClientSettings } from './client';

/** Publishes a message to a topic. */
export async function sendToTopic(
  { arn, input }: Call,
  settings: ClientSettings,
  options: { abortSignal: AbortSignal },
): Promise<Answer> {
  const { MessageId, $metadata } = await new SNSClient(settings).send(
    new PublishCommand({ TopicArn: arn, Message: input ?? '' }),
    options,
  );
  return { ...toldBy($metadata), outcome: 'delivered', excerpt: `Message ${MessageId}` };
}
