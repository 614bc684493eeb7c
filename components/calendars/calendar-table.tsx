'use client';

import Link from 'next/link';
import { type Column, DataTable } from '@/components/ui/data-table';
import type { CalendarRow } from '@/lib/calendars/queries';
import { counted, daysText } from './day-text';

const COLUMNS: Column<CalendarRow>[] = [
  {
    id: 'name',
    header: 'Name',
    className: 'col-name',
    cardTitle: true,
    cell: ({ id, name }) => (
      <Link href={`/calendars/${id}`}>
        <strong>{name}</strong>
      </Link>
    ),
  },
  { id: 'team', header: 'For', cell: ({ teamName }) => teamName ?? 'All teams' },
  {
    id: 'next',
    header: 'Next',
    cell: ({ next }) =>
      next ? (
        <>
          {daysText(next)}
          <span className="muted"> {next.label}</span>
        </>
      ) : (
        <span className="muted">Nothing is ahead</span>
      ),
  },
  { id: 'ahead', header: 'Ahead', cell: ({ ahead }) => counted(ahead, 'entry', 'entries') },
  { id: 'followers', header: 'Followed by', cell: ({ followers }) => counted(followers, 'schedule') },
];

/** The calendars: for whom, what comes next, and how much follows each. */
export function CalendarTable({ calendars }: { calendars: readonly CalendarRow[] }) {
  return (
    <div className="table-frame">
      <DataTable caption="Calendars" columns={COLUMNS} rows={calendars} rowId={({ id }) => id} />
    </div>
  );
}
