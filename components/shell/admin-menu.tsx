'use client';

import Link from 'next/link';
import { type FocusEvent, useRef, useState } from 'react';
import { Icon } from '@/components/ui/icon';
import styles from './admin-menu.module.css';
import type { NavLink } from './nav-links';

const PANEL = 'administration-menu';

type AdminMenuProps = { links: readonly NavLink[]; current: NavLink | undefined };

/** What is for administrators, behind one button; Escape and a click elsewhere close it, and so does leaving it by Tab. */
export function AdminMenu({ links, current }: AdminMenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = () => panel.current?.hidePopover();
  const left = ({ relatedTarget }: FocusEvent) => {
    const elsewhere = relatedTarget && relatedTarget !== button.current;
    if (elsewhere && !panel.current?.contains(relatedTarget)) close();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.button}
        popoverTarget={PANEL}
        aria-expanded={open}
        aria-controls={PANEL}
        data-current={links.some((link) => link === current) || undefined}
      >
        Administration
        <Icon name="expand_more" />
      </button>
      <div
        id={PANEL}
        ref={panel}
        popover="auto"
        className={`popover-panel ${styles.panel}`}
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        <ul>
          {links.map((link) => (
            <li key={link.href}>
              <Link
                className={styles.entry}
                href={link.href}
                aria-current={link === current ? 'page' : undefined}
                onClick={close}
                onBlur={left}
              >
                {link.label}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
