'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** What a worker needs to end a pause. */
const GRACE_MS = 3_000;
/** The longest wait that a browser takes. */
const LONGEST_MS = 2 ** 31 - 1;

/** Draws the page anew once an instant has passed, and again while the page still says that it lies ahead. */
export function RefreshAt({ at }: { at: Date }) {
  const router = useRouter();
  const instant = at.getTime();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (milliseconds: number) => {
      timer = setTimeout(
        () => {
          const over = Date.now() >= instant;
          if (over) router.refresh();
          wait(over ? GRACE_MS : instant - Date.now() + GRACE_MS);
        },
        Math.min(milliseconds, LONGEST_MS),
      );
    };
    wait(Math.max(0, instant - Date.now()) + GRACE_MS);
    return () => clearTimeout(timer);
  }, [instant, router]);
  return null;
}
