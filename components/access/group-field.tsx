'use client';

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { describedBy, Field } from '@/components/ui/field';
import type { GroupSearch } from '@/lib/access/search';
import { SEARCH_MIN } from '@/lib/access/search-min';
import type { FoundGroup } from '@/lib/auth/directory';
import styles from './access.module.css';
import { useGroups } from './use-groups';

type GroupFieldProps = {
  value: FoundGroup | null;
  onChange: (group: FoundGroup | null) => void;
  error: string | undefined;
};

const HINT = 'Search by the beginning of its name.';

/**
 * A group of the directory, found by typing the beginning of its name (the editable combobox with list autocomplete of
 * the ARIA Authoring Practices). Only what was chosen of the list is a group; changing the text takes the choice back.
 */
export function GroupField({ value, onChange, error }: GroupFieldProps) {
  const id = useId();
  const listId = `${id}-list`;
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  /** None is active until an arrow key makes it so: Enter must not choose what nobody asked for. */
  const [active, setActive] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const found = useGroups(open ? text : null);
  const groups = found?.groups ?? [];

  useEffect(() => {
    if (active >= 0) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const look = (wanted: boolean) => {
    setOpen(wanted);
    setActive(-1);
  };

  const choose = (group: FoundGroup) => {
    setText(group.name);
    onChange(group);
    look(false);
  };

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const group = groups[active];
    if (step) {
      event.preventDefault();
      if (!open) look(true);
      else setActive((before) => Math.max(-1, Math.min(groups.length - 1, before + step)));
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      if (group) choose(group);
    } else if (event.key === 'Escape' && open) {
      // The dialog around it stays.
      event.preventDefault();
      look(false);
    }
  }

  return (
    <Field label="Group" htmlFor={id} hint={value ? value.dn : HINT} error={error} required>
      <div className={styles.combobox}>
        <input
          {...describedBy(id, HINT, error)}
          className="control"
          name="groupSid"
          role="combobox"
          aria-expanded={open && groups.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={open && groups[active] ? `${listId}-${active}` : undefined}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          required
          data-autofocus=""
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            onChange(null);
            look(true);
          }}
          onClick={() => value === null && look(true)}
          onKeyDown={onKeyDown}
          onBlur={() => look(false)}
        />
        <div className={styles.popup} hidden={!open}>
          <div id={listId} ref={list} role="listbox" aria-label="Groups of the directory">
            {groups.map((group, index) => (
              <GroupOption
                key={group.sid}
                id={`${listId}-${index}`}
                group={group}
                active={index === active}
                onChoose={() => choose(group)}
              />
            ))}
          </div>
          <p className={styles.note} role="status">
            {open && noteOf(text.trim(), found)}
          </p>
        </div>
      </div>
    </Field>
  );
}

type GroupOptionProps = { id: string; group: FoundGroup; active: boolean; onChoose: () => void };

function GroupOption({ id, group: { name, dn, description }, active, onChoose }: GroupOptionProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className={active ? styles.active : undefined}
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose();
      }}
    >
      <span>{name}</span>
      {description && <span className="muted">{description}</span>}
      <span className={`muted ${styles.dn}`}>{dn}</span>
    </div>
  );
}

function noteOf(text: string, found: GroupSearch | null): string {
  if (text.length < SEARCH_MIN) return `Type at least ${SEARCH_MIN} letters.`;
  if (!found) return 'Looking for groups …';
  if (found.problem) return `Rota can’t search for groups. ${found.problem}`;
  if (found.groups.length === 0) return 'The directory has no security group whose name begins so.';
  if (found.more) return `The first ${found.groups.length} groups: type more of the name.`;
  return found.groups.length === 1 ? '1 group.' : `${found.groups.length} groups.`;
}
