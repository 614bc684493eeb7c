import Link from 'next/link';
import type { ReactNode } from 'react';
import { countText } from '@/components/schedules/list-counts';
import { Panel } from '@/components/ui/panel';
import { COUNT_CAP } from '@/lib/runs/queries-outcomes';
import { OutcomeStrip } from './outcome-strip';
import { RunTable } from './run-table';
import type { RunView } from './run-view';
import styles from './runs.module.css';
import { runsHref } from './runs-href';

type ScheduleRunsProps = {
  id: string;
  /** What can't be known of them. */
  sight: ReactNode;
  runs: readonly RunView[];
  /** The extra runs that are planned. */
  extra: readonly RunView[];
  /** How many were missed in the last 7 days. */
  missed: number;
};

/** What is planned beside a schedule's own times, and how it ran lately: a strip, the same as a table, and what can't be known. */
export function ScheduleRuns({ id, sight, runs, extra, missed }: ScheduleRunsProps) {
  return (
    <Panel title="Last runs" aside={<Link href={runsHref({ schedule: id })}>All runs</Link>}>
      {sight}
      {missed > 0 && (
        <p>
          <Link href={runsHref({ schedule: id, state: 'missed' })}>
            {countText(missed, COUNT_CAP)} missed
          </Link>{' '}
          in the last 7 days
        </p>
      )}
      {extra.length > 0 && (
        <div className={styles.extra}>
          <h3>Planned extra runs</h3>
          <RunTable runs={extra} caption="Planned extra runs" ofOne />
        </div>
      )}
      {runs.length > 0 ? (
        <>
          <OutcomeStrip runs={runs} />
          <details className={styles.asTable}>
            <summary>The same as a table</summary>
            <RunTable runs={runs} caption="Last runs" ofOne />
          </details>
        </>
      ) : (
        <p className="muted">No run yet.</p>
      )}
    </Panel>
  );
}
