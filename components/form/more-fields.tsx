'use client';

import { type ReactNode, useState } from 'react';
import styles from './more-fields.module.css';

type MoreFieldsProps = {
  title: string;
  /** What the fields say, to be read while they are closed. */
  summary: ReactNode;
  /** Something is wrong in them: they are open. */
  wrong: boolean;
  className?: string | undefined;
  /** The fields. */
  children: ReactNode;
};

/** Fields that few change: written out, and opened by who wants to, or where something is wrong in them. */
export function MoreFields({ title, summary, wrong, className = '', children }: MoreFieldsProps) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className={`${styles.more} ${className}`}
      open={open || wrong}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span>{title}</span>
        <span className="muted">{summary}</span>
      </summary>
      {children}
    </details>
  );
}
