import { Panel } from '@/components/ui/panel';
import { schedulesText } from '@/lib/bulk/actions';
import type { ItemStatus } from '@/lib/bulk/filter';

/** How far a job is. */
export function JobProgress({
  status,
  counts: { queued, done, skipped, failed },
}: {
  status: 'draft' | 'running' | 'done';
  counts: Record<ItemStatus, number>;
}) {
  const all = queued + done + skipped + failed;
  return (
    <Panel title="Progress">
      <div className="how-far" aria-live="polite">
        <progress max={all} value={all - queued} aria-label="Rows carried out" />
        <p>
          {status === 'done'
            ? `Finished: ${done.toLocaleString('en')} of ${schedulesText(all)} done.`
            : `${(all - queued).toLocaleString('en')} of ${schedulesText(all)}. You can leave this page; signing out stops it.`}
          {skipped > 0 && ` ${skipped.toLocaleString('en')} left out.`}
          {failed > 0 && ` ${failed.toLocaleString('en')} failed.`}
        </p>
      </div>
    </Panel>
  );
}
