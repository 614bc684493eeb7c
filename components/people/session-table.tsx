'use client';

import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import type { OpenSession } from '@/lib/people/person';

/** The sessions of a person that can still be used. */
export function SessionTable({ sessions }: { sessions: readonly OpenSession[] }) {
  return (
    <DataTable
      caption="Open sessions"
      columns={COLUMNS}
      rows={sessions}
      rowId={({ since }) => new Date(since).toISOString()}
    />
  );
}

const COLUMNS: readonly Column<OpenSession>[] = [
  { id: 'since', header: 'Since', cardTitle: true, cell: ({ since }) => <Time at={since} /> },
  { id: 'ip', header: 'Signed in from', cell: ({ ip }) => ip ?? <span className="muted">unknown</span> },
  { id: 'seen', header: 'Last used', cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} /> },
  { id: 'ends', header: 'Ends', cell: ({ endsAt }) => <Time at={endsAt} /> },
];
