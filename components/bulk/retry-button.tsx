'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/bulk/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';

/** Tries once more what failed. */
export function RetryButton({ job: { id, failed } }: { job: { id: string; failed: number } }) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    const result = await answerOf(actions.retry({ id }));
    setBusy(false);
    if (!result.ok) toast({ message: result.error.message, tone: 'bad' });
  };
  return (
    <Button icon="refresh" busy={busy} onClick={retry}>
      Try {failed.toLocaleString('en')} again
    </Button>
  );
}
