'use client';

import { useState } from 'react';
import type { Choices } from '@/components/form/place-fields';
import { hasWords, SearchWithin } from '@/components/form/search-within';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import type { EntryRow } from '@/lib/allow-lists/queries';
import { AddDialog } from './add-dialog';
import { EntryTable } from './entry-table';
import { RemoveDialog } from './remove-dialog';

type AllowListsPageProps = { entries: readonly EntryRow[]; choices: Choices };

/** What teams may run where, and with which roles. */
export function AllowListsPage({ entries, choices }: AllowListsPageProps) {
  const [open, setOpen] = useState<'add' | EntryRow | null>(null);
  const [search, setSearch] = useState('');
  const [remove] = useState(() => (entry: EntryRow) => setOpen(entry));
  const close = () => setOpen(null);
  const shown = entries.filter((entry) => hasWords(search, entry.pattern, entry.team, entry.environment));
  const add = (
    <Button variant="primary" icon="add" aria-haspopup="dialog" onClick={() => setOpen('add')}>
      Allow a target or role
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Allow-lists"
        description="A team without an entry may use every target, except those that stand on another team’s list alone. A team with entries, its own or for all teams, may use only what they allow; what is there already goes on until it is changed. The same goes for roles."
        actions={add}
      />
      {entries.length > FEW && (
        <SearchWithin
          label="Pattern, team or environment"
          value={search}
          onChange={setSearch}
          found={shown.length}
          all={entries.length}
          called="entries"
        />
      )}
      {shown.length > 0 && <EntryTable entries={shown} onRemove={remove} />}
      {entries.length === 0 && (
        <EmptyState icon="rule" title="No lists yet" action={add}>
          Every team may use every target and every role of its environment’s account.
        </EmptyState>
      )}
      {entries.length > 0 && shown.length === 0 && (
        <EmptyState icon="search_off" title="Nothing found">
          No entry has “{search}” in its pattern, team or environment.
        </EmptyState>
      )}
      {open === 'add' && <AddDialog choices={choices} onClose={close} />}
      {open !== null && open !== 'add' && <RemoveDialog entry={open} onClose={close} />}
    </>
  );
}

/** So many entries are seen at a glance. */
const FEW = 10;
