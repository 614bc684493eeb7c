'use client';

import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { describedBy, Field } from '@/components/ui/field';
import { useViewerZone } from '@/components/ui/viewer-clock';
import { isTimeZone, localFields } from '@/lib/timing/zone';

import { offsetText } from './run-text';
import { searchZones } from './search-zones';
import styles from './timing.module.css';

type ZoneFieldProps = {
  id: string;
  name: string;
  error: string | undefined;
  value: string;
  onChange: (zone: string) => void;
};

/** A time zone, found by typing a part of its name: the combobox pattern of the ARIA Authoring Practices. */
export function ZoneField({ id, name, error, value, onChange }: ZoneFieldProps) {
  const viewerZone = useViewerZone();
  const [query, setQuery] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const open = query !== null;
  const zones = useMemo(() => (query === null ? [] : searchZones(query, viewerZone)), [query, viewerZone]);

  useEffect(() => {
    if (open) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [open, active]);

  function search(text: string | null) {
    setQuery(text);
    setActive(0);
  }

  function choose(zone: string | undefined) {
    if (zone) onChange(zone);
    search(null);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (open) setActive((before) => Math.max(0, Math.min(zones.length - 1, before + step)));
      else search('');
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      choose(zones[active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      search(null);
    }
  }

  /** A whole name that was typed counts; of a part the earlier zone stays. */
  function onBlur() {
    const typed = query?.trim().toLowerCase();
    const exact = zones.find((zone) => zone.toLowerCase() === typed) ?? query?.trim();
    choose(exact && isTimeZone(exact) ? exact : undefined);
  }

  const listId = `${id}-list`;
  const hint = value ? zoneHint(value, viewerZone) : 'Type a city or a region.';
  return (
    <Field label="Time zone" htmlFor={id} hint={hint} error={error} required>
      <div className={styles.combobox}>
        <input
          {...describedBy(id, hint, error)}
          className="control"
          name={name}
          role="combobox"
          aria-expanded={open && zones.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={open && zones[active] ? `${listId}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          required
          value={query ?? value}
          placeholder={open && value ? value : 'Europe/London'}
          onChange={(event) => search(event.target.value)}
          onClick={() => !open && search('')}
          onKeyDown={onKeyDown}
          onBlur={onBlur}
        />
        <div
          id={listId}
          ref={list}
          role="listbox"
          aria-label="Time zones"
          className={styles.options}
          hidden={!open || zones.length === 0}
        >
          {zones.map((zone, index) => (
            <ZoneOption
              key={zone}
              id={`${listId}-${index}`}
              zone={zone}
              active={index === active}
              mine={zone === viewerZone}
              onChoose={() => choose(zone)}
            />
          ))}
        </div>
        {open && zones.length === 0 && (
          <p className={styles.options} role="status">
            No zone is called so. Try a large city near you.
          </p>
        )}
      </div>
    </Field>
  );
}

type ZoneOptionProps = { id: string; zone: string; active: boolean; mine: boolean; onChoose: () => void };

function ZoneOption({ id, zone, active, mine, onChoose }: ZoneOptionProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className={active ? styles.activeOption : undefined}
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose();
      }}
    >
      <span>{zone.replaceAll('_', ' ')}</span>
      <span className="muted">
        {mine && 'yours · '}
        {offsetNow(zone)}
      </span>
    </div>
  );
}

const offsetNow = (zone: string) => offsetText(localFields(new Date(), zone).offsetMinutes);

function zoneHint(zone: string, viewerZone: string | null): string {
  if (!isTimeZone(zone)) return 'Type a city or a region.';
  const own = zone === viewerZone ? 'Your own zone, ' : 'Now ';
  return `${own}${offsetNow(zone)}. Clock changes are followed.`;
}
