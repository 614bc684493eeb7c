'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { syncSentence } from '@/components/schedules/sync-sentence';
import { useToast } from '@/components/ui/toast';
import type { ActionError } from '@/lib/action';
import type { OtherChange } from '@/lib/schedules/conflict';
import { isOtherChange } from './conflict';
import { type Failure, UNREACHABLE } from './failure';
import type { Save } from './types';

/**
 * Saves, tells how it then stands in AWS and goes to the schedule's page; keeps why it did not work.
 * @param warning what a person should know after the save; null where nothing is wrong
 */
export function useSave(save: Save, onInvalid: (error: ActionError) => void, warning: () => string | null) {
  const router = useRouter();
  const toast = useToast();
  const [stage, setStage] = useState<'idle' | 'busy' | 'saved'>('idle');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [conflict, setConflict] = useState<OtherChange | null>(null);

  async function run(input: unknown) {
    setStage('busy');
    setFailure(null);
    const result = await answer(save, input);
    if (result === null) {
      setFailure(UNREACHABLE);
    } else if (result.ok) {
      setStage('saved');
      const { sync, id } = result.value;
      toast({ message: `Saved. ${syncSentence(sync)}`, tone: TONES[sync.status] });
      const wrong = warning();
      if (wrong) toast({ message: wrong, tone: 'warn' });
      return router.replace(`/schedules/${id}`);
    } else if (isOtherChange(result.error.conflict)) {
      setConflict(result.error.conflict);
      router.refresh();
    } else if (result.error.fields.length > 0) onInvalid(result.error);
    else {
      setFailure(result.error);
      // The server may know of something that this page has yet to show.
      if (result.error.code === 'conflict') router.refresh();
    }
    setStage('idle');
  }

  const clear = () => {
    setFailure(null);
    setConflict(null);
  };
  return { run, stage, failure, conflict, clear };
}

const TONES = { live: 'good', pending: 'info', failed: 'bad', drift: 'warn' } as const;

/** The action's answer; null where none arrived. */
async function answer(save: Save, input: unknown) {
  try {
    return await save(input);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null;
  }
}
