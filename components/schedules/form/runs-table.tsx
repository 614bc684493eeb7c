'use client';

import { Fragment } from 'react';
import { Chip } from '@/components/ui/chip';
import { weekdayText } from '@/components/ui/date-text';
import { RelativeTime } from '@/components/ui/relative-time';
import { useViewerZone } from '@/components/ui/viewer-clock';
import type { ComingRow } from '@/lib/schedules/timing-preview-rows';
import { localText, offsetText, utcTimeText } from './run-text';
import styles from './runs.module.css';

type RunsTableProps = {
  rows: readonly ComingRow[];
  zone: string;
  /** How late a run may start, as in `up to 59 s late`. */
  late: string;
};

/** Coming runs by the clocks of the schedule's zone and of the viewer's, and what does not run on the way. */
export function RunsTable({ rows, zone, late }: RunsTableProps) {
  const viewerZone = useViewerZone();
  const other = viewerZone !== null && viewerZone !== zone ? viewerZone : null;
  const coming = rows.filter((row) => row.kind === 'run');
  const count = coming.length;
  return (
    <table className={styles.runs}>
      <caption>
        <span className={styles.captionLine}>
          {coming[0] ? (
            <>
              <span>
                {count === 1 ? 'Next run ' : `Next ${count} runs, the first `}
                <RelativeTime at={coming[0].at} />
              </span>
              <Chip tone="neutral" icon="timelapse">
                {late}
              </Chip>
            </>
          ) : (
            'What does not run'
          )}
        </span>
      </caption>
      <thead>
        <tr>
          <th scope="col">{zone.replaceAll('_', ' ')}</th>
          {other && <th scope="col">Here ({other.replaceAll('_', ' ')})</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <Row key={keyOf(row)} row={row} before={rows[index - 1]} zone={zone} other={other} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = { row: ComingRow; before: ComingRow | undefined; zone: string; other: string | null };

function Row({ row, before, zone, other }: RowProps) {
  const whole = other ? 2 : 1;
  if (row.kind === 'skipped')
    return (
      <tr>
        <td colSpan={whole} className={styles.nothing}>
          <span className={styles.note}>
            <s>{localText(row.first)}</s>
            {row.last !== row.first && <s>to {row.last.slice(11, 16)}</s>}
            <Chip tone="warn" icon="fast_forward">
              skipped
            </Chip>
            The clocks jump over it, to {weekdayText(row.gapEnd, zone).slice(-5)}.
          </span>
        </td>
      </tr>
    );
  if (row.kind === 'excluded')
    return (
      <tr>
        <td colSpan={whole} className={styles.nothing}>
          <span className={styles.note}>
            <s>{weekdayText(row.at, zone)}</s>
            {row.times > 1 && `and ${row.times - 1} more`}
            <Chip tone="info" icon="event_busy">
              excluded
            </Chip>
            {row.dates.by}, {row.dates.label}
          </span>
        </td>
      </tr>
    );
  const first = row.again !== null && !(before?.kind === 'run' && before.again !== null);
  return (
    <Fragment>
      {row.clocks && (
        <tr>
          <td className={styles.change} colSpan={whole}>
            <Chip tone="warn" icon="schedule">
              Clocks change: {offsetText(row.clocks.from)} → {offsetText(row.clocks.to)}
            </Chip>
          </td>
        </tr>
      )}
      <tr className={row.clocks ? styles.afterChange : undefined}>
        <td title={`${row.at.toISOString().slice(0, 19).replace('T', ' ')} UTC`}>
          <span className={styles.note}>
            {weekdayText(row.at, zone)}
            {row.again && (
              <Chip tone="warn" icon="looks_one">
                runs once
              </Chip>
            )}
          </span>
        </td>
        {other && <td>{weekdayText(row.at, other)}</td>}
      </tr>
      {first && row.again && (
        <tr className={styles.afterChange}>
          <td colSpan={whole} className={styles.nothing}>
            This time comes twice: it runs at {utcTimeText(row.at)}, not again at {utcTimeText(row.again)}.
          </td>
        </tr>
      )}
    </Fragment>
  );
}

const keyOf = (row: ComingRow): string =>
  row.kind === 'skipped' ? `skipped ${row.first}` : `${row.kind} ${row.at.getTime()}`;
