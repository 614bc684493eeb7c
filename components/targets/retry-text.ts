import type { Delivery } from '@/lib/targets/delivery';
import type { TargetForm } from '@/lib/targets/form';

type Retries = Pick<TargetForm, 'retryAttempts' | 'maxAge' | 'maxAgeUnit'>;

/** How often and how long it is tried again, as in `3 retries within 1 hour`. */
export function retryText({ retryAttempts, maxAge, maxAgeUnit }: Retries): string {
  const attempts = retryAttempts.trim();
  if (attempts === '0') return 'No retries';
  const unit = maxAge.trim() === '1' ? maxAgeUnit.slice(0, -1) : maxAgeUnit;
  return `${attempts || '…'} ${attempts === '1' ? 'retry' : 'retries'} within ${maxAge.trim() || '…'} ${unit}`;
}

/**
 * What becomes of a call that failed for good, after `retryText`.
 * @param queue what the dead-letter queue is called; '' where there is none
 */
export function afterRetries(delivery: Delivery, queue: string): string {
  if (delivery === 'through') return ', then Rota gives up and keeps it';
  return queue ? `, then to ${queue}` : ', then it is dropped';
}
