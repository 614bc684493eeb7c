'use client';

import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { describedBy, Field } from '@/components/ui/field';
import type { Listed } from '@/lib/aws/inventory';
import type { Stock } from '@/lib/environments/stock';
import styles from './arn-field.module.css';
import { useStock } from './use-stock';

type ArnFieldProps = {
  id: string;
  name: string;
  error: string | undefined;
  label: string;
  value: string;
  onChange: (arn: string) => void;
  placeholder: string;
  hint?: ReactNode;
  /** What is offered, of the environment. */
  what: Listed;
  environmentId: string;
};

const NAMES: Record<Listed, { one: string; many: string }> = {
  function: { one: 'function', many: 'functions' },
  queue: { one: 'queue', many: 'queues' },
  topic: { one: 'topic', many: 'topics' },
  cluster: { one: 'cluster', many: 'clusters' },
  taskDefinition: { one: 'task definition', many: 'task definitions' },
};

/**
 * The ARN of something in AWS: entered freely, or chosen from what is there by a part of its name (the editable
 * combobox with list autocomplete of the ARIA Authoring Practices).
 */
export function ArnField(props: ArnFieldProps) {
  const { id, name, error, label, value, onChange, placeholder, hint, what, environmentId } = props;
  const [search, setSearch] = useState<string | null>(null);
  /** None is active until an arrow key makes it so: Enter must not choose what nobody asked for. */
  const [active, setActive] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const stock = useStock(environmentId, what, search);
  const open = search !== null;
  const arns = stock?.arns ?? [];

  useEffect(() => {
    if (active >= 0) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  function look(text: string | null) {
    setSearch(text);
    setActive(-1);
  }

  function choose(arn: string) {
    onChange(arn);
    look(null);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const arn = arns[active];
    if (step) {
      event.preventDefault();
      if (!open) look('');
      else setActive((before) => Math.max(-1, Math.min(arns.length - 1, before + step)));
    } else if (event.key === 'Enter' && open && arn) {
      event.preventDefault();
      choose(arn);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      look(null);
    }
  }

  const listId = `${id}-list`;
  return (
    <Field label={label} htmlFor={id} hint={hint} error={error} required>
      <div className={styles.combobox}>
        <input
          {...describedBy(id, hint, error)}
          className="control mono"
          name={name}
          role="combobox"
          aria-expanded={open && arns.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={open && arns[active] ? `${listId}-${active}` : undefined}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          required
          value={value}
          placeholder={placeholder}
          onChange={(event) => {
            onChange(event.target.value);
            // Whoever enters an ARN needs no list in the way.
            look(event.target.value.startsWith('arn:') ? null : event.target.value);
          }}
          onClick={() => open || look('')}
          onKeyDown={onKeyDown}
          onBlur={() => look(null)}
        />
        <div className={styles.popup} hidden={!open}>
          <div id={listId} ref={list} role="listbox" aria-label={`${label}: ${NAMES[what].many} in AWS`}>
            {arns.map((arn, index) => (
              <ArnOption
                key={arn}
                id={`${listId}-${index}`}
                arn={arn}
                active={index === active}
                onChoose={() => choose(arn)}
              />
            ))}
          </div>
          <p className={styles.note} role="status">
            {open && noteOf(stock, what)}
          </p>
        </div>
      </div>
    </Field>
  );
}

type ArnOptionProps = { id: string; arn: string; active: boolean; onChoose: () => void };

function ArnOption({ id, arn, active, onChoose }: ArnOptionProps) {
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
      <span>{arn.split(/[:/]/).at(-1)}</span>
      <span className={`muted ${styles.arn}`}>{arn}</span>
    </div>
  );
}

function noteOf(stock: Stock | null, what: Listed): string {
  const { one, many } = NAMES[what];
  if (!stock) return `Looking for ${many} …`;
  const { arns, matches, reading, problem } = stock;
  if (problem) return `Rota can not list ${many} here, so enter the ARN. ${problem}`;
  if (reading) return `${matches} so far. The list of ${many} is long and still being read …`;
  if (matches === 0) return `No ${one} is called so. An ARN can be entered all the same.`;
  if (arns.length < matches) return `${arns.length} of ${matches} ${many}: type more of the name.`;
  return `${matches} ${matches === 1 ? one : many}.`;
}
