'use client';

import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import { instantText, localText } from '@/components/audit/viewer-instant';
import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useAddressFilter } from '@/components/ui/use-address-filter';
import { useViewerZone } from '@/components/ui/viewer-clock';
import { KIND_NAMES, KINDS } from '@/lib/targets/registry';
import { ORIGIN_TEXT, RUN_LOOKS } from './run-looks';
import { type RunValues, runsHref } from './runs-href';

type Named = { id: string; name: string };

type RunFiltersProps = {
  current: RunValues;
  /** Its name, where the runs of one schedule are shown. */
  schedule: string | null;
  teams: readonly Named[];
  /** Offered where there is more than one. */
  environments: readonly Named[];
};

const STATES = [
  { value: '', label: 'Any state' },
  { value: 'bad', label: 'To be looked at' },
  ...Object.entries(RUN_LOOKS).map(([value, { label }]) => ({ value, label })),
];
const KIND_OPTIONS = [
  { value: '', label: 'Any kind' },
  ...KIND_NAMES.map((kind) => ({ value: kind, label: KINDS[kind].label })),
];
const ORIGIN_OPTIONS = [
  { value: '', label: 'Any' },
  ...Object.entries(ORIGIN_TEXT).map(([value, label]) => ({ value, label })),
];

const named = (all: string, names: readonly Named[]) => [
  { value: '', label: all },
  ...names.map(({ id, name }) => ({ value: id, label: name })),
];

/** The filters of the list of runs. All of them live in the address. */
export function RunFilters({ current, schedule, teams, environments }: RunFiltersProps) {
  const { values, set, pending, openNow } = useAddressFilter(current, runsHref);
  const zone = useViewerZone() ?? 'UTC';
  const [open, setOpen] = useState(false);
  const active = Object.values(values).filter(Boolean).length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    openNow();
  };
  const time = (name: 'from' | 'to', label: string) => (
    <TextField
      name={name}
      type="datetime-local"
      label={label}
      title={`In your time zone, ${zone.replaceAll('_', ' ')}`}
      value={localText(values[name], zone)}
      onChange={(local) =>
        set({ [name]: instantText(local, zone, name === 'from' ? 'earlier' : 'later') }, 'later')
      }
    />
  );
  const select = (name: keyof RunValues, label: string, options: { value: string; label: string }[]) => (
    <SelectField
      name={name}
      label={label}
      value={values[name]}
      onChange={(value) => set({ [name]: value })}
      options={options}
    />
  );
  return (
    <search className="filters" aria-busy={pending}>
      <form onSubmit={submit} className="filter-form audit-filter-form">
        <TextField
          name="target"
          type="search"
          label="Target"
          placeholder="Part of its ARN"
          value={values.target}
          onChange={(target) => set({ target }, 'later')}
          className="filter-search"
          autoComplete="off"
        />
        <Button
          className="filter-toggle"
          icon="tune"
          aria-expanded={open}
          aria-controls="run-filters"
          onClick={() => setOpen(!open)}
        >
          Filters{active > 0 && ` (${active})`}
        </Button>
        <div id="run-filters" className={open ? 'filter-grid is-open' : 'filter-grid'}>
          {schedule !== null &&
            select(
              'schedule',
              'Schedule',
              named('All schedules', [{ id: current.schedule, name: schedule }]),
            )}
          {select('state', 'State', STATES)}
          {select('team', 'Team', named('All teams', teams))}
          {environments.length > 1 &&
            select('environment', 'Environment', named('All environments', environments))}
          {select('kind', 'Kind of target', KIND_OPTIONS)}
          {select('origin', 'Why it runs', ORIGIN_OPTIONS)}
          {time('from', 'From')}
          {time('to', 'Until')}
        </div>
        {active > 0 && (
          <Link className="filter-clear" href="/runs">
            Clear all
          </Link>
        )}
      </form>
    </search>
  );
}
