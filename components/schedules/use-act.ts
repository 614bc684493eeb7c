'use client';

import { useState } from 'react';
import { answerOf } from '@/components/form/answer-of';
import { useToast } from '@/components/ui/toast';
import type { ActionError } from '@/lib/action';
import type { PauseChoice } from '@/lib/schedules/pause-choice';
import type { SyncView } from '@/lib/schedules/queries';
import { REASON_MAX } from '@/lib/schedules/reason';
import type { State } from '@/lib/schedules/schema';
import { ACTS, type ActName } from './acts';
import { syncSentence } from './sync-sentence';

/** A schedule as its acts need it: what it is now is what an undo brings back. */
export type ActedOn = {
  id: string;
  name: string;
  state: State;
  stateReason: string | null;
  pauseUntil: Date | null;
  environmentName: string;
  production: boolean;
};

export type ActProblem = { reason?: string | undefined; until?: string | undefined };

/**
 * Does an act on a schedule and tells how it went, AWS included, with a way back where there is one.
 * @returns `perform`, which gives null or what is wrong with the input, and whether it is under way
 */
export function useAct(schedule: ActedOn) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);

  const perform = async (name: ActName, reason: string, until?: PauseChoice): Promise<ActProblem | null> => {
    setBusy(true);
    const result = await answerOf(ACTS[name].run({ id: schedule.id, reason, ...(until && { until }) }));
    setBusy(false);
    if (!result.ok) return refused(result.error);
    const { undo } = ACTS[name];
    tell(name, result.value.sync, undo && (() => void takeBack(name, undo, result.value.generation)));
    return null;
  };

  const refused = ({ message, fields }: ActionError): ActProblem => {
    toast({ message, tone: 'bad' });
    const of = (name: string) => fields.find(({ path }) => path.split('.')[0] === name)?.message;
    const until = of('until');
    return { until, reason: of('reason') ?? (until ? undefined : message) };
  };

  /** Only what this very act did: where somebody changed the schedule since, that stays. */
  const takeBack = async (name: ActName, undo: ActName, generation: number) => {
    const { stateReason, pauseUntil } = schedule;
    const undone = `${ACTS[name].label} undone`;
    const reason = undo === 'pause' && stateReason ? `${undone}: ${stateReason}` : undone;
    const until = undo === 'pause' && pauseUntil && { kind: 'instant', at: pauseUntil.toISOString() };
    const input = {
      id: schedule.id,
      generation,
      reason: reason.slice(0, REASON_MAX),
      ...(until && { until }),
    };
    const result = await answerOf(ACTS[undo].run(input));
    if (result.ok) tell(undo, result.value.sync);
    else refused(result.error);
  };

  const tell = (name: ActName, sync: SyncView, undo?: () => void) =>
    toast({
      message: `${schedule.name} ${ACTS[name].done}. ${syncSentence(sync)}`,
      tone: sync.status === 'failed' ? 'warn' : 'good',
      action: undo && { label: 'Undo', run: undo },
    });

  return { perform, busy };
}
