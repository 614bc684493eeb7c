'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/schedules/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';

type RotateSigningProps = { scheduleId: string; targetId: string };

/** Gives a webhook another signing secret, at one click: for a day both sign, so nothing breaks by it. */
export function RotateSigning({ scheduleId, targetId }: RotateSigningProps) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);

  const rotate = async () => {
    setBusy(true);
    const result = await answerOf(actions.rotateSigning({ id: scheduleId, targetId }));
    setBusy(false);
    if (!result.ok) return toast({ message: result.error.message, tone: 'bad' });
    toast({
      message:
        'There is a new signing secret. The one before signs beside it for 24 hours: give the receiver the new one until then.',
      tone: 'good',
    });
  };

  return (
    <Button small variant="text" icon="autorenew" busy={busy} onClick={rotate}>
      Rotate
    </Button>
  );
}
