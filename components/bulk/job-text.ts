import { BULK, type BulkAction, type JobAction, schedulesText } from '@/lib/bulk/actions';
import type { ItemStatus } from '@/lib/bulk/filter';

type Titled = {
  action: JobAction;
  undone: BulkAction | null;
  counts: Record<ItemStatus, number>;
  status: 'draft' | 'running' | 'done';
};

/** What a job does, as in `Pause 12 schedules`; of a draft, without those that are left out. */
export function jobTitle({ action, undone, counts, status }: Titled): string {
  const { queued, done, failed, skipped } = counts;
  const rows = schedulesText(status === 'draft' ? queued : queued + done + failed + skipped);
  return action === 'undo' ? `Undo: ${verbOf(undone)} ${rows}` : `${BULK[action].verb} ${rows}`;
}

const verbOf = (undone: BulkAction | null): string => (undone ? BULK[undone].verb.toLowerCase() : 'change');
