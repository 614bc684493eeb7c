'use client';

import { type ReactNode, useId } from 'react';

/** A button that opens a small panel with more about what it shows, on the native popover. */
export function Popover({
  label,
  trigger,
  children,
}: {
  /** What the button does, read after what it shows. */
  label: string;
  trigger: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <>
      <button type="button" className="popover-trigger" popoverTarget={id}>
        {trigger}
        <span className="visually-hidden">{label}</span>
      </button>
      <div id={id} popover="auto" className="popover-panel">
        {children}
      </div>
    </>
  );
}
