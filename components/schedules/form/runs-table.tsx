'use client';

import { Fragment } from 'react';
import { Chip } from '@/components/ui/chip';
import { useViewerZone } from '@/components/ui/viewer-clock';
import type { ComingRun } from '@/lib/schedules/timing-preview';
import styles from './form.module.css';
import { offsetText, runText } from './run-text';

type RunsTableProps = { runs: readonly ComingRun[]; zone: string; caption: string };

/** Coming runs by the clocks of the schedule's zone and of the viewer's, with the changes of the former. */
export function RunsTable({ runs, zone, caption }: RunsTableProps) {
  const viewerZone = useViewerZone();
  const other = viewerZone !== null && viewerZone !== zone ? viewerZone : null;
  return (
    <table className={styles.runs}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{zone.replaceAll('_', ' ')}</th>
          {other && <th scope="col">Here ({other.replaceAll('_', ' ')})</th>}
        </tr>
      </thead>
      <tbody>
        {runs.map(({ at, clocks }) => (
          <Fragment key={at.getTime()}>
            {clocks && (
              <tr>
                <td className={styles.change} colSpan={other ? 2 : 1}>
                  <Chip tone="warn" icon="schedule">
                    Clocks change: {offsetText(clocks.from)} → {offsetText(clocks.to)}
                  </Chip>
                </td>
              </tr>
            )}
            <tr className={clocks ? styles.afterChange : undefined}>
              <td title={`${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`}>{runText(at, zone)}</td>
              {other && <td>{runText(at, other)}</td>}
            </tr>
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}
