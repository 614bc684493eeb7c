'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/adopt/actions';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import type { ProgressView } from '@/lib/adopt/views';
import { OriginDialog } from './origin-dialog';
import { isAtRest } from './step-looks';

const GIVES_BACK: ReadonlySet<ProgressView['step']> = new Set(['release', 'restore', 'remove']);

type OriginActsProps = {
  origin: Pick<ProgressView, 'id' | 'name' | 'original' | 'environment' | 'step' | 'error' | 'alarmAt'>;
};

/** What an administrator can do about the original of a schedule. */
export function OriginActs({ origin }: OriginActsProps) {
  const toast = useToast();
  const [dialog, setDialog] = useState<'giveBack' | 'disableAgain' | null>(null);
  const [busy, setBusy] = useState(false);
  const { id, name, step, error, alarmAt } = origin;
  const retry = async () => {
    setBusy(true);
    const result = await answerOf(actions.retry({ id }));
    setBusy(false);
    if (!result.ok) toast({ message: result.error.message, tone: 'bad' });
  };
  return (
    <span className="origin-acts">
      {alarmAt && step === 'adopted' && (
        <Button small variant="primary" aria-haspopup="dialog" onClick={() => setDialog('disableAgain')}>
          Disable the original<span className="visually-hidden"> of {name}</span>
        </Button>
      )}
      {error && !isAtRest(origin) && (
        <Button small icon="refresh" busy={busy} onClick={retry}>
          Try again<span className="visually-hidden"> with {name}</span>
        </Button>
      )}
      {!GIVES_BACK.has(step) && (
        <Button small icon="undo" aria-haspopup="dialog" onClick={() => setDialog('giveBack')}>
          Give back<span className="visually-hidden"> {name}</span>
        </Button>
      )}
      {dialog && <OriginDialog act={dialog} origin={origin} onClose={() => setDialog(null)} />}
    </span>
  );
}
