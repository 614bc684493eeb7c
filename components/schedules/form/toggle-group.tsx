import type { ReactNode } from 'react';
import { FieldNotes } from '@/components/ui/field';
import styles from './timing.module.css';

type ToggleGroupProps = {
  /** The id of the first box, which takes the focus where something is wrong. */
  id: string;
  name: string;
  legend: string;
  error: string | undefined;
  hint?: ReactNode;
  /** `name` is what is read out where the label is short. */
  options: readonly { value: number; label: string; name?: string }[];
  selected: readonly number[];
  onChange: (selected: number[]) => void;
  layout: 'week' | 'year';
  /** Whole selections at one press. */
  shortcuts?: ReactNode;
};

/** Some of a few things that are told by a word or a number each. */
export function ToggleGroup(props: ToggleGroupProps) {
  const { id, name, legend, error, hint, options, selected, onChange, layout, shortcuts } = props;
  const toggle = (value: number) =>
    onChange(selected.includes(value) ? selected.filter((other) => other !== value) : [...selected, value]);
  const notes = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <fieldset
      className={`${styles.group} ${error ? 'has-error' : ''}`}
      {...(notes && { 'aria-describedby': notes })}
    >
      <legend className="field-label">{legend}</legend>
      <div className={`${styles.choices} ${styles[layout]}`}>
        {options.map((option, index) => (
          <label key={option.value} className={styles.choice}>
            <input
              type="checkbox"
              name={name}
              {...(index === 0 && { id })}
              {...(option.name && { 'aria-label': option.name })}
              checked={selected.includes(option.value)}
              onChange={() => toggle(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {shortcuts && <div className={styles.shortcuts}>{shortcuts}</div>}
      <FieldNotes id={id} hint={hint} error={error} />
    </fieldset>
  );
}
