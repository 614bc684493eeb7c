'use client';

import { type ComponentProps, type ReactNode, useId } from 'react';
import { describedBy, Field } from './field';

type TextFieldProps = {
  name: string;
  label: ReactNode;
  value: string;
  onChange: (value: string) => void;
  error?: string | null | undefined;
  hint?: ReactNode;
  required?: boolean | undefined;
  multiline?: boolean | undefined;
  /** Lines of a multiline field. */
  rows?: number | undefined;
  type?: 'text' | 'password' | 'search' | 'number' | 'date' | 'datetime-local' | 'email' | 'url' | undefined;
  /** For code: a font with equal widths, no spelling check. */
  mono?: boolean | undefined;
  id?: string | undefined;
  className?: string | undefined;
  /** Takes the focus when the dialog around it opens. */
  'data-autofocus'?: '' | undefined;
} & Omit<
  ComponentProps<'input'>,
  'name' | 'value' | 'onChange' | 'type' | 'id' | 'className' | 'children' | 'ref'
>;

/** A labelled input or text area whose value its owner holds. */
export function TextField({
  name,
  label,
  value,
  onChange,
  error,
  hint,
  required,
  multiline,
  rows = 4,
  type = 'text',
  mono,
  id,
  className,
  ...rest
}: TextFieldProps) {
  const ownId = useId();
  const controlId = id ?? ownId;
  const shared = {
    ...describedBy(controlId, hint, error),
    name,
    value,
    required,
    className: mono ? 'control mono' : 'control',
    ...(mono && { spellCheck: false, autoCapitalize: 'off', autoCorrect: 'off' }),
  };
  return (
    <Field
      label={label}
      htmlFor={controlId}
      hint={hint}
      error={error}
      required={required}
      className={className}
    >
      {multiline ? (
        <textarea
          {...(rest as ComponentProps<'textarea'>)}
          {...shared}
          rows={rows}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <input {...rest} {...shared} type={type} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}
