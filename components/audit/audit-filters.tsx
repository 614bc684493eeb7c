'use client';

import { useId } from 'react';
import { useFilterFields } from '@/components/form/filter-fields';
import { FilterForm } from '@/components/form/filter-form';
import { type Named, named, narrowing } from '@/components/form/filter-options';
import { TextField } from '@/components/ui/text-field';
import { useAddressFilter } from '@/components/ui/use-address-filter';
import type { FilterProblems } from '@/lib/audit/filter';
import { type AuditValues, auditHref, LABELS } from './audit-href';
import { nameOf, type Person, personValue } from './person-value';

const OUTCOMES = [
  { value: '', label: 'Any outcome' },
  { value: 'ok', label: 'OK' },
  { value: 'denied', label: 'Denied' },
  { value: 'failed', label: 'Failed' },
];

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

/** Search and filters of an audit. All of them live in the address. */
export function AuditFilters(props: AuditFiltersProps) {
  const { path, current, problems, people, teams, environments, actions, addresses } = props;
  const filter = useAddressFilter(current, (values) => auditHref(path, values));
  const { text, select, times } = useFilterFields(filter, LABELS, problems);
  const peopleId = useId();
  const { values, set } = filter;
  return (
    <FilterForm
      search={{ name: 'q', label: LABELS.q, placeholder: 'Name, act or reason', error: problems.q }}
      use={filter}
      active={narrowing(values, 'q')}
      clear={path}
      wide
    >
      <TextField
        name="actor"
        label={LABELS.actor}
        list={peopleId}
        value={nameOf(people, values.actor)}
        error={problems.actor}
        onChange={(typed) => set('actor', personValue(people, typed), 'later')}
        autoComplete="off"
      />
      <datalist id={peopleId}>
        {people.map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
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
      {times('from', 'to')}
    </FilterForm>
  );
}
