'use client';

import { absoluteText } from '@/components/ui/date-text';
import { Panel } from '@/components/ui/panel';
import { useViewerZone } from '@/components/ui/viewer-clock';
import type { GateDetail } from '@/lib/gates/queries';
import { numberText } from './gate-text';
import styles from './gates.module.css';

/** Between two bars, as a part of the width of a minute. */
const GAP = 0.15;

/** How many passed in each minute of the last hour: bars, and a table for who can't see them. */
export function LastHour({ minutes }: { minutes: GateDetail['lastHour'] }) {
  const zone = useViewerZone() ?? 'UTC';
  const total = minutes.reduce((sum, { passed }) => sum + passed, 0);
  const most = Math.max(...minutes.map(({ passed }) => passed), 0);
  const clock = (minute: Date | undefined) => minute && absoluteText(minute, zone).slice(-5);
  const summary =
    total === 0
      ? 'Nothing passed in the last hour.'
      : `${numberText(total)} passed in the last hour, at most ${numberText(most)} in one minute.`;
  return (
    <Panel title="Last hour">
      <p>{summary}</p>
      {total > 0 && (
        <>
          <figure className={styles.chart} aria-hidden="true">
            <svg
              className={styles.bars}
              viewBox={`0 0 ${minutes.length} ${most}`}
              preserveAspectRatio="none"
              aria-hidden="true"
            >
              {minutes.map(({ minute, passed }, index) => (
                <rect
                  key={minute.getTime()}
                  x={index + GAP / 2}
                  y={most - passed}
                  width={1 - GAP}
                  height={passed}
                >
                  <title>{`${clock(minute)}: ${numberText(passed)}`}</title>
                </rect>
              ))}
            </svg>
            <figcaption className={styles.axis}>
              <span>{clock(minutes[0]?.minute)}</span>
              <span>{clock(minutes.at(-1)?.minute)}</span>
            </figcaption>
          </figure>
          <details className={styles.asTable}>
            <summary>As a table</summary>
            <table className={styles.minutes}>
              <caption className="visually-hidden">Passed in each minute in which something did</caption>
              <thead>
                <tr>
                  <th scope="col">Minute</th>
                  <th scope="col">Passed</th>
                </tr>
              </thead>
              <tbody>
                {minutes
                  .filter(({ passed }) => passed > 0)
                  .map(({ minute, passed }) => (
                    <tr key={minute.getTime()}>
                      <td>{clock(minute)}</td>
                      <td>{numberText(passed)}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </Panel>
  );
}
