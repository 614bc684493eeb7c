'use client';

import Link from 'next/link';
import { type FormEvent, useCallback, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useAddressFilter } from '@/components/ui/use-address-filter';
import { useViewerZone } from '@/components/ui/viewer-clock';
import type { FilterProblems } from '@/lib/audit/filter';
import { type AuditValues, auditHref, LABELS } from './audit-href';
import { nameOf, type Person, personValue } from './person-value';
import { instantText, localText } from './viewer-instant';

const OUTCOMES = [
  { value: '', label: 'Any outcome' },
  { value: 'ok', label: 'OK' },
  { value: 'denied', label: 'Denied' },
  { value: 'failed', label: 'Failed' },
];

type Named = { id: string; name: string };

export type AuditFiltersProps = {
  path: string;
  current: AuditValues;
  problems: FilterProblems;
  people: readonly Person[];
  teams: readonly Named[];
  environments: readonly Named[];
  actions: Readonly<Record<string, string>>;
  /** Whether who looks sees the addresses of others, so that rows can be found by them. */
  addresses: boolean;
};

const named = (all: string, names: readonly Named[]) => [
  { value: '', label: all },
  ...names.map(({ id, name }) => ({ value: id, label: name })),
];

/** What is filtered by stays to be seen, also where it is none of what can be chosen. */
const orOther = (value: string, options: { value: string; label: string }[]) =>
  options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: `${value} (unknown)` }];

/** Search and filters of an audit. All of them live in the address. */
export function AuditFilters(props: AuditFiltersProps) {
  const { path, current, problems, people, teams, environments, actions, addresses } = props;
  const href = useCallback((values: AuditValues) => auditHref(path, values), [path]);
  const { values, set, pending, openNow } = useAddressFilter(current, href);
  const zone = useViewerZone() ?? 'UTC';
  const [open, setOpen] = useState(false);
  const id = useId();
  const { q: _q, ...narrowing } = values;
  const active = Object.values(narrowing).filter(Boolean).length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    openNow();
  };
  const text = (name: keyof AuditValues) => (
    <TextField
      name={name}
      label={LABELS[name]}
      value={values[name]}
      error={problems[name]}
      onChange={(value) => set({ [name]: value }, 'later')}
      autoComplete="off"
    />
  );
  const time = (name: 'from' | 'to') => (
    <TextField
      name={name}
      type="datetime-local"
      label={LABELS[name]}
      title={`In your time zone, ${zone.replaceAll('_', ' ')}`}
      value={localText(values[name], zone)}
      error={problems[name]}
      onChange={(local) =>
        set({ [name]: instantText(local, zone, name === 'from' ? 'earlier' : 'later') }, 'later')
      }
    />
  );
  const select = (name: keyof AuditValues, options: { value: string; label: string }[]) => (
    <SelectField
      name={name}
      label={LABELS[name]}
      value={values[name]}
      onChange={(value) => set({ [name]: value })}
      options={orOther(values[name], options)}
    />
  );
  return (
    <search className="filters" aria-busy={pending}>
      <form onSubmit={submit} className="filter-form audit-filter-form">
        <TextField
          name="q"
          type="search"
          label={LABELS.q}
          placeholder="Name or reason"
          value={values.q}
          error={problems.q}
          onChange={(q) => set({ q }, 'later')}
          className="filter-search"
          autoComplete="off"
        />
        <Button
          className="filter-toggle"
          icon="tune"
          aria-expanded={open}
          aria-controls={`${id}-filters`}
          onClick={() => setOpen(!open)}
        >
          Filters{active > 0 && ` (${active})`}
        </Button>
        <div id={`${id}-filters`} className={open ? 'filter-grid is-open' : 'filter-grid'}>
          <TextField
            name="actor"
            label={LABELS.actor}
            list={`${id}-people`}
            value={nameOf(people, values.actor)}
            error={problems.actor}
            onChange={(typed) => set({ actor: personValue(people, typed) }, 'later')}
            autoComplete="off"
          />
          {text('schedule')}
          {select('team', named('All teams', teams))}
          {select('environment', named('All environments', environments))}
          {select(
            'action',
            named(
              'Any action',
              Object.entries(actions).map(([id, name]) => ({ id, name })),
            ),
          )}
          {select('outcome', OUTCOMES)}
          {(addresses || values.ip !== '') && text('ip')}
          {text('request')}
          {text('token')}
          {time('from')}
          {time('to')}
        </div>
        <datalist id={`${id}-people`}>
          {people.map(({ id, name }) => (
            <option key={id} value={name} />
          ))}
        </datalist>
        {Object.values(values).some(Boolean) && (
          <Link className="filter-clear" href={path}>
            Clear all
          </Link>
        )}
      </form>
    </search>
  );
}
