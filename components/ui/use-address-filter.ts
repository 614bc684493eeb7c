'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';

const TYPING_MS = 300;

/**
 * Filter values that live in the address. `set` shows a value at once and opens the address that `href` gives for it;
 * while somebody is typing (`later`) only after a pause. What the address says by other ways, such as Back, wins.
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

  const open = (wanted: Values) => {
    clearTimeout(timer.current);
    asked.current = href(wanted);
    startTransition(() => router.replace(asked.current, { scroll: false }));
  };
  const set = (change: Partial<Values>, when: 'now' | 'later' = 'now') => {
    const wanted = { ...values, ...change };
    setValues(wanted);
    clearTimeout(timer.current);
    if (when === 'now') open(wanted);
    else timer.current = setTimeout(() => open(wanted), TYPING_MS);
  };
  return { values, set, pending, openNow: () => open(values) };
}
