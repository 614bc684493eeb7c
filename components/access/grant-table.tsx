'use client';

import { useMemo } from 'react';
import { actsColumn } from '@/components/ui/acts-column';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ConfiguredGroup } from '@/lib/access/configured';
import { RIGHT_WORDS } from '@/lib/access/meaning';
import type { GrantRow, People } from '@/lib/access/queries';
import styles from './access.module.css';

type Row = { key: string } & (
  | { kind: 'configured'; group: ConfiguredGroup }
  | { kind: 'grant'; grant: GrantRow }
);

type GrantTableProps = {
  configured: readonly ConfiguredGroup[];
  grants: readonly GrantRow[];
  people: People;
  onChange: (grant: GrantRow) => void;
  onRevoke: (grant: GrantRow) => void;
};

/** Who has which role where: the groups of the environment variables first, then those that were given one. */
export function GrantTable({ configured, grants, people, onChange, onRevoke }: GrantTableProps) {
  const columns = useMemo(() => columnsFor(people, onChange, onRevoke), [people, onChange, onRevoke]);
  const rows: Row[] = [
    ...configured.map((group) => ({
      kind: 'configured' as const,
      key: `${group.variable} ${group.name}`,
      group,
    })),
    ...grants.map((grant) => ({ kind: 'grant' as const, key: grant.id, grant })),
  ];
  return (
    <div className="table-frame">
      <DataTable caption="Groups and their roles" columns={columns} rows={rows} rowId={({ key }) => key} />
    </div>
  );
}

function columnsFor(
  people: People,
  change: (grant: GrantRow) => void,
  revoke: (grant: GrantRow) => void,
): Column<Row>[] {
  return [
    { id: 'group', header: 'Group', className: 'col-name', cardTitle: true, cell: groupCell },
    {
      id: 'role',
      header: 'Role',
      cell: (row) => <Chip tone="neutral">{row.kind === 'grant' ? row.grant.role : row.group.role}</Chip>,
    },
    {
      id: 'team',
      header: 'Team',
      cell: (row) => (row.kind === 'grant' && row.grant.team) || 'All teams',
    },
    { id: 'environment', header: 'Environment', cell: environmentCell },
    {
      id: 'rights',
      header: 'Extra rights',
      cell: (row) =>
        row.kind === 'grant' && row.grant.rights.length > 0 ? (
          row.grant.rights.map((right) => RIGHT_WORDS[right].label).join(', ')
        ) : (
          <span className="muted">–</span>
        ),
    },
    {
      id: 'people',
      header: 'People',
      cell: (row) => {
        const sid = row.kind === 'grant' ? row.grant.groupSid : row.group.sid;
        return sid === null ? <span className="muted">unknown</span> : (people[sid] ?? 0);
      },
    },
    { id: 'since', header: 'Since', cell: sinceCell },
    actsColumn((row) => row.kind === 'grant' && <Acts grant={row.grant} change={change} revoke={revoke} />),
  ];
}

function groupCell(row: Row) {
  if (row.kind === 'grant') return <strong>{row.grant.group}</strong>;
  const { name, variable, missing } = row.group;
  return (
    <>
      <strong>{name}</strong>
      <div className="muted">
        set by the environment variables: <code>{variable}</code>
      </div>
      {missing && (
        <Chip tone="warn" icon="warning">
          not in the directory
        </Chip>
      )}
    </>
  );
}

function environmentCell(row: Row) {
  if (row.kind !== 'grant' || row.grant.environment === null) return 'All environments';
  return (
    <>
      {row.grant.environment} {row.grant.production && <Chip tone="bad">PROD</Chip>}
    </>
  );
}

function sinceCell(row: Row) {
  if (row.kind !== 'grant') return <span className="muted">–</span>;
  return (
    <>
      <RelativeTime at={row.grant.at} /> <span className="muted">by {row.grant.by}</span>
    </>
  );
}

type ActsProps = {
  grant: GrantRow;
  change: (grant: GrantRow) => void;
  revoke: (grant: GrantRow) => void;
};

function Acts({ grant, change, revoke }: ActsProps) {
  const of = (
    <span className="visually-hidden">
      {' '}
      of {grant.group}: {grant.role}, {grant.team ?? 'all teams'}, {grant.environment ?? 'all environments'}
    </span>
  );
  return (
    <div className={styles.buttons}>
      {grant.role !== 'administrator' && (
        <Button small icon="edit" aria-haspopup="dialog" onClick={() => change(grant)}>
          Rights{of}
        </Button>
      )}
      <Button small icon="person_remove" aria-haspopup="dialog" onClick={() => revoke(grant)}>
        Revoke{of}
      </Button>
    </div>
  );
}
