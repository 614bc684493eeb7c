'use client';

import Link from 'next/link';
import { type FormEvent, useCallback, useState } from 'react';
import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useAddressFilter } from '@/components/ui/use-address-filter';
import { adoptHref, type FindValues } from './adopt-href';
import { STANDING_LOOKS } from './verdict';

const KINDS = [
  { value: '', label: 'Any kind' },
  { value: 'schedule', label: 'EventBridge Scheduler' },
  { value: 'rule', label: 'EventBridge rules' },
];
const STANDINGS = [
  { value: '', label: 'All' },
  ...Object.entries(STANDING_LOOKS).map(([value, { label }]) => ({ value, label })),
];

type AdoptFiltersProps = {
  current: FindValues;
  environments: readonly { id: string; name: string }[];
};

/** Search and filters of what was found. All of them live in the address. */
export function AdoptFilters({ current, environments }: AdoptFiltersProps) {
  const href = useCallback((values: FindValues) => adoptHref(values), []);
  const { values, set, pending, openNow } = useAddressFilter(current, href);
  const [open, setOpen] = useState(false);
  const { environment } = values;
  const active = [values.kind, values.standing, values.group].filter(Boolean).length;
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
          placeholder="Name or ARN"
          value={values.q}
          onChange={(q) => set({ q }, 'later')}
          className="filter-search"
          autoComplete="off"
        />
        <Button
          className="filter-toggle"
          icon="tune"
          aria-expanded={open}
          aria-controls="find-filters"
          onClick={() => setOpen(!open)}
        >
          Filters{active > 0 && ` (${active})`}
        </Button>
        <div id="find-filters" className={open ? 'filter-grid is-open' : 'filter-grid'}>
          {environments.length > 1 && (
            <SelectField
              name="environment"
              label="Environment"
              value={environment}
              onChange={(environment) => set({ environment })}
              options={environments.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <SelectField
            name="kind"
            label="Kind"
            value={values.kind}
            onChange={(kind) => set({ kind })}
            options={KINDS}
          />
          <SelectField
            name="standing"
            label="Verdict"
            value={values.standing}
            onChange={(standing) => set({ standing })}
            options={STANDINGS}
          />
          <TextField
            name="group"
            label="Group"
            value={values.group}
            onChange={(group) => set({ group }, 'later')}
            autoComplete="off"
          />
        </div>
        {(active > 0 || values.q) && (
          <Link
            className="filter-clear"
            href={adoptHref({ environment, q: '', kind: '', standing: '', group: '' })}
          >
            Clear all
          </Link>
        )}
      </form>
    </search>
  );
}
