import type { Delivery } from '@/lib/targets/delivery';

/** The name of each way of delivery. */
export const DELIVERY_NAMES: Readonly<Record<Delivery, string>> = {
  direct: 'Direct',
  through: 'Through Rota',
};

/** What each gives, in one breath. */
export const DELIVERY_TEXTS: Readonly<Record<Delivery, string>> = {
  direct: 'Runs even if Rota is down. Rota sees dead letters and ECS exit codes, nothing else.',
  through: 'Needs a running worker; otherwise waits up to 14 days, then follows “If late”.',
};

/** What a save means for AWS where a schedule runs after its runs. */
export const BY_ROTA_ALONE =
  'EventBridge Scheduler can’t know when a run has ended, so AWS has nothing of it: it runs by Rota alone, and waits as long as no worker is up.';

/**
 * What a save does where it changes the delivery; null where it does not.
 * @param before null of a new schedule
 * @param targets how many it has from then on, and how many it had
 */
export function deliveryChangeText(
  before: Delivery | null,
  after: Delivery,
  targets: { before: number; after: number },
): string | null {
  if (before === null || before === after) return null;
  const DUPLICATE = 'No run is lost. One that is due during the change may come twice.';
  if (after === 'through') {
    const rest = targets.before - 1;
    const removed =
      rest > 0 ? ` The other ${rest === 1 ? 'one is' : `${rest} are`} removed from AWS first.` : '';
    return `One AWS schedule stays and posts its times to Rota from then on.${removed} ${DUPLICATE}`;
  }
  const rest = targets.after - 1;
  const made =
    rest > 0
      ? ` ${rest} more ${rest === 1 ? 'is made for the other target' : 'are made for the other targets'}.`
      : '';
  return `The AWS schedule that posts its times to Rota calls the first target itself from then on.${made} ${DUPLICATE}`;
}
