'use client';

import { useFilterFields } from '@/components/form/filter-fields';
import { FilterForm } from '@/components/form/filter-form';
import { looks, type Named, narrowing } from '@/components/form/filter-options';
import { useAddressFilter } from '@/components/ui/use-address-filter';
import { adoptHref, type FindValues } from './adopt-href';
import { STANDING_LOOKS } from './verdict';

const LABELS = { environment: 'Environment', kind: 'Kind', standing: 'Verdict', group: 'Group' };
const KINDS = looks('Any kind', {
  schedule: { label: 'EventBridge Scheduler' },
  rule: { label: 'EventBridge rules' },
});
const STANDINGS = looks('All', STANDING_LOOKS);

type AdoptFiltersProps = { current: FindValues; environments: readonly Named[] };

/** Search and filters of what was found. All of them live in the address. */
export function AdoptFilters({ current, environments }: AdoptFiltersProps) {
  const filter = useAddressFilter(current, adoptHref);
  const { text, select } = useFilterFields(filter, LABELS);
  const { environment } = filter.values;
  return (
    <FilterForm
      search={{ name: 'q', label: 'Search', placeholder: 'Name or ARN' }}
      use={filter}
      active={narrowing(filter.values, 'q', 'environment')}
      clear={adoptHref({ environment, q: '', kind: '', standing: '', group: '' })}
    >
      {environments.length > 1 &&
        select(
          'environment',
          environments.map(({ id, name }) => ({ value: id, label: name })),
        )}
      {select('kind', KINDS)}
      {select('standing', STANDINGS)}
      {text('group')}
    </FilterForm>
  );
}
