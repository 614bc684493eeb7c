'use client';

import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { FieldNotes } from '@/components/ui/field';
import { TextField } from '@/components/ui/text-field';
import type { Header } from '@/lib/targets/kinds/webhook-headers';
import { MASK } from '@/lib/targets/mask';
import type { TargetFieldsProps } from './fields';
import styles from './targets.module.css';

type HeaderRowsProps = {
  headers: readonly Header[];
  onChange: (headers: Header[]) => void;
  at: TargetFieldsProps['at'];
};

const EMPTY: Header = { name: '', value: '', secret: false };

/** The headers that a webhook has of its own: rows that are added and removed, each with its value hidden or not. */
export function HeaderRows({ headers, onChange, at }: HeaderRowsProps) {
  const box = useRef<HTMLFieldSetElement>(null);
  const wanted = useRef<number | null>(null);
  const whole = at('headers');

  // The focus follows what was added, and does not fall out of the page with what was removed.
  useEffect(() => {
    const index = wanted.current;
    if (index === null) return;
    wanted.current = null;
    const names = box.current?.querySelectorAll<HTMLElement>('[data-header-name]');
    const next = names?.[Math.min(index, names.length - 1)];
    (next ?? box.current?.querySelector<HTMLElement>('button'))?.focus();
  });

  const change = (index: number, fields: Partial<Header>) =>
    onChange(headers.map((header, place) => (place === index ? { ...header, ...fields } : header)));

  return (
    <fieldset className={styles.headers} ref={box}>
      <legend>Headers</legend>
      {headers.map((header, index) => {
        const number = index + 1;
        const row = `headers.${index}`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has nothing of its own but its place, and holds no state
          <div className={styles.header} key={index}>
            <TextField
              {...at(`${row}.name`)}
              label={`Name of header ${number}`}
              value={header.name}
              onChange={(name) => change(index, { name })}
              placeholder="X-Api-Key"
              data-header-name=""
              autoComplete="off"
              spellCheck={false}
              required
              mono
            />
            <TextField
              {...at(`${row}.value`)}
              label={`Value of header ${number}`}
              value={header.value}
              onChange={(value) => change(index, { value })}
              autoComplete="off"
              spellCheck={false}
              required
              mono
            />
            <div className={styles.headerActs}>
              <Checkbox
                {...at(`${row}.secret`)}
                label="Secret"
                checked={header.secret}
                onChange={(secret) => change(index, { secret })}
              />
              <Button
                variant="text"
                small
                icon="delete_outline"
                className="icon-only"
                title={`Remove header ${number}`}
                onClick={() => {
                  wanted.current = index;
                  onChange(headers.filter((_, place) => place !== index));
                }}
              >
                <span className="visually-hidden">Remove header {number}</span>
              </Button>
            </div>
          </div>
        );
      })}
      <div>
        <Button
          variant="secondary"
          small
          icon="add"
          onClick={() => {
            wanted.current = headers.length;
            onChange([...headers, EMPTY]);
          }}
        >
          Add a header
        </Button>
      </div>
      <FieldNotes
        id={whole.id}
        error={whole.error}
        hint={
          headers.length > 0 &&
          `A secret value is stored encrypted and shown as ${MASK}; leave that to keep it. Another address needs it entered again.`
        }
      />
    </fieldset>
  );
}
