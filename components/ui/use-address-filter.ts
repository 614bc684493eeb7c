'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';

const TYPING_MS = 300;

/**
 * Filter values that live in the address. `set` shows a value at once and opens the address that `href` gives for it;
 * while somebody is typing (`later`) only after a pause, and without a step of its own in the browser's history. What the address says by other ways, such as Back, wins.
 */
export function useAddressFilter<Values extends Record<string, string>>(
  current: Values,
  href: (values: Values) => string,
) {
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

  const open = (wanted: Values, how: 'push' | 'replace') => {
    clearTimeout(timer.current);
    const target = href(wanted);
    if (target === asked.current) return;
    asked.current = target;
    startTransition(() => router[how](target, { scroll: false }));
  };
  const set = (change: Partial<Values>, when: 'now' | 'later' = 'now') => {
    const wanted = { ...values, ...change };
    setValues(wanted);
    clearTimeout(timer.current);
    if (when === 'now') open(wanted, 'push');
    else timer.current = setTimeout(() => open(wanted, 'replace'), TYPING_MS);
  };
  return { values, set, pending, openNow: () => open(values, 'replace') };
}
