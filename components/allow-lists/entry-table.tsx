'use client';

import { useMemo } from 'react';
import { actsColumn } from '@/components/ui/acts-column';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import type { EntryRow } from '@/lib/allow-lists/queries';
import styles from './allow-lists.module.css';

type EntryTableProps = { entries: readonly EntryRow[]; onRemove: (entry: EntryRow) => void };

/** The entries of all lists, those for all teams first. */
export function EntryTable({ entries, onRemove }: EntryTableProps) {
  const columns = useMemo(() => columnsFor(onRemove), [onRemove]);
  return (
    <div className="table-frame">
      <DataTable
        caption="Allowed targets and roles"
        columns={columns}
        rows={entries}
        rowId={({ id }) => id}
      />
    </div>
  );
}

function columnsFor(remove: (entry: EntryRow) => void): Column<EntryRow>[] {
  return [
    {
      id: 'pattern',
      header: 'Pattern',
      className: 'col-name',
      cardTitle: true,
      cell: ({ pattern }) => <strong className={styles.pattern}>{pattern}</strong>,
    },
    { id: 'kind', header: 'Allows', cell: ({ kind }) => <Chip tone="neutral">{KINDS[kind]}</Chip> },
    { id: 'team', header: 'Team', cell: ({ team }) => team ?? 'All teams' },
    { id: 'environment', header: 'Environment', cell: environmentCell },
    {
      id: 'since',
      header: 'Since',
      cell: ({ at, by }) => (
        <>
          <RelativeTime at={at} /> <span className="muted">by {by}</span>
        </>
      ),
    },
    actsColumn((entry) => (
      <Button small icon="delete_outline" aria-haspopup="dialog" onClick={() => remove(entry)}>
        Remove
        <span className="visually-hidden">
          {' '}
          {entry.pattern}: {KINDS[entry.kind]}, {entry.team ?? 'all teams'},{' '}
          {entry.environment ?? 'all environments'}
        </span>
      </Button>
    )),
  ];
}

const KINDS = { target: 'targets', role: 'roles' } as const;

function environmentCell({ environment, production }: EntryRow) {
  if (environment === null) return 'All environments';
  return (
    <>
      {environment} {production && <Chip tone="bad">PROD</Chip>}
    </>
  );
}
