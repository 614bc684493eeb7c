'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/adopt/actions';
import { RefreshEvery } from '@/components/bulk/refresh-every';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { useToast } from '@/components/ui/toast';
import type { ScanView } from '@/lib/adopt/views';

/** When AWS was last looked at, and the button to look again. */
export function ScanStatus({ environmentId, scan }: { environmentId: string; scan: ScanView }) {
  return (
    <div className="scan-status" aria-live="polite">
      {scan.status === 'asked' && <RefreshEvery milliseconds={1_500} />}
      <p className="muted">
        <ScanText scan={scan} />
      </p>
      {scan.status === 'failed' && (
        <p className="banner tone-bad">
          The last scan broke off: {scan.error} What was found before is still shown.
        </p>
      )}
      <span className="scan-acts">
        <CheckButton environmentId={environmentId} />
        <ScanButton environmentId={environmentId} asked={scan.status === 'asked'} />
      </span>
    </div>
  );
}

function ScanText({ scan: { status, askedBy, finishedAt, found } }: { scan: ScanView }) {
  if (status === 'never') return 'AWS has not been looked at yet.';
  if (status === 'asked') return `Looking at AWS, as ${askedBy} asked …`;
  if (!finishedAt) return null;
  return (
    <>
      Last scanned <RelativeTime at={finishedAt} /> for {askedBy}
      {status === 'done' && `: ${found.toLocaleString('en')} found`}.
    </>
  );
}

function ScanButton({ environmentId, asked }: { environmentId: string; asked: boolean }) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    const result = await answerOf(actions.scan({ environmentId }));
    setBusy(false);
    if (!result.ok) toast({ message: result.error.message, tone: 'bad' });
  };
  return (
    <Button variant="primary" icon="search" busy={busy || asked} onClick={ask}>
      Scan AWS
    </Button>
  );
}

function CheckButton({ environmentId }: { environmentId: string }) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    const result = await answerOf(actions.check({ environmentId }));
    setBusy(false);
    toast(
      result.ok
        ? { message: 'The originals were looked at.', tone: 'good' }
        : { message: result.error.message, tone: 'bad' },
    );
  };
  return (
    <Button icon="visibility" busy={busy} onClick={check}>
      Check the originals
    </Button>
  );
}
