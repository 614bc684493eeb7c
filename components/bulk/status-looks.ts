import type { Tone } from '@/components/ui/chip';
import type { ItemStatus } from '@/lib/bulk/filter';

/** How what became of a row is shown. */
export const ITEM_LOOKS: Record<ItemStatus, { label: string; tone: Tone; icon: string }> = {
  queued: { label: 'Waiting', tone: 'info', icon: 'schedule' },
  done: { label: 'Done', tone: 'good', icon: 'check_circle' },
  skipped: { label: 'Left out', tone: 'neutral', icon: 'remove_circle_outline' },
  failed: { label: 'Failed', tone: 'bad', icon: 'error' },
};
