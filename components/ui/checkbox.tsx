'use client';

import { type ReactNode, useId } from 'react';
import { describedBy, FieldNotes } from './field';

type CheckboxProps = {
  name: string;
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: ReactNode;
  error?: string | null | undefined;
  disabled?: boolean | undefined;
  id?: string | undefined;
};

/** A labelled check box whose value its owner holds. */
export function Checkbox({ name, label, checked, onChange, hint, error, disabled, id }: CheckboxProps) {
  const ownId = useId();
  const controlId = id ?? ownId;
  return (
    <div className={error ? 'field has-error' : 'field'}>
      <span className="checkbox">
        <input
          {...describedBy(controlId, hint, error)}
          type="checkbox"
          name={name}
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
        />
        <label htmlFor={controlId}>{label}</label>
      </span>
      <FieldNotes id={controlId} hint={hint} error={error} />
    </div>
  );
}
