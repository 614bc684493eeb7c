'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/people/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';

/** Connects to the directory as a sign-in does, and says how it went. */
export function TestDirectoryButton() {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    const result = await answerOf(actions.testConnection({ now: true }));
    setBusy(false);
    if (!result.ok) return toast({ message: result.error.message, tone: 'bad' });
    const { ok, message, milliseconds } = result.value;
    toast({ message: ok ? `${message} (${milliseconds} ms)` : message, tone: ok ? 'good' : 'bad' });
  };
  return (
    <Button icon="lan" busy={busy} onClick={test}>
      Test the directory
    </Button>
  );
}
