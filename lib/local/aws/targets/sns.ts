import { PublishCommand } from '@aws-sdk/client-sns';
import type { TargetClients } from './clients';
import type { Delivery } from './delivery';

export async function deliverToSns(clients: TargetClients, delivery: Delivery): Promise<void> {
  const { Arn } = delivery.target;
  await clients.sns(Arn).send(new PublishCommand({ TopicArn: Arn, Message: delivery.payload }));
}
