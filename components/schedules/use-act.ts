'use client';

import { useState } from 'react';
import { useToast } from '@/components/ui/toast';
import type { ActionError, ActionResult } from '@/lib/action';
import type { SyncView } from '@/lib/schedules/queries';
import { ACTS, type ActName } from './acts';
import { syncSentence } from './sync-sentence';

export const UNREACHABLE =
  'Rota did not answer, so it is not known whether this was done. Look at the schedule before you try again.';

/** Awaits an action; an answer that never came is an error like any other. */
export async function answerOf<R>(asked: Promise<ActionResult<R>>): Promise<ActionResult<R>> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unknown: ActionError = {
      code: 'unavailable',
      message: UNREACHABLE,
      fields: [],
      conflict: null,
      requestId: '',
    };
    return { ok: false, error: unknown };
  }
}

/**
 * Does an act on a schedule and tells how it went, AWS included, with a way back where there is one.
 * @returns `perform`, which gives null or what is wrong with the input, and whether it is under way
 */
export function useAct(schedule: { id: string; name: string }) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);

  const perform = async (name: ActName, reason: string): Promise<string | null> => {
    const act = ACTS[name];
    setBusy(true);
    const result = await answerOf(act.run({ id: schedule.id, reason }));
    setBusy(false);
    if (!result.ok) {
      toast({ message: result.error.message, tone: 'bad' });
      return result.error.fields.find((field) => field.path === 'reason')?.message ?? result.error.message;
    }
    tell(name, result.value.sync);
    return null;
  };

  const tell = (name: ActName, sync: SyncView) => {
    const { done, undo } = ACTS[name];
    toast({
      message: `${schedule.name} ${done}. ${syncSentence(sync)}`,
      tone: sync.status === 'failed' ? 'warn' : 'good',
      action: undo && { label: 'Undo', run: () => void perform(undo, `${ACTS[name].label} undone`) },
    });
  };

  return { perform, busy };
}
