'use client';

import { useState } from 'react';
import type { Choices } from '@/components/form/place-fields';
import { hasWords, SearchWithin } from '@/components/form/search-within';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import type { Access, GrantRow } from '@/lib/access/queries';
import { ActsTable } from './acts-table';
import { ChangeDialog } from './change-dialog';
import { GrantDialog } from './grant-dialog';
import { GrantTable } from './grant-table';
import { RevokeDialog } from './revoke-dialog';

type AccessPageProps = { access: Access; choices: Choices };

type Open = { what: 'grant' } | { what: 'change' | 'revoke'; grant: GrantRow };

/** Which groups of the directory have which role where, and what changes that. */
export function AccessPage({ access, choices }: AccessPageProps) {
  const { configured, grants, people, readsAll } = access;
  const [open, setOpen] = useState<Open | null>(null);
  const [search, setSearch] = useState('');
  const [change] = useState(() => (grant: GrantRow) => setOpen({ what: 'change', grant }));
  const [revoke] = useState(() => (grant: GrantRow) => setOpen({ what: 'revoke', grant }));
  const close = () => setOpen(null);
  const shown = grants.filter((grant) => hasWords(search, grant.group, grant.team, grant.environment));
  const shownConfigured = configured.filter(({ name }) => hasWords(search, name));
  return (
    <>
      <PageHeader
        title="Access"
        description="Which groups of the directory have which role, for which team and in which environment. A change counts from everybody’s next request. People counts who had the group when the directory was last asked about them."
        actions={
          <Button
            variant="primary"
            icon="person_add"
            aria-haspopup="dialog"
            onClick={() => setOpen({ what: 'grant' })}
          >
            Grant a role
          </Button>
        }
      />
      {grants.length > FEW && (
        <SearchWithin
          label="Group, team or environment"
          value={search}
          onChange={setSearch}
          found={shown.length}
          all={grants.length}
          called="grants"
        />
      )}
      {shown.length + shownConfigured.length > 0 ? (
        <GrantTable
          configured={shownConfigured}
          grants={shown}
          people={people}
          onChange={change}
          onRevoke={revoke}
        />
      ) : (
        <EmptyState icon="person_search" title="Nothing found">
          No grant has “{search}” in its group, team or environment.
        </EmptyState>
      )}
      {grants.length === 0 && <p className="muted">No group has been granted a role here yet.</p>}
      <ActsTable />
      {open?.what === 'grant' && <GrantDialog choices={choices} readsAll={readsAll} onClose={close} />}
      {open?.what === 'change' && <ChangeDialog grant={open.grant} readsAll={readsAll} onClose={close} />}
      {open?.what === 'revoke' && (
        <RevokeDialog grant={open.grant} last={isLast(open.grant, access)} onClose={close} />
      )}
    </>
  );
}

/** So many grants are seen at a glance. */
const FEW = 10;

const isLast = ({ id, groupSid }: GrantRow, { grants, configured }: Access): boolean =>
  !grants.some((other) => other.groupSid === groupSid && other.id !== id) &&
  !configured.some(({ sid }) => sid === groupSid);
