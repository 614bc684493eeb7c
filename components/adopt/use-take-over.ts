'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/adopt/actions';
import { answerOf } from '@/components/form/answer-of';
import type { ActionError } from '@/lib/action';
import type { PreviewView } from '@/lib/adopt/views';

/** What one request may name. */
const CHUNK = 10;

const chunks = (arns: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(arns.length / CHUNK) }, (_, i) => arns.slice(i * CHUNK, (i + 1) * CHUNK));

export type Outcome =
  | { arn: string; ok: true; id: string; name: string }
  | { arn: string; ok: false; message: string };

/** Previews and takes over what is chosen, some at a time; how far it is can be shown meanwhile. */
export function useTakeOver(environmentId: string, arns: readonly string[]) {
  const [previews, setPreviews] = useState<PreviewView[] | null>(null);
  const [outcomes, setOutcomes] = useState<Outcome[] | null>(null);
  const [busy, setBusy] = useState(false);

  /** @returns what is wrong, or null */
  const preview = async (mapping: object): Promise<ActionError | null> => {
    setBusy(true);
    const all: PreviewView[] = [];
    for (const chunk of chunks(arns)) {
      const result = await answerOf(actions.preview({ environmentId, arns: chunk, mapping }));
      if (!result.ok) {
        setBusy(false);
        return result.error;
      }
      all.push(...result.value);
    }
    setPreviews(all);
    setBusy(false);
    return null;
  };

  /** A request that fails leaves the rest undone, and says so. */
  const takeOver = async (ready: readonly string[], mapping: object, reason: string): Promise<void> => {
    setBusy(true);
    const all: Outcome[] = [];
    setOutcomes(all);
    for (const chunk of chunks(ready)) {
      const result = await answerOf(actions.adopt({ environmentId, arns: chunk, mapping, reason }));
      all.push(
        ...(result.ok
          ? result.value
          : chunk.map((arn): Outcome => ({ arn, ok: false, message: result.error.message }))),
      );
      setOutcomes([...all]);
    }
    setBusy(false);
  };

  return { previews, outcomes, busy, preview, takeOver, forget: () => setPreviews(null) };
}
