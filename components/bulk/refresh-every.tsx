'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Draws the page anew again and again, as long as it is there and somebody looks at it. */
export function RefreshEvery({ milliseconds }: { milliseconds: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds, router]);
  return null;
}
