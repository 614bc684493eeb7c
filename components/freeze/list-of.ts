import { address } from '@/components/ui/address';
import type { FreezeRow } from '@/lib/freeze/queries';

/** The list of the schedules that a freeze keeps off and that stand so in AWS. */
export const listOf = ({ scope, scopeId }: FreezeRow, sync: 'failed' | 'pending' | 'drift'): string =>
  address('/schedules', { [scope]: scope === 'all' ? '' : (scopeId ?? ''), state: 'on', sync });
