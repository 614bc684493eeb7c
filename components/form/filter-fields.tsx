'use client';

import { useState } from 'react';
import { SelectField, type SelectOption } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import type { AddressFilter } from '@/components/ui/use-address-filter';
import { useViewerZone } from '@/components/ui/viewer-clock';
import { orOther } from './filter-options';
import { instantText, shownText, type Typed } from './viewer-instant';

/** The fields of a filter, each by its name. Text and times open their address after a pause, a choice at once. */
export function useFilterFields<Name extends string>(
  { values, set }: AddressFilter<NoInfer<Name>>,
  labels: Readonly<Record<Name, string>>,
  problems: Partial<Record<NoInfer<Name>, string>> = {},
) {
  const zone = useViewerZone() ?? 'UTC';
  const [typed, setTyped] = useState<Partial<Record<Name, Typed>>>({});
  const shared = (name: Name) => ({ name, label: labels[name], error: problems[name] });
  /** An instant, shown and entered in the zone of whoever looks. While a year is typed, the filter stays as it is. */
  const time = (name: Name, ofTwo: 'earlier' | 'later') => {
    const enter = (local: string) => {
      const instant = instantText(local, zone, ofTwo);
      const going = local !== '' && instant === '';
      setTyped({ ...typed, [name]: going ? { local, beside: values[name] } : undefined });
      if (!going) set(name, instant, 'later');
    };
    return (
      <TextField
        {...shared(name)}
        type="datetime-local"
        title={`In your time zone, ${zone.replaceAll('_', ' ')}`}
        value={shownText(values[name], typed[name] ?? null, zone)}
        onChange={enter}
        onBlur={() => setTyped({ ...typed, [name]: undefined })}
      />
    );
  };
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
