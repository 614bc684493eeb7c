'use client';

import { useMemo } from 'react';
import { Icon } from '@/components/ui/icon';
import { comingRuns, type TimingPreview } from '@/lib/schedules/timing-preview';
import styles from './form.module.css';
import { RunsTable } from './runs-table';

type TimingPanelProps = {
  preview: TimingPreview | null;
  /** Now, to the minute; null on the server. */
  minute: number | null;
  flexibleMinutes: string;
};

/** What the timing means: plain English and the next five runs. */
export function TimingPanel({ preview, minute, flexibleMinutes }: TimingPanelProps) {
  const runs = useMemo(
    () =>
      preview?.kind === 'right' && minute !== null ? comingRuns(preview.timing, new Date(minute), 5) : [],
    [preview, minute],
  );
  return (
    <div className={styles.panel}>
      <p className={styles.english} aria-live="polite">
        <Icon name="event_repeat" />
        <span>{english(preview)}</span>
      </p>
      {preview?.kind === 'right' &&
        (runs.length > 0 ? (
          <RunsTable runs={runs} zone={preview.timing.timeZone} caption="Next five runs" />
        ) : (
          <p className={styles.never}>
            <Icon name="error_outline" />
            {preview.timing.expression.startsWith('at(')
              ? 'This time has passed.'
              : 'There is no run between its start and its end.'}
          </p>
        ))}
      <p className="muted small-text">
        {Number(flexibleMinutes) > 0
          ? `Within ${flexibleMinutes.trim()} minutes after these times: AWS picks the moment.`
          : 'Within the minute: AWS starts a run in the 60 seconds after its time, not on the second.'}
      </p>
    </div>
  );
}

function english(preview: TimingPreview | null): string {
  if (preview?.kind === 'right') return preview.english;
  if (preview?.kind === 'wrong') return 'Not understood yet.';
  return 'Say when it runs, and the next runs appear here.';
}
