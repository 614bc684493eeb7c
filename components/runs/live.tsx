'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import type { Watched } from '@/lib/runs/live/looks';
import { followStamps } from './follow-stamps';

/**
 * Draws the page anew when there is something new to show on it; scroll and focus stay. A page that nobody sees keeps no
 * connection: browsers have few.
 * @param stamp of what the page shows
 */
export function Live({ page, stamp }: { page: Watched; stamp: string }) {
  const router = useRouter();
  const shown = useRef(stamp);
  const asked = JSON.stringify(page);
  useEffect(() => {
    shown.current = stamp;
  }, [stamp]);
  useEffect(() => {
    const following: { stop?: AbortController } = {};
    const follow = () => {
      following.stop?.abort();
      if (document.visibilityState !== 'visible') return;
      following.stop = new AbortController();
      void followStamps('/api/runs/live', asked, following.stop.signal, (now) => {
        if (now !== shown.current) router.refresh();
      });
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      following.stop?.abort();
    };
  }, [asked, router]);
  return null;
}
