'use client';

import Link from 'next/link';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import type { AddressFilter } from '@/components/ui/use-address-filter';

type FilterFormProps<Name extends string> = {
  search: {
    name: NoInfer<Name>;
    label: string;
    placeholder: string;
    error?: string | undefined;
  };
  use: AddressFilter<Name>;
  /** How many of the fields narrow the list. */
  active: number;
  /** The address without any of it. */
  clear: string;
  /** For more fields than stand beside the search. */
  wide?: boolean;
  /** The fields. */
  children: ReactNode;
};

/** The search and the filters of a list, which all live in the address. In a narrow window the filters are behind a button. */
export function FilterForm<Name extends string>(props: FilterFormProps<Name>) {
  const { search, use, active, clear, wide = false, children } = props;
  const { values, set, pending, openNow } = use;
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <search className="filters" aria-busy={pending}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          openNow();
        }}
        className={wide ? 'filter-form filter-form-wide' : 'filter-form'}
      >
        <TextField
          {...search}
          type="search"
          value={values[search.name]}
          onChange={(value) => set(search.name, value, 'later')}
          className="filter-search"
          autoComplete="off"
        />
        <Button
          className="filter-toggle"
          icon="tune"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          Filters{active > 0 && ` (${active})`}
        </Button>
        <div id={id} className={open ? 'filter-grid is-open' : 'filter-grid'}>
          {children}
        </div>
        {(active > 0 || values[search.name]) && (
          <Link className="filter-clear" href={clear}>
            Clear all
          </Link>
        )}
      </form>
    </search>
  );
}
