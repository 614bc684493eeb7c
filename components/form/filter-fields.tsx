'use client';

import { SelectField, type SelectOption } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import type { AddressFilter } from '@/components/ui/use-address-filter';
import { useViewerZone } from '@/components/ui/viewer-clock';
import { orOther } from './filter-options';
import { instantText, localText } from './viewer-instant';

/** The fields of a filter, each by its name. Text and times open their address after a pause, a choice at once. */
export function useFilterFields<Name extends string>(
  { values, set }: AddressFilter<NoInfer<Name>>,
  labels: Readonly<Record<Name, string>>,
  problems: Partial<Record<NoInfer<Name>, string>> = {},
) {
  const zone = useViewerZone() ?? 'UTC';
  const shared = (name: Name) => ({ name, label: labels[name], error: problems[name] });
  /** An instant, shown and entered in the zone of whoever looks. */
  const time = (name: Name, ofTwo: 'earlier' | 'later') => (
    <TextField
      {...shared(name)}
      type="datetime-local"
      title={`In your time zone, ${zone.replaceAll('_', ' ')}`}
      value={localText(values[name], zone)}
      onChange={(local) => set(name, instantText(local, zone, ofTwo), 'later')}
    />
  );
  return {
    text: (name: Name) => (
      <TextField
        {...shared(name)}
        value={values[name]}
        onChange={(value) => set(name, value, 'later')}
        autoComplete="off"
      />
    ),
    select: (name: Name, options: readonly SelectOption[]) => (
      <SelectField
        {...shared(name)}
        value={values[name]}
        onChange={(value) => set(name, value)}
        options={orOther(values[name], options)}
      />
    ),
    /** Two instants, side by side. */
    times: (from: Name & 'from', to: Name & 'to') => (
      <div className="filter-times">
        {time(from, 'earlier')}
        {time(to, 'later')}
      </div>
    ),
  };
}
