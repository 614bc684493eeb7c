import type { ReactNode } from 'react';
import { Icon } from './icon';

type FieldProps = {
  label: ReactNode;
  /** The id of the control inside. */
  htmlFor: string;
  hint?: ReactNode;
  error?: string | null | undefined;
  required?: boolean | undefined;
  className?: string | undefined;
  children: ReactNode;
};

/** Label, control, hint and error of one input. The control takes `describedBy` of the same id. */
export function Field({ label, htmlFor, hint, error, required, className, children }: FieldProps) {
  return (
    <div className={`field${error ? ' has-error' : ''}${className ? ` ${className}` : ''}`}>
      <label className="field-label" htmlFor={htmlFor}>
        {label}
        {required && (
          <span className="field-required" aria-hidden="true">
            {' '}
            *
          </span>
        )}
      </label>
      {children}
      <FieldNotes id={htmlFor} hint={hint} error={error} />
    </div>
  );
}

/** The hint and the error of a control, with the ids that `describedBy` names. */
export function FieldNotes({ id, hint, error }: { id: string } & Pick<FieldProps, 'hint' | 'error'>) {
  return (
    <>
      {hint && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="field-error" id={`${id}-error`}>
          <Icon name="error_outline" />
          {error}
        </p>
      )}
    </>
  );
}

/** What ties a control to the hint and error of its Field: spread it on the control. */
export function describedBy(id: string, hint: ReactNode, error: string | null | undefined) {
  const ids = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return {
    id,
    ...(ids && { 'aria-describedby': ids }),
    ...(error && { 'aria-invalid': true as const }),
  };
}
