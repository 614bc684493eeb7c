'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/adopt/actions';
import { productionIn } from '@/components/environments/prod-note';
import { type Act, ActButton } from '@/components/form/act-button';
import { answerOf } from '@/components/form/answer-of';
import { told } from '@/components/form/told';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import type { ProgressView } from '@/lib/adopt/views';
import { isAtRest } from './step-looks';

const GIVES_BACK: ReadonlySet<ProgressView['step']> = new Set(['release', 'restore', 'remove']);

type Origin = Pick<
  ProgressView,
  'id' | 'name' | 'original' | 'environment' | 'step' | 'error' | 'alarmAt' | 'managedBy'
>;

const disableAgain = ({ id, name, original, environment }: Origin): Act => ({
  label: 'Disable the original',
  icon: 'block',
  variant: 'primary',
  title: `Disable the original of ${name}?`,
  consequence: `The ${original} is disabled again. Rota's schedule stays as it is.`,
  reasonNeeded: true,
  kept: 'history',
  production: productionIn(environment),
  run: (reason) =>
    told(actions.disableAgain({ id, reason }), `${name} stays as it is; its original is being disabled.`),
});

const giveBack = ({ id, name, original, environment }: Origin): Act => ({
  label: 'Give back',
  icon: 'undo',
  title: `Give ${name} back?`,
  consequence: `Rota's schedule is turned off. Then the ${original} becomes what it was, and Rota's schedule is deleted; its page and its history stay.`,
  reasonNeeded: true,
  kept: 'history',
  production: productionIn(environment),
  run: (reason) => told(actions.giveBack({ id, reason }), `${name} is being given back.`),
});

/** What an administrator can do about the original of a schedule. */
export function OriginActs({ origin }: { origin: Origin }) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const { id, name, step, error, alarmAt, managedBy } = origin;
  const givesBack = !GIVES_BACK.has(step);
  const retry = async () => {
    setBusy(true);
    const result = await answerOf(actions.retry({ id }));
    setBusy(false);
    if (!result.ok) toast({ message: result.error.message, tone: 'bad' });
  };
  return (
    <span className="origin-acts">
      {alarmAt && step === 'adopted' && <ActButton small of={`of ${name}`} act={disableAgain(origin)} />}
      {error && !isAtRest(origin) && (
        <Button small icon="refresh" busy={busy} onClick={retry}>
          Try again<span className="visually-hidden"> with {name}</span>
        </Button>
      )}
      {givesBack && managedBy === null && <ActButton small of={name} act={giveBack(origin)} />}
      {givesBack && managedBy !== null && (
        <span className="muted">Lives in a file: release it first, to give it back.</span>
      )}
    </span>
  );
}
