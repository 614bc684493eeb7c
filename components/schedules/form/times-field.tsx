'use client';

import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { FieldNotes } from '@/components/ui/field';
import { MOST_TIMES } from '@/lib/timing/builder-times';
import styles from './timing.module.css';

type TimesFieldProps = {
  id: string;
  name: string;
  error: string | undefined;
  times: readonly string[];
  onChange: (times: string[]) => void;
};

/** One or several times of day, in the schedule's zone. */
export function TimesField({ id, name, error, times, onChange }: TimesFieldProps) {
  const list = useRef<HTMLDivElement>(null);
  const wanted = useRef<number | null>(null);

  // the focus follows what was added, and does not fall out of the page with what was removed
  useEffect(() => {
    if (wanted.current === null) return;
    const inputs = list.current?.querySelectorAll('input');
    inputs?.[Math.min(wanted.current, inputs.length - 1)]?.focus();
    wanted.current = null;
  });

  const change = (next: string[], focus: number) => {
    wanted.current = focus;
    onChange(next);
  };
  const several = times.length > 1;
  return (
    <fieldset
      className={`${styles.group} ${error ? 'has-error' : ''}`}
      {...(error && { 'aria-describedby': `${id}-error` })}
    >
      <legend className="field-label">
        At
        <span className="field-required" aria-hidden="true">
          {' '}
          *
        </span>
      </legend>
      <div className={styles.times} ref={list}>
        {times.map((time, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a time has no other identity than its place
          <span className={styles.time} key={index}>
            <input
              id={index === 0 ? id : `${id}.${index}`}
              name={name}
              className="control"
              type="time"
              aria-label={several ? `Time ${index + 1}` : 'Time'}
              {...(error && { 'aria-invalid': true, 'aria-describedby': `${id}-error` })}
              value={time}
              required={index === 0}
              onChange={(event) =>
                onChange(times.map((other, place) => (place === index ? event.target.value : other)))
              }
            />
            {several && (
              <Button
                small
                variant="text"
                icon="close"
                className="icon-only"
                aria-label={`Remove time ${index + 1}`}
                onClick={() =>
                  change(
                    times.filter((_, place) => place !== index),
                    index,
                  )
                }
              />
            )}
          </span>
        ))}
        {times.length < MOST_TIMES && (
          <Button small variant="secondary" icon="add" onClick={() => change([...times, ''], times.length)}>
            Add a time
          </Button>
        )}
      </div>
      <FieldNotes id={id} error={error} />
    </fieldset>
  );
}
