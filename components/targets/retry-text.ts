import type { TargetForm } from '@/lib/targets/form';

type Retries = Pick<TargetForm, 'retryAttempts' | 'maxAge' | 'maxAgeUnit'>;

/** How often and how long AWS tries again, as in `3 retries within 1 hour`. */
export function retryText({ retryAttempts, maxAge, maxAgeUnit }: Retries): string {
  const attempts = retryAttempts.trim();
  if (attempts === '0') return 'No retries';
  const unit = maxAge.trim() === '1' ? maxAgeUnit.slice(0, -1) : maxAgeUnit;
  return `${attempts || '…'} ${attempts === '1' ? 'retry' : 'retries'} within ${maxAge.trim() || '…'} ${unit}`;
}
