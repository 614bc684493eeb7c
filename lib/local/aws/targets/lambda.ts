import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { TargetClients } from './clients';
import type { Delivery } from './delivery';

/** Asynchronous, as EventBridge Scheduler invokes: delivered means accepted, not succeeded. */
export async function deliverToLambda(clients: TargetClients, delivery: Delivery): Promise<void> {
  const { Arn } = delivery.target;
  await clients.lambda(Arn).send(
    new InvokeCommand({
      FunctionName: Arn,
      InvocationType: 'Event',
      Payload: Buffer.from(delivery.payload),
    }),
  );
}
