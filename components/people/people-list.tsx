'use client';

import Link from 'next/link';
import { useState } from 'react';
import { actsColumn } from '@/components/ui/acts-column';
import { Button, ButtonLink } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { RelativeTime } from '@/components/ui/relative-time';
import { TextField } from '@/components/ui/text-field';
import type { Person } from '@/lib/people/queries';
import { EndSessionsDialog } from './end-sessions-dialog';
import { RightsExportDialog } from './export-dialog';
import styles from './people.module.css';
import { TestDirectoryButton } from './test-directory-button';

type PeopleListProps = { people: readonly Person[]; count: number; search: string };

/** Who has signed in, what they may and why, the end of their sessions, and all of it as a file. */
export function PeopleList({ people, count, search }: PeopleListProps) {
  const [ending, setEnding] = useState<Person | null>(null);
  const [exporting, setExporting] = useState(false);
  const [columns] = useState<Column<Person>[]>(() => columnsFor(setEnding));
  return (
    <>
      <PageHeader
        title="People"
        description="Who has signed in, and what their directory groups let them do. A changed grant counts at once; the directory is asked again every five minutes."
        actions={
          <>
            <ButtonLink href="/people/sign-ins" icon="login">
              Sign-ins
            </ButtonLink>
            <TestDirectoryButton />
            <Button icon="download" aria-haspopup="dialog" onClick={() => setExporting(true)}>
              Export
            </Button>
          </>
        }
      />
      <Search search={search} />
      {people.length > 0 ? (
        <>
          <div className="table-frame">
            <DataTable caption="People" columns={columns} rows={people} rowId={(person) => person.id} />
          </div>
          {count > people.length && (
            <p className="muted">
              The {people.length} who signed in last, of {count.toLocaleString('en')}. Search for others.
            </p>
          )}
        </>
      ) : (
        <EmptyState icon="person_search" title="Nobody found">
          Nobody who has signed in has “{search}” in their name.
        </EmptyState>
      )}
      {exporting && <RightsExportDialog onClose={() => setExporting(false)} />}
      {ending && <EndSessionsDialog person={ending} onClose={() => setEnding(null)} />}
    </>
  );
}

function Search({ search }: { search: string }) {
  const [q, setQ] = useState(search);
  return (
    <search>
      <form className={styles.search} action="/people">
        <TextField
          name="q"
          label="Name or account"
          type="search"
          value={q}
          onChange={setQ}
          autoComplete="off"
        />
        <Button type="submit" icon="search">
          Search
        </Button>
      </form>
    </search>
  );
}

function columnsFor(end: (person: Person) => void): Column<Person>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      className: 'col-name',
      cardTitle: true,
      cell: ({ id, name, accountName, mail }) => (
        <>
          <Link href={`/people/${id}`}>
            <strong>{name}</strong>
          </Link>
          <div className="muted">{[accountName, mail].filter(Boolean).join(' · ')}</div>
        </>
      ),
    },
    { id: 'rights', header: 'What they may, and why', cell: ({ rights }) => <Rights rights={rights} /> },
    {
      id: 'signed-in',
      header: 'Last sign-in',
      cell: ({ lastSignInAt }) =>
        lastSignInAt ? <RelativeTime at={lastSignInAt} /> : <span className="muted">never</span>,
    },
    {
      id: 'checked',
      header: 'Directory asked',
      cell: ({ checkedAt }) =>
        checkedAt ? <RelativeTime at={checkedAt} /> : <span className="muted">–</span>,
    },
    { id: 'sessions', header: 'Sessions', cell: ({ sessions }) => sessions },
    actsColumn(
      (person) =>
        person.sessions > 0 && (
          <Button small icon="logout" aria-haspopup="dialog" onClick={() => end(person)}>
            End sessions<span className="visually-hidden"> of {person.name}</span>
          </Button>
        ),
    ),
  ];
}

/** So many are shown of somebody; the rest stands on their page. */
const SHOWN = 3;

function Rights({ rights }: Pick<Person, 'rights'>) {
  if (!rights) return <span className="muted">not signed in; asked at the next sign-in</span>;
  if (rights.length === 0) return <span className="muted">nothing any more: out at their next step</span>;
  return (
    <>
      {rights.slice(0, SHOWN).map(({ text, groups }) => (
        <div key={text}>
          {text}{' '}
          <span className="muted">{groups.length > 0 ? `by ${groups.join(', ')}` : 'as everybody'}</span>
        </div>
      ))}
      {rights.length > SHOWN && <div className="muted">and {rights.length - SHOWN} more</div>}
    </>
  );
}
