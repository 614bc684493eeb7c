'use client';

import Link from 'next/link';
import { RowCheck } from '@/components/bulk/row-check';
import { type Selection, useSelection } from '@/components/bulk/use-selection';
import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Decidable } from '@/lib/drift/decide-many-queries';
import type { DriftRow } from '@/lib/drift/queries';
import { DecideManyBar, type ManyLabels } from './decide-many-bar';
import styles from './drift.module.css';
import { KindChip } from './kind-chip';
import { type Undecided, useDecideMany } from './use-decide-many';

const LABELS: ManyLabels = { accept: 'Accept theirs', restore: 'Restore ours' };

type DriftTableProps = {
  rows: readonly DriftRow[];
  count: number;
  /** What the person can decide on here, by the schedule's id. */
  decidable: Readonly<Record<string, Decidable>>;
};

/**
 * What was found in AWS, the latest first; a schedule's own page shows the difference. The decision is taken there, or
 * here on many.
 */
export function DriftTable({ rows, count, decidable }: DriftTableProps) {
  const many = useDecideMany();
  const undecided = undecidedOf(rows, decidable);
  const selection = useSelection(
    'drift',
    undecided.map(({ id }) => id),
  );
  const others = columnsOf(many.failures);
  const columns = undecided.length > 0 ? [selectColumn(selection, decidable), ...others] : others;
  return (
    <>
      <div className="selectable">
        {undecided.length > 0 && (
          <DecideManyBar selection={selection} rows={undecided} many={many} labels={LABELS} />
        )}
        <div className="table-frame">
          <DataTable
            caption="What was found in AWS"
            columns={columns}
            rows={rows}
            rowId={({ environment, name }) => `${environment}/${name}`}
          />
        </div>
      </div>
      {count > rows.length && (
        <p className="muted">
          The latest {rows.length} of {count}.
        </p>
      )}
    </>
  );
}

/** Each schedule once: a row is one of its targets. */
function undecidedOf(
  rows: readonly DriftRow[],
  decidable: DriftTableProps['decidable'],
): readonly Undecided[] {
  const byId = new Map<string, Undecided>();
  for (const { schedule } of rows) {
    const found = schedule && decidable[schedule.id];
    if (found) byId.set(schedule.id, { ...schedule, lost: false, ...found });
  }
  return [...byId.values()];
}

const selectColumn = (selection: Selection, decidable: DriftTableProps['decidable']): Column<DriftRow> => ({
  id: 'select',
  header: 'Select',
  hideHeader: true,
  className: 'col-select',
  cell: ({ schedule }) =>
    schedule &&
    decidable[schedule.id] && <RowCheck id={schedule.id} name={schedule.name} selection={selection} />,
});

const WHOSE = {
  extra: 'Ours by its description, but this database does not know it. It is left alone.',
  foreign: 'Somebody else’s, in the group of Rota. It is left alone.',
} as const;

function columnsOf(failures: ReadonlyMap<string, string>): Column<DriftRow>[] {
  return [
    {
      id: 'name',
      header: 'Schedule',
      className: 'col-name',
      cardTitle: true,
      cell: ({ schedule, name }) =>
        schedule ? (
          <Link className="schedule-name" href={`/schedules/${schedule.id}`}>
            {schedule.name}
          </Link>
        ) : (
          <code>{name}</code>
        ),
    },
    { id: 'kind', header: 'Found', cell: ({ kind }) => <KindChip kind={kind} /> },
    {
      id: 'what',
      header: 'What',
      cell: ({ schedule, kind, what }) => (
        <>
          {kind === 'foreign' || (kind === 'extra' && !schedule) ? (
            <>
              <code>{what}</code> <span className="muted">{WHOSE[kind]}</span>
            </>
          ) : (
            what
          )}
          {schedule && failures.has(schedule.id) && (
            <p className={styles.failure} role="alert">
              {failures.get(schedule.id)}
            </p>
          )}
        </>
      ),
    },
    { id: 'environment', header: 'Environment', cell: ({ environment }) => environment },
    { id: 'found', header: 'Since', cell: ({ foundAt }) => <RelativeTime at={foundAt} /> },
  ];
}
