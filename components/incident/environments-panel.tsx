'use client';

import { HealthChip } from '@/components/environments/health';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { EnvironmentView } from '@/lib/runs/queries-incident';

const COLUMNS: Column<EnvironmentView>[] = [
  {
    id: 'name',
    header: 'Environment',
    cardTitle: true,
    cell: ({ name, production }) => (
      <>
        <strong>{name}</strong> {production && <Chip tone="bad">PROD</Chip>}
      </>
    ),
  },
  {
    id: 'health',
    header: 'AWS',
    cell: (environment) => (
      <>
        <HealthChip {...environment} />
        {environment.errorCode && (
          <span className="state-note">
            {environment.errorCode}
            {environment.error && `: ${environment.error}`}
          </span>
        )}
      </>
    ),
  },
  {
    id: 'checked',
    header: 'Last check',
    cell: ({ checkedAt }) =>
      checkedAt ? <RelativeTime at={checkedAt} /> : <span className="muted">not yet</span>,
  },
];

/** Whether AWS answers in each environment, and when that was last seen. */
export function EnvironmentsPanel({ environments }: { environments: readonly EnvironmentView[] }) {
  return (
    <Panel title="Environments" className="bare">
      <div className="table-frame">
        <DataTable caption="Environments" columns={COLUMNS} rows={environments} rowId={({ id }) => id} />
      </div>
    </Panel>
  );
}
