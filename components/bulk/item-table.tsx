'use client';

import Link from 'next/link';
import { STATE_LOOKS } from '@/components/schedules/state-chip';
import { SyncChip } from '@/components/schedules/sync-chip';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import type { Item } from '@/lib/bulk/queries';
import { ITEM_LOOKS } from './status-looks';

const NAME: Column<Item> = {
  id: 'name',
  header: 'Name',
  className: 'col-name',
  cardTitle: true,
  cell: ({ scheduleId, name, teamName }) => (
    <>
      <Link className="schedule-name" href={`/schedules/${scheduleId}`}>
        {name}
      </Link>
      <span className="name-notes muted">{teamName}</span>
    </>
  ),
};

const BEFORE: Column<Item> = {
  id: 'before',
  header: 'Before',
  cell: ({ state }) => {
    const { label, tone, icon } = STATE_LOOKS[state];
    return (
      <Chip tone={tone} icon={icon}>
        {label}
      </Chip>
    );
  },
};

/** An undo's items hold what it brings back. */
const BROUGHT_BACK: Column<Item> = { ...BEFORE, header: 'Brought back to' };

const OUTCOME: Column<Item> = { id: 'outcome', header: 'Outcome', cell: (item) => <Outcome item={item} /> };

const LEFT_OUT: Column<Item> = {
  id: 'outcome',
  header: 'Left out',
  cell: ({ message }) => message ?? <span className="muted">no</span>,
};

const NOW: Column<Item> = {
  id: 'now',
  header: 'Now',
  cell: ({ nowState, syncStatus, syncError, byRota }) => {
    const { label, tone, icon } = STATE_LOOKS[nowState];
    return (
      <span className="chip-group">
        <Chip tone={tone} icon={icon}>
          {label}
        </Chip>
        <SyncChip status={syncStatus} error={syncError} deleted={nowState === 'deleted'} byRota={byRota} />
      </span>
    );
  },
};

const OF_DRAFT = [NAME, BEFORE, LEFT_OUT];
const OF_JOB = [NAME, BEFORE, OUTCOME, NOW];
const OF_UNDO = [NAME, BROUGHT_BACK, OUTCOME, NOW];

/** The schedules of a job, each with what became of it and how it stands in AWS now. */
export function ItemTable({ items, draft, undo }: { items: readonly Item[]; draft: boolean; undo: boolean }) {
  const ofJob = undo ? OF_UNDO : OF_JOB;
  return (
    <div className="table-frame">
      <DataTable
        caption="Schedules"
        className="schedule-table"
        columns={draft ? OF_DRAFT : ofJob}
        rows={items}
        rowId={({ scheduleId }) => scheduleId}
      />
    </div>
  );
}

function Outcome({ item: { status, message } }: { item: Item }) {
  const { label, tone, icon } = ITEM_LOOKS[status];
  return (
    <>
      <Chip tone={tone} icon={icon}>
        {label}
      </Chip>
      {message && <span className="state-note">{message}</span>}
    </>
  );
}
