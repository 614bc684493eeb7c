'use client';

import Link from 'next/link';
import { useState } from 'react';
import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import type { DriftRow } from '@/lib/drift/queries';
import { KindChip } from './kind-chip';

/** What was found in AWS, the latest first; a schedule's own page shows the difference and takes the decision. */
export function DriftTable({ rows, count }: { rows: readonly DriftRow[]; count: number }) {
  const [columns] = useState(columnsOf);
  return (
    <>
      <div className="table-frame">
        <DataTable
          caption="What was found in AWS"
          columns={columns}
          rows={rows}
          rowId={({ environment, name }) => `${environment}/${name}`}
        />
      </div>
      {count > rows.length && (
        <p className="muted">
          The latest {rows.length} of {count}.
        </p>
      )}
    </>
  );
}

const WHOSE = {
  extra: 'Ours by its description, but this database does not know it. It is left alone.',
  foreign: 'Somebody else’s, in the group of Rota. It is left alone.',
} as const;

function columnsOf(): Column<DriftRow>[] {
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
      cell: ({ kind, what }) =>
        kind === 'extra' || kind === 'foreign' ? (
          <>
            <code>{what}</code> <span className="muted">{WHOSE[kind]}</span>
          </>
        ) : (
          what
        ),
    },
    { id: 'environment', header: 'Environment', cell: ({ environment }) => environment },
    { id: 'found', header: 'Since', cell: ({ foundAt }) => <RelativeTime at={foundAt} /> },
  ];
}
