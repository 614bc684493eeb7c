'use client';

import { useMemo } from 'react';
import { firstText } from '@/components/schedules/after-text';
import { Icon } from '@/components/ui/icon';
import { runsAfter, type ScheduleTiming } from '@/lib/schedules/timing';
import type { TimingPreview } from '@/lib/schedules/timing-preview';
import { clockCase } from '@/lib/schedules/timing-preview-clocks';
import { frequency } from '@/lib/schedules/timing-preview-counts';
import { comingRows, runsOf } from '@/lib/schedules/timing-preview-rows';
import type { Delivery } from '@/lib/targets/delivery';
import styles from './runs.module.css';
import { RunsTable } from './runs-table';
import { lateText, secondOf, TimingNotes } from './timing-notes';

type TimingPanelProps = {
  preview: TimingPreview | null;
  /** Now, to the minute; null on the server. */
  minute: number | null;
  flexibleMinutes: string;
  delivery: Delivery;
  /** Whether a gate stands before any of its targets. */
  gated: boolean;
};

/** What the timing means: plain English, the next ten runs, how often and how exactly. */
export function TimingPanel({ preview, minute, flexibleMinutes, delivery, gated }: TimingPanelProps) {
  const window = delivery === 'through' ? 0 : Number(flexibleMinutes) || 0;
  return (
    <div className={styles.panel}>
      <p className={styles.english} aria-live="polite">
        <Icon name="event_repeat" />
        <span>{english(preview)}</span>
      </p>
      {preview?.kind === 'right' && runsAfter(preview.timing) && (
        <p className="muted">{firstText(preview.timing.expression)}</p>
      )}
      {preview?.kind === 'right' && !runsAfter(preview.timing) && minute !== null && (
        <Meaning timing={preview.timing} minute={minute} window={window} delivery={delivery} gated={gated} />
      )}
    </div>
  );
}

type MeaningProps = Pick<TimingPanelProps, 'delivery' | 'gated'> & {
  timing: ScheduleTiming;
  minute: number;
  window: number;
};

function Meaning({ timing, minute, window, delivery, gated }: MeaningProps) {
  const { rows, often, clocks } = useMemo(() => {
    const now = new Date(minute);
    return {
      rows: comingRows(timing, now, 10),
      often: frequency(timing, now),
      clocks: clockCase(timing, now),
    };
  }, [timing, minute]);
  return (
    <>
      {rows.length > 0 && (
        <RunsTable
          rows={rows}
          zone={timing.timeZone}
          late={lateText(delivery, window, secondOf(timing), gated)}
        />
      )}
      {runsOf(rows).length === 0 && (
        <p className={styles.never}>
          <Icon name="error_outline" />
          {never(
            timing,
            rows.some(({ kind }) => kind === 'excluded'),
          )}
        </p>
      )}
      <TimingNotes
        often={often}
        clocks={clocks}
        zone={timing.timeZone}
        window={window}
        second={secondOf(timing)}
        delivery={delivery}
        gated={gated}
      />
    </>
  );
}

function never({ expression, startAt, endAt }: ScheduleTiming, excluded: boolean): string {
  if (excluded) return 'No run is left: the calendars exclude all of its times.';
  if (expression.startsWith('at(')) return 'This time has passed.';
  if (startAt || endAt) return 'There is no run between its start and its end.';
  return 'Its years are over, or the clocks jump over all of its times.';
}

function english(preview: TimingPreview | null): string {
  if (preview?.kind === 'right') return preview.english;
  if (preview?.kind === 'wrong') return 'Correct what is marked, and the next runs appear here.';
  return 'Say when it runs, and the next runs appear here.';
}
