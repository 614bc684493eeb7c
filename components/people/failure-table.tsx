'use client';

import { useState } from 'react';
import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Failures } from '@/lib/people/sign-ins';
import { failureText } from './failure-text';

type FailureTableProps = { caption: string; who: string; others: string; rows: readonly Failures[] };

/** Sign-ins that did not succeed, by name or by address. */
export function FailureTable({ caption, who, others, rows }: FailureTableProps) {
  const [columns] = useState(() => columnsFor(who, others));
  if (rows.length === 0) return <p className="muted">None.</p>;
  return <DataTable caption={caption} columns={columns} rows={rows} rowId={(row) => row.who ?? ''} />;
}

function columnsFor(who: string, others: string): Column<Failures>[] {
  return [
    {
      id: 'who',
      header: who,
      className: 'col-name',
      cardTitle: true,
      cell: (row) =>
        row.who === null ? <span className="muted">erased</span> : <strong>{row.who || '(empty)'}</strong>,
    },
    { id: 'failed', header: 'Refused by the directory', cell: ({ failed }) => failed },
    { id: 'denied', header: 'Refused by Rota', cell: ({ denied }) => denied },
    { id: 'others', header: others, cell: (row) => row.others },
    { id: 'last', header: 'Last', cell: ({ lastAt }) => <RelativeTime at={lastAt} /> },
    {
      id: 'reason',
      header: 'Why, the last time',
      cell: ({ reason }) => failureText(reason),
    },
  ];
}
