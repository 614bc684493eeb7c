'use client';

import { type Column, DataTable } from '@/components/ui/data-table';
import { Icon } from '@/components/ui/icon';
import { ACTS } from '@/lib/access/acts';
import { may, PERMISSIONS, type Permission, RIGHTS, ROLES, type Role } from '@/lib/auth/roles';
import styles from './access.module.css';

type Row = { permission: Permission; words: string };

const ROWS: readonly Row[] = ROLES.flatMap((role) =>
  (Object.keys(PERMISSIONS) as Permission[]).flatMap((permission) => {
    const words = ACTS[permission];
    return words && PERMISSIONS[permission] === role ? [{ permission, words }] : [];
  }),
);

const COLUMNS: readonly Column<Row>[] = [
  { id: 'act', header: 'Act', className: 'col-name', cardTitle: true, cell: ({ words }) => words },
  ...ROLES.map((role) => ({
    id: role,
    header: role,
    cell: ({ permission }: Row) => <Answer role={role} permission={permission} />,
  })),
];

/** Which role may do what, as the decision itself has it. */
export function ActsTable() {
  return (
    <details className={styles.acts}>
      <summary>Who may do what</summary>
      <p className="muted">
        A role holds where it was granted: for its team and its environment. An extra right adds one act to a
        role.
      </p>
      <div className="table-frame">
        <DataTable
          caption="Who may do what"
          columns={COLUMNS}
          rows={ROWS}
          rowId={({ permission }) => permission}
        />
      </div>
    </details>
  );
}

function Answer({ role, permission }: { role: Role; permission: Permission }) {
  if (may(role, permission))
    return (
      <>
        <Icon name="check" />
        <span className="visually-hidden">yes</span>
      </>
    );
  return (
    <span className="muted">
      {RIGHTS.some((right) => right === permission) ? 'with the extra right' : 'no'}
    </span>
  );
}
