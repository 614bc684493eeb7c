import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { TargetClients } from './clients';
import type { Delivery } from './delivery';

export function queueUrlOf(clients: TargetClients, arn: string): string {
  const [, , , , account, name] = arn.split(':');
  return `${clients.endpoints.sqs}/${account}/${name}`;
}

export async function deliverToSqs(clients: TargetClients, delivery: Delivery): Promise<void> {
  const { Arn, SqsParameters } = delivery.target;
  await clients.sqs(Arn).send(
    new SendMessageCommand({
      QueueUrl: queueUrlOf(clients, Arn),
      MessageBody: delivery.payload,
      MessageGroupId: SqsParameters?.MessageGroupId,
    }),
  );
}
