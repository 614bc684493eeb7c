import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Access, clientConfig } from './credentials';
import { type Answer, toldBy } from './send/answer';
import { inRole } from './send/client';
import { failureOf } from './send/failures';

type Notice = {
  topicArn: string;
  /** Whom Rota becomes for it; null: as which it manages the environment. */
  roleArn: string | null;
  /** The session in the role is named "rota-" and this. */
  name: string;
  subject: string;
  text: string;
};

/** A subject is of less than 100 characters of ASCII without line breaks (Publish, Amazon SNS API reference). */
const SUBJECT_MAX = 99;

/** Publishes a notice to a topic. @param timeoutMs in a role of its own, once that is assumed */
export async function publishNotice(
  { topicArn, roleArn, name, subject, text }: Notice,
  access: Access,
  timeoutMs: number,
): Promise<Answer> {
  const command = new PublishCommand({
    TopicArn: topicArn,
    Subject: subject.replace(/[^\x20-\x7e]/g, '?').slice(0, SUBJECT_MAX),
    Message: text,
  });
  const publish = async (client: SNSClient, abortSignal: AbortSignal): Promise<Answer> => {
    const { MessageId, $metadata } = await client.send(command, { abortSignal });
    return { ...toldBy($metadata), outcome: 'delivered', excerpt: `Message ${MessageId}` };
  };
  if (roleArn !== null)
    return inRole({ roleArn, scheduleId: name }, access, timeoutMs, (settings, { abortSignal }) =>
      publish(new SNSClient(settings), abortSignal),
    );
  const client = new SNSClient(clientConfig(access));
  try {
    return await publish(client, AbortSignal.timeout(timeoutMs));
  } catch (error) {
    return failureOf(error);
  } finally {
    client.destroy();
  }
}
