'use client';

import Link from 'next/link';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import type { RunState } from '@/lib/runs/filter';
import { whyText } from '@/lib/runs/why';
import { RunChip } from './run-chip';
import { tookText } from './run-looks';
import type { RunView } from './run-view';
import styles from './runs.module.css';

const SCHEDULE: Column<RunView> = {
  id: 'schedule',
  header: 'Schedule',
  className: 'col-name',
  cardTitle: true,
  cell: ({ scheduleId, scheduleName, teamName, environmentName, production }) => (
    <>
      <Link className="schedule-name" href={`/schedules/${scheduleId}`}>
        {scheduleName}
      </Link>
      {production && <Chip tone="bad">PROD</Chip>}
      <span className="name-notes muted">
        {teamName} · {environmentName}
      </span>
    </>
  ),
};

const TARGET: Column<RunView> = {
  id: 'target',
  header: 'Target',
  cell: ({ target }) =>
    target ? (
      <span className={styles.target} title={target.arn}>
        <Icon name={target.icon} />
        <span className="visually-hidden">{target.label} </span>
        <span>{target.name}</span>
      </span>
    ) : (
      <span className="muted">removed since</span>
    ),
};

/** States that leave nothing to be said. */
const SAYS_ALL: readonly RunState[] = ['succeeded', 'delivered'];

/** Its first lines: what AWS answers may be long, and stands in full on the page of the run. */
function Why({ run }: { run: RunView }) {
  const why = whyText(run);
  return (
    <span className="state-note is-short" title={why}>
      {why}
    </span>
  );
}

const STATE: Column<RunView> = {
  id: 'state',
  header: 'State',
  cell: (run) => (
    <>
      <RunChip state={run.state} />
      {!SAYS_ALL.includes(run.state) && <Why run={run} />}
    </>
  ),
};

const SLOT: Column<RunView> = {
  id: 'slot',
  header: 'Slot',
  cell: ({ id, slotAt, dueAt, state }) => (
    <>
      <Link href={`/runs/${id}`} className={styles.whole}>
        <Time exact at={slotAt} />
      </Link>{' '}
      <span className={styles.whole}>
        <RelativeTime at={slotAt} />
      </span>
      {state === 'waiting' && dueAt && dueAt.getTime() > slotAt.getTime() && (
        <span className="state-note">
          next attempt <RelativeTime at={dueAt} />
        </span>
      )}
    </>
  ),
};

const TOOK: Column<RunView> = {
  id: 'took',
  header: 'Took',
  cell: ({ startedAt, endedAt }) =>
    startedAt && endedAt ? (
      tookText(endedAt.getTime() - startedAt.getTime())
    ) : (
      <span className="muted">–</span>
    ),
};

const ATTEMPTS: Column<RunView> = { id: 'attempts', header: 'Attempts', cell: ({ attempts }) => attempts };

const ALL = [SCHEDULE, TARGET, STATE, SLOT, TOOK, ATTEMPTS];
const OF_ONE = [SLOT, TARGET, STATE, TOOK, ATTEMPTS].map((column) =>
  column === SLOT ? { ...column, cardTitle: true } : column,
);

/** Runs, each with its state and why it is so. */
export function RunTable({
  runs,
  caption,
  ofOne = false,
}: {
  runs: readonly RunView[];
  caption: string;
  /** All are of the same schedule, which the page names. */
  ofOne?: boolean;
}) {
  return (
    <div className="table-frame">
      <DataTable
        caption={caption}
        className="schedule-table"
        columns={ofOne ? OF_ONE : ALL}
        rows={runs}
        rowId={({ id }) => id}
      />
    </div>
  );
}
