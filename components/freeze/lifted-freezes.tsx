'use client';

import { type Column, DataTable } from '@/components/ui/data-table';
import { Time } from '@/components/ui/time';
import type { LiftedFreeze } from '@/lib/freeze/queries';
import { scopeText } from './scope-text';

const COLUMNS: Column<LiftedFreeze>[] = [
  {
    id: 'what',
    header: 'What',
    className: 'col-name',
    cardTitle: true,
    cell: (row) => <strong>{scopeText(row)}</strong>,
  },
  { id: 'reason', header: 'Because', cell: ({ reason }) => reason },
  {
    id: 'from',
    header: 'Frozen',
    cell: ({ at, byName }) => (
      <>
        <Time at={at} /> by {byName}
      </>
    ),
  },
  {
    id: 'to',
    header: 'Lifted',
    cell: ({ liftedAt, liftedByName, liftReason }) => (
      <>
        <Time at={liftedAt} /> by {liftedByName}
        {liftReason && `: ${liftReason}`}
      </>
    ),
  },
];

/** Freezes of the past. */
export function LiftedFreezes({ freezes }: { freezes: readonly LiftedFreeze[] }) {
  return (
    <div className="table-frame">
      <DataTable caption="Lifted freezes" columns={COLUMNS} rows={freezes} rowId={({ id }) => id} />
    </div>
  );
}
