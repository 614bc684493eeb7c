'use client';

import { useFilterFields } from '@/components/form/filter-fields';
import { FilterForm } from '@/components/form/filter-form';
import { looks, type Named, named, narrowing } from '@/components/form/filter-options';
import { useAddressFilter } from '@/components/ui/use-address-filter';
import { allHref, type ListValues, listHref } from './list-href';
import { STATE_LOOKS } from './state-chip';
import { SYNC_LOOKS } from './sync-chip';

type ListFiltersProps = {
  current: ListValues;
  teams: readonly Named[];
  /** How all teams stand in the address: not '' for whoever's list begins with their own. */
  everyTeam: string;
  /** Offered where there is more than one. */
  environments: readonly Named[];
};

const LABELS = {
  team: 'Team',
  environment: 'Environment',
  state: 'State',
  sync: 'In AWS',
  owner: 'Owner',
  tag: 'Tag',
};
const STATES = looks('Any state', STATE_LOOKS);
const SYNCS = looks('Any', SYNC_LOOKS);

/** Search and filters of the list. All of them live in the address. */
export function ListFilters({ current, teams, everyTeam, environments }: ListFiltersProps) {
  const filter = useAddressFilter(current, listHref);
  const { text, select } = useFilterFields(filter, LABELS);
  const { values } = filter;
  const team = values.team === everyTeam ? '' : values.team;
  return (
    <FilterForm
      search={{ name: 'q', label: 'Search', placeholder: 'Name or description' }}
      use={filter}
      active={narrowing({ ...values, team }, 'q', 'sort', 'dir')}
      clear={allHref(values, everyTeam)}
    >
      {select('team', named('All teams', teams, everyTeam))}
      {environments.length > 1 && select('environment', named('All environments', environments))}
      {select('state', STATES)}
      {select('sync', SYNCS)}
      {text('owner')}
      {text('tag')}
    </FilterForm>
  );
}
