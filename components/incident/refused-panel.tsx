'use client';

import Link from 'next/link';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import type { RefusedView } from '@/lib/runs/queries-incident';
import styles from './incident.module.css';

const COLUMNS: Column<RefusedView>[] = [
  { id: 'at', header: 'When', cardTitle: true, cell: ({ at }) => <Time at={at} /> },
  { id: 'environment', header: 'Environment', cell: ({ environmentName }) => environmentName },
  {
    id: 'reason',
    header: 'Why',
    cell: ({ reason, scheduleId }) => (
      <>
        {reason}{' '}
        {scheduleId && (
          <span className="state-note">
            It names <Link href={`/schedules/${scheduleId}`}>{scheduleId}</Link>.
          </span>
        )}
      </>
    ),
  },
  {
    id: 'body',
    header: 'What it said',
    cell: ({ excerpt }) => <code className={styles.said}>{excerpt}</code>,
  },
];

/** Messages of Rota's queues that tell of what can't have been: somebody else posts there, or something is wrong. */
export function RefusedPanel({ refused }: { refused: readonly RefusedView[] }) {
  if (refused.length === 0) return null;
  return (
    <Panel title="Refused messages" className="bare">
      <div className="table-frame">
        <DataTable
          caption="Refused messages"
          columns={COLUMNS}
          rows={refused}
          rowId={({ environmentName, messageId }) => `${environmentName}/${messageId}`}
        />
      </div>
    </Panel>
  );
}
