import { parseArn } from '../scheduler/target-rules';
import type { TargetClients } from './clients';
import { type Delivery, PermanentFailure } from './delivery';
import { deliverToEcs } from './ecs';
import { deliverToLambda } from './lambda';
import { deliverToSns } from './sns';
import { deliverToSqs } from './sqs';

const kinds: Record<string, (clients: TargetClients, delivery: Delivery) => Promise<void>> = {
  sqs: deliverToSqs,
  sns: deliverToSns,
  lambda: deliverToLambda,
  ecs: deliverToEcs,
};

/** Calls the target once. Throws what its service answers, PermanentFailure for a service that is not here. */
export async function deliver(clients: TargetClients, delivery: Delivery): Promise<void> {
  const service = parseArn(delivery.target.Arn)?.service ?? 'scheduler';
  const kind = kinds[service];
  if (!kind)
    throw new PermanentFailure(
      'UnsupportedLocalTarget',
      `${delivery.target.Arn} cannot be called here: local endpoints exist for ${Object.keys(kinds).join(', ')}.`,
    );
  await kind(clients, delivery);
}
