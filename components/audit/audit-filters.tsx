'use client';

import Link from 'next/link';
import { type FormEvent, useCallback } from 'react';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useAddressFilter } from '@/components/ui/use-address-filter';
import { type AuditValues, auditHref } from './audit-href';

const OUTCOMES = [
  { value: '', label: 'Any outcome' },
  { value: 'ok', label: 'OK' },
  { value: 'denied', label: 'Denied' },
  { value: 'failed', label: 'Failed' },
];

type AuditFiltersProps = {
  path: string;
  current: AuditValues;
  people: readonly { id: string; name: string }[];
  actions: Readonly<Record<string, string>>;
};

/** Search and filters of an audit. All of them live in the address. */
export function AuditFilters({ path, current, people, actions }: AuditFiltersProps) {
  const href = useCallback((values: AuditValues) => auditHref(path, values), [path]);
  const { values, set, pending, openNow } = useAddressFilter(current, href);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    openNow();
  };
  return (
    <search className="filters" aria-busy={pending}>
      <form onSubmit={submit} className="filter-form audit-filter-form">
        <TextField
          name="q"
          type="search"
          label="Search"
          placeholder="Name, reason or request id"
          value={values.q}
          onChange={(q) => set({ q }, 'later')}
          className="filter-search"
          autoComplete="off"
        />
        <SelectField
          name="actor"
          label="Person"
          value={values.actor}
          onChange={(actor) => set({ actor })}
          options={[
            { value: '', label: 'Everybody' },
            ...people.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <SelectField
          name="action"
          label="Action"
          value={values.action}
          onChange={(action) => set({ action })}
          options={[
            { value: '', label: 'Any action' },
            ...Object.entries(actions).map(([value, label]) => ({ value, label })),
          ]}
        />
        <SelectField
          name="outcome"
          label="Outcome"
          value={values.outcome}
          onChange={(outcome) => set({ outcome })}
          options={OUTCOMES}
        />
        <TextField
          name="from"
          type="date"
          label="From (UTC)"
          value={values.from}
          onChange={(from) => set({ from }, 'later')}
        />
        <TextField
          name="to"
          type="date"
          label="To (UTC)"
          value={values.to}
          onChange={(to) => set({ to }, 'later')}
        />
        {Object.values(values).some(Boolean) && (
          <Link className="filter-clear" href={path}>
            Clear all
          </Link>
        )}
      </form>
    </search>
  );
}
