'use client';

import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { Button } from './button';

type DialogProps = {
  open: boolean;
  /** Called for Escape and the close button alike. */
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  /** The buttons, the one that acts last. */
  footer?: ReactNode;
  wide?: boolean | undefined;
};

/**
 * A modal dialog on the native element: the browser keeps the focus inside and gives it back. What should have the
 * focus first carries `data-autofocus`.
 */
export function Dialog({ open, onClose, title, children, footer, wide }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    if (!dialog || dialog.open === open) return;
    if (!open) return dialog.close();
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, [open]);
  // Closed before it leaves the page, or the browser would not give the focus back.
  useLayoutEffect(() => {
    const dialog = element.current;
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={wide ? 'dialog wide' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {open && (
        <div className="dialog-body">
          <header className="dialog-header">
            <h2 id={titleId}>{title}</h2>
            <Button variant="text" small icon="close" className="icon-only" onClick={onClose}>
              <span className="visually-hidden">Close</span>
            </Button>
          </header>
          <div className="dialog-content">{children}</div>
          {footer && <footer className="dialog-footer">{footer}</footer>}
        </div>
      )}
    </dialog>
  );
}
