'use client';

import { type ComponentProps, type ReactNode, useId } from 'react';
import { describedBy, Field } from './field';

export type SelectOption = { value: string; label: string };

type SelectFieldProps = {
  name: string;
  label: ReactNode;
  value: string;
  onChange: (value: string) => void;
  options: readonly SelectOption[];
  error?: string | null | undefined;
  hint?: ReactNode;
  required?: boolean | undefined;
  id?: string | undefined;
  className?: string | undefined;
} & Omit<
  ComponentProps<'select'>,
  'name' | 'value' | 'onChange' | 'id' | 'className' | 'children' | 'multiple' | 'ref'
>;

/** A labelled native select whose value its owner holds. */
export function SelectField({
  name,
  label,
  value,
  onChange,
  options,
  error,
  hint,
  required,
  id,
  className,
  ...rest
}: SelectFieldProps) {
  const ownId = useId();
  const controlId = id ?? ownId;
  return (
    <Field
      label={label}
      htmlFor={controlId}
      hint={hint}
      error={error}
      required={required}
      className={className}
    >
      <select
        {...rest}
        {...describedBy(controlId, hint, error)}
        name={name}
        value={value}
        required={required}
        className="control select"
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}
