'use client';

import Link from 'next/link';
import { type FormEvent, useCallback, useState } from 'react';
import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useAddressFilter } from '@/components/ui/use-address-filter';
import { allHref, type ListValues, listHref } from './list-href';
import { STATE_LOOKS } from './state-chip';
import { SYNC_LOOKS } from './sync-chip';

const options = (all: string, looks: Record<string, { label: string }>) => [
  { value: '', label: all },
  ...Object.entries(looks).map(([value, { label }]) => ({ value, label })),
];

const STATES = options('Any state', STATE_LOOKS);
const SYNCS = options('Any', SYNC_LOOKS);

/** Search and filters of the list. All of them live in the address. */
export function ListFilters({
  current,
  teams,
  everyTeam,
  environments,
}: {
  current: ListValues;
  teams: readonly { id: string; name: string }[];
  /** How all teams stand in the address: not '' for whoever's list begins with their own. */
  everyTeam: string;
  /** Offered where there is more than one. */
  environments: readonly { id: string; name: string }[];
}) {
  const href = useCallback((values: ListValues) => listHref(values), []);
  const { values, set, pending, openNow } = useAddressFilter(current, href);
  const [open, setOpen] = useState(false);
  const { q: _q, sort: _sort, dir: _dir, ...narrowing } = values;
  const active = Object.values(narrowing).filter((value) => value && value !== everyTeam).length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    openNow();
  };
  return (
    <search className="filters" aria-busy={pending}>
      <form onSubmit={submit} className="filter-form">
        <TextField
          name="q"
          type="search"
          label="Search"
          placeholder="Name or description"
          value={values.q}
          onChange={(q) => set({ q }, 'later')}
          className="filter-search"
          autoComplete="off"
        />
        <Button
          className="filter-toggle"
          icon="tune"
          aria-expanded={open}
          aria-controls="list-filters"
          onClick={() => setOpen(!open)}
        >
          Filters{active > 0 && ` (${active})`}
        </Button>
        <div id="list-filters" className={open ? 'filter-grid is-open' : 'filter-grid'}>
          <SelectField
            name="team"
            label="Team"
            value={values.team}
            onChange={(team) => set({ team })}
            options={[
              { value: everyTeam, label: 'All teams' },
              ...teams.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          {environments.length > 1 && (
            <SelectField
              name="environment"
              label="Environment"
              value={values.environment}
              onChange={(environment) => set({ environment })}
              options={[
                { value: '', label: 'All environments' },
                ...environments.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          <SelectField
            name="state"
            label="State"
            value={values.state}
            onChange={(state) => set({ state })}
            options={STATES}
          />
          <SelectField
            name="sync"
            label="In AWS"
            value={values.sync}
            onChange={(sync) => set({ sync })}
            options={SYNCS}
          />
          <TextField
            name="owner"
            label="Owner"
            value={values.owner}
            onChange={(owner) => set({ owner }, 'later')}
            autoComplete="off"
          />
          <TextField
            name="tag"
            label="Tag"
            value={values.tag}
            onChange={(tag) => set({ tag }, 'later')}
            autoComplete="off"
          />
        </div>
        {(active > 0 || values.q) && (
          <Link className="filter-clear" href={allHref(values, everyTeam)}>
            Clear all
          </Link>
        )}
      </form>
    </search>
  );
}
