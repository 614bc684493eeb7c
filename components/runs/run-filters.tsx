'use client';

import { useFilterFields } from '@/components/form/filter-fields';
import { FilterForm } from '@/components/form/filter-form';
import { looks, type Named, named, narrowing } from '@/components/form/filter-options';
import { useAddressFilter } from '@/components/ui/use-address-filter';
import { KINDS } from '@/lib/targets/registry';
import { ORIGIN_TEXT, RUN_LOOKS } from './run-looks';
import { type RunValues, runsHref } from './runs-href';

type RunFiltersProps = {
  current: RunValues;
  /** Its name, where the runs of one schedule are shown. */
  schedule: string | null;
  teams: readonly Named[];
  /** Offered where there is more than one. */
  environments: readonly Named[];
};

const LABELS = {
  schedule: 'Schedule',
  name: 'Schedule',
  state: 'State',
  team: 'Team',
  environment: 'Environment',
  kind: 'Kind of target',
  origin: 'Why it runs',
  from: 'From',
  to: 'Until',
};
const STATES = looks('Any state', { bad: { label: 'To be looked at' }, ...RUN_LOOKS });
const TARGETS = looks('Any kind', KINDS);
const ORIGINS = [
  { value: '', label: 'Any' },
  ...Object.entries(ORIGIN_TEXT).map(([value, label]) => ({ value, label })),
];

/** The filters of the list of runs. All of them live in the address. */
export function RunFilters({ current, schedule, teams, environments }: RunFiltersProps) {
  const filter = useAddressFilter(current, runsHref);
  const { select, text, times } = useFilterFields(filter, LABELS);
  return (
    <FilterForm
      search={{ name: 'target', label: 'Target', placeholder: 'Part of its ARN' }}
      use={filter}
      active={narrowing(filter.values, 'target')}
      clear="/runs"
      wide
    >
      {schedule === null
        ? text('name')
        : select('schedule', named('All schedules', [{ id: current.schedule, name: schedule }]))}
      {select('state', STATES)}
      {select('team', named('All teams', teams))}
      {environments.length > 1 && select('environment', named('All environments', environments))}
      {select('kind', TARGETS)}
      {select('origin', ORIGINS)}
      {times('from', 'to')}
    </FilterForm>
  );
}
