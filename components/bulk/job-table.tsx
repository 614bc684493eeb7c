'use client';

import Link from 'next/link';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import type { Job } from '@/lib/bulk/queries';
import { jobTitle } from './job-text';

const COLUMNS: Column<Job>[] = [
  {
    id: 'what',
    header: 'What',
    className: 'col-name',
    cardTitle: true,
    cell: (job) => (
      <>
        <Link className="schedule-name" href={`/bulk/${job.id}`}>
          {jobTitle(job)}
        </Link>{' '}
        {job.production.length > 0 && <Chip tone="bad">PROD</Chip>}
      </>
    ),
  },
  { id: 'reason', header: 'Because', cell: ({ reason }) => reason },
  { id: 'by', header: 'By', cell: ({ createdByName }) => createdByName },
  {
    id: 'at',
    header: 'Started',
    cell: ({ startedAt }) => (
      <>
        <Time at={startedAt} /> <span className="muted">·</span> <RelativeTime at={startedAt} />
      </>
    ),
  },
  { id: 'outcome', header: 'Outcome', cell: (job) => outcomeText(job) },
];

/** Bulk acts, the newest first. */
export function JobTable({ jobs }: { jobs: readonly Job[] }) {
  return (
    <div className="table-frame">
      <DataTable
        caption="Bulk acts"
        className="schedule-table"
        columns={COLUMNS}
        rows={jobs}
        rowId={({ id }) => id}
      />
    </div>
  );
}

function outcomeText({ status, counts: { queued, done, skipped, failed }, undoneBy }: Job): string {
  const parts = [
    `${done.toLocaleString('en')} done`,
    skipped > 0 ? `${skipped.toLocaleString('en')} left out` : '',
    failed > 0 ? `${failed.toLocaleString('en')} failed` : '',
    status === 'running' ? `${queued.toLocaleString('en')} waiting` : '',
    undoneBy ? 'undone since' : '',
  ];
  return parts.filter(Boolean).join(', ');
}
