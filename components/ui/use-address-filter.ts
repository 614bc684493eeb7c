'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';

const TYPING_MS = 300;

export type AddressFilter<Name extends string> = {
  /** As the fields show them. */
  values: Readonly<Record<Name, string>>;
  set(name: Name, value: string, when?: 'now' | 'later'): void;
  /** The page of these values is being loaded. */
  pending: boolean;
  /** Opens the address of the values without waiting for the end of a pause. */
  openNow(): void;
};

/**
 * Filter values that live in the address. `set` shows a value at once and opens the address that `href` gives for it;
 * while somebody is typing (`later`) only after a pause, and without a step of its own in the browser's history. What the address says by other ways, such as Back, wins.
 */
export function useAddressFilter<Name extends string>(
  current: Record<Name, string>,
  href: (values: Record<Name, string>) => string,
): AddressFilter<Name> {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [values, setValues] = useState(current);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(href(current));
  const shown = href(current);

  useEffect(() => {
    if (shown === asked.current) return;
    asked.current = shown;
    setValues(current);
  }, [shown, current]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const open = (wanted: Record<Name, string>, how: 'push' | 'replace') => {
    clearTimeout(timer.current);
    const target = href(wanted);
    if (target === asked.current) return;
    asked.current = target;
    startTransition(() => router[how](target, { scroll: false }));
  };
  const set = (name: Name, value: string, when: 'now' | 'later' = 'now') => {
    const wanted = { ...values, [name]: value };
    setValues(wanted);
    clearTimeout(timer.current);
    if (when === 'now') open(wanted, 'push');
    else timer.current = setTimeout(() => open(wanted, 'replace'), TYPING_MS);
  };
  return { values, set, pending, openNow: () => open(values, 'replace') };
}
