'use client';

import Link from 'next/link';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import { RIGHT_WORDS } from '@/lib/access/meaning';
import type { Given } from '@/lib/people/given';

/** All that gives somebody something: role, place, rights, the group, and what gives it to the group. */
export function GivenTable({ given }: { given: readonly Given[] }) {
  return (
    <div className="table-frame">
      <DataTable caption="What they may, and why" columns={COLUMNS} rows={given} rowId={idOf} />
    </div>
  );
}

const idOf = ({ source, group }: Given) =>
  source.kind === 'grant'
    ? source.id
    : source.kind === 'variable'
      ? `${source.variable} ${group}`
      : source.kind;

const COLUMNS: readonly Column<Given>[] = [
  {
    id: 'role',
    header: 'Role',
    cardTitle: true,
    cell: ({ role }) => <Chip tone="neutral">{role}</Chip>,
  },
  { id: 'team', header: 'Team', cell: ({ team }) => team ?? 'All teams' },
  {
    id: 'environment',
    header: 'Environment',
    cell: ({ environment, production }) => (
      <>
        {environment ?? 'All environments'} {production && <Chip tone="bad">PROD</Chip>}
      </>
    ),
  },
  {
    id: 'rights',
    header: 'Extra rights',
    cell: ({ rights }) =>
      rights.length > 0 ? (
        rights.map((right) => RIGHT_WORDS[right].label).join(', ')
      ) : (
        <span className="muted">–</span>
      ),
  },
  { id: 'group', header: 'Group', cell: ({ group }) => group ?? 'everybody with a role' },
  { id: 'source', header: 'Given by', cell: ({ source }) => <SourceText source={source} /> },
];

function SourceText({ source }: Pick<Given, 'source'>) {
  if (source.kind === 'grant')
    return (
      <>
        <div>
          <Link href="/access">a grant</Link>
        </div>
        <div className="muted">
          of {source.by}, <RelativeTime at={source.at} />
        </div>
      </>
    );
  return (
    <>
      the environment variable <code>{source.kind === 'variable' ? source.variable : 'ROTA_READING'}</code>
    </>
  );
}
