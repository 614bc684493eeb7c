'use client';

import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { describedBy, Field } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import styles from './list-field.module.css';

type ListFieldProps = {
  id: string;
  label: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  error?: string | undefined;
  hint?: ReactNode;
  placeholder?: string | undefined;
  mono?: boolean | undefined;
  /** Suggestions that are not in the list yet. */
  suggestions?: readonly string[] | undefined;
};

/** A list of short texts: Enter or a comma adds what was typed, leaving the box too; Backspace in it takes one back. */
export function ListField({
  id,
  label,
  values,
  onChange,
  error,
  hint,
  placeholder,
  mono,
  suggestions,
}: ListFieldProps) {
  const [draft, setDraft] = useState('');
  const input = useRef<HTMLInputElement>(null);

  function add(texts: readonly string[]) {
    const added = texts.map((text) => text.trim()).filter((text) => text !== '');
    setDraft('');
    if (added.length > 0) onChange([...new Set([...values, ...added])]);
  }

  function remove(index: number) {
    onChange(values.filter((_, place) => place !== index));
    input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      add(draft.split(','));
    } else if (event.key === 'Backspace' && draft === '') onChange(values.slice(0, -1));
  }

  function onPaste(event: ClipboardEvent) {
    const texts = (draft + event.clipboardData.getData('text')).split(/[,\n]/);
    if (texts.length < 2) return;
    event.preventDefault();
    add(texts);
  }

  const offered = suggestions?.filter((text) => !values.includes(text)) ?? [];
  return (
    <Field label={label} htmlFor={id} hint={hint} error={error}>
      <div className={`control ${styles.box} ${mono ? 'mono' : ''}`}>
        {values.map((value, index) => (
          <span className={styles.item} key={value}>
            <span className={styles.text}>{value}</span>
            <button type="button" className={styles.remove} onClick={() => remove(index)}>
              <Icon name="close" />
              <span className="visually-hidden">
                Remove {value} from {label}
              </span>
            </button>
          </span>
        ))}
        <input
          {...describedBy(id, hint, error)}
          ref={input}
          className={`browser-default ${styles.input}`}
          value={draft}
          placeholder={values.length === 0 ? placeholder : undefined}
          autoComplete="off"
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => add(draft.split(','))}
        />
      </div>
      {offered.length > 0 && (
        <div className={styles.suggestions}>
          {offered.map((text) => (
            <button type="button" key={text} className={styles.suggestion} onClick={() => add([text])}>
              <Icon name="add" />
              {text}
            </button>
          ))}
        </div>
      )}
    </Field>
  );
}
