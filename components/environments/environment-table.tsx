'use client';

import Link from 'next/link';
import { type Column, DataTable } from '@/components/ui/data-table';
import type { EnvironmentDetail } from '@/lib/environments/queries';
import { EnvironmentMarks } from './environment-marks';
import styles from './environments.module.css';
import { HealthChip, HealthNote } from './health';

/** Every environment with its place and its health. */
export function EnvironmentTable({ rows }: { rows: readonly EnvironmentDetail[] }) {
  return (
    <div className="table-frame">
      <DataTable caption="Environments" columns={COLUMNS} rows={rows} rowId={({ id }) => id} />
    </div>
  );
}

const COLUMNS: Column<EnvironmentDetail>[] = [
  {
    id: 'name',
    header: 'Name',
    className: 'col-name',
    cardTitle: true,
    cell: (environment) => (
      <>
        <span className={styles.name}>
          <Link className="schedule-name" href={`/environments/${environment.id}`}>
            {environment.name}
          </Link>
          <EnvironmentMarks environment={environment} />
        </span>
        <span className="name-notes">{environment.fromVariables && 'Rota’s own, from its variables'}</span>
      </>
    ),
  },
  {
    id: 'place',
    header: 'Account and Region',
    cell: ({ accountId, region }) => (
      <>
        <span className="mono">{accountId}</span>
        <br />
        {region}
      </>
    ),
  },
  { id: 'group', header: 'Schedule group', cell: ({ groupName }) => groupName },
  {
    id: 'access',
    header: 'Acts as',
    cell: ({ roleArn }) => (roleArn ? `role ${roleArn.split('/').at(-1)}` : 'Rota itself'),
  },
  {
    id: 'schedules',
    header: 'Schedules',
    cell: ({ id, schedules }) => (
      <Link href={`/schedules?environment=${id}`}>{schedules.toLocaleString('en')}</Link>
    ),
  },
  {
    id: 'health',
    header: 'Health',
    cell: (environment) => (
      <div className={styles.health}>
        <HealthChip {...environment} />
        <HealthNote {...environment} />
      </div>
    ),
  },
];
