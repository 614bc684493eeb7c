'use client';

import Link from 'next/link';
import { useState } from 'react';
import { actsColumn } from '@/components/ui/acts-column';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import type { TeamRow } from '@/lib/teams/commands';
import { TeamDialog } from './team-dialog';

type TeamListProps = { teams: readonly TeamRow[]; mayCreate: boolean };

/** The teams with the number of their schedules, and the dialogs that create and rename one. */
export function TeamList({ teams, mayCreate }: TeamListProps) {
  const [dialog, setDialog] = useState<{ team: TeamRow | null } | null>(null);
  const [columns] = useState<Column<TeamRow>[]>(() => columnsFor((team) => setDialog({ team })));
  const create = mayCreate && (
    <Button variant="primary" icon="add" aria-haspopup="dialog" onClick={() => setDialog({ team: null })}>
      New team
    </Button>
  );
  return (
    <>
      <PageHeader title="Teams" description="Each schedule belongs to one team." actions={create} />
      {teams.length > 0 ? (
        <div className="table-frame">
          <DataTable caption="Teams" columns={columns} rows={teams} rowId={(team) => team.id} />
        </div>
      ) : (
        <EmptyState icon="groups" title="No teams yet" action={create}>
          Create one: a schedule needs a team that it belongs to.
        </EmptyState>
      )}
      {dialog && <TeamDialog team={dialog.team} onClose={() => setDialog(null)} />}
    </>
  );
}

function columnsFor(rename: (team: TeamRow) => void): Column<TeamRow>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      className: 'col-name',
      cardTitle: true,
      cell: (team) => <strong>{team.name}</strong>,
    },
    {
      id: 'schedules',
      header: 'Schedules',
      cell: (team) => <Link href={`/schedules?team=${team.id}`}>{team.schedules}</Link>,
    },
    actsColumn(
      (team) =>
        team.mayRename && (
          <Button small icon="edit" aria-haspopup="dialog" onClick={() => rename(team)}>
            Rename<span className="visually-hidden"> {team.name}</span>
          </Button>
        ),
    ),
  ];
}
