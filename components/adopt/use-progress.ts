'use client';

import { useEffect, useState } from 'react';
import * as actions from '@/app/(main)/adopt/actions';
import { answerOf } from '@/components/form/answer-of';
import type { ProgressView } from '@/lib/adopt/views';
import { isAtRest } from './step-looks';

const EVERY_MS = 1_500;

/** How far these schedules are with their originals, asked again and again until all are at rest. */
export function useProgress(ids: readonly string[]): ProgressView[] {
  const [progress, setProgress] = useState<ProgressView[]>([]);
  const key = ids.join();
  const rest = progress.length === ids.length && progress.every(isAtRest);
  useEffect(() => {
    if (key === '' || rest) return;
    let stopped = false;
    const ask = async () => {
      const result = await answerOf(actions.progress({ ids: key.split(',') }));
      if (!stopped && result.ok) setProgress(result.value);
    };
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [key, rest]);
  return progress;
}
