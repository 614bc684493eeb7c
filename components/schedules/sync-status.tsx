'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import * as actions from '@/app/(main)/schedules/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { RelativeTime } from '@/components/ui/relative-time';
import { Time } from '@/components/ui/time';
import { useToast } from '@/components/ui/toast';
import type { SyncView } from '@/lib/schedules/queries';
import { BY_ROTA, SYNC_LOOKS } from './sync-chip';
import { syncSentence } from './sync-sentence';

const ASK_EVERY_MS = 2000;
const UNKNOWN = { tone: 'warn', icon: 'cloud_off' } as const;

type SyncStatusProps = {
  scheduleId: string;
  initial: SyncView;
  deleted: boolean;
  /** Whether the person may ask for another attempt. */
  mayRetry: boolean;
};

/** How a schedule stands in AWS and since when; while it is pending, asked anew every two seconds. */
export function SyncStatus({ scheduleId, initial, deleted, mayRetry }: SyncStatusProps) {
  const [sync, setSync] = useState(initial);
  const [given, setGiven] = useState(initial);
  if (given !== initial) {
    setGiven(initial);
    setSync(initial);
  }
  usePolling(scheduleId, sync, setSync);
  const byRota = sync.status === 'live' && sync.byRota && !deleted;
  const unknown = sync.status === 'live' && sync.unknownSince !== null && !byRota;
  const { tone, icon } = byRota ? BY_ROTA : unknown ? UNKNOWN : SYNC_LOOKS[sync.status];
  return (
    <div className="sync-status" aria-live="polite">
      <div className="sync-line">
        <Chip tone={tone} icon={icon}>
          {byRota ? BY_ROTA.label : <SyncText sync={sync} deleted={deleted} />}
        </Chip>
        {sync.status !== 'live' && mayRetry && <RetryButton scheduleId={scheduleId} onSync={setSync} />}
      </div>
      {unknown && (
        <p className="muted">
          AWS can’t be asked, so it is not known how this stands there. Last checked{' '}
          {sync.checkedAt ? <Time at={sync.checkedAt} /> : 'never'}.
        </p>
      )}
      {sync.status === 'drift' && <p>{sync.error}</p>}
      {sync.status === 'pending' && (
        <p className="muted">
          {sync.error ?? 'Rota is bringing AWS in line.'}
          {sync.attempts > 1 && ` ${sync.attempts} attempts so far; Rota goes on by itself.`}
        </p>
      )}
      {sync.status === 'failed' && (
        <p className="sync-error">
          {sync.errorCode && <strong>{sync.errorCode}: </strong>}
          {sync.error}
        </p>
      )}
    </div>
  );
}

function SyncText({ sync, deleted }: { sync: SyncView; deleted: boolean }) {
  if (sync.status !== 'live') return SYNC_LOOKS[sync.status].label;
  if (sync.unknownSince)
    return (
      <span>
        Unknown since <Time at={sync.unknownSince} />
      </span>
    );
  return (
    <span>
      {deleted ? 'Gone from AWS' : 'Live in AWS'}
      {sync.checkedAt && (
        <>
          , checked <RelativeTime at={sync.checkedAt} />
        </>
      )}
    </span>
  );
}

function usePolling(scheduleId: string, sync: SyncView, onSync: (sync: SyncView) => void) {
  const router = useRouter();
  useEffect(() => {
    if (sync.status !== 'pending') return;
    let over = false;
    const timer = setTimeout(async () => {
      const result = await answerOf(actions.sync(scheduleId));
      if (over) return;
      if (!result.ok && result.error.code !== 'internal' && result.error.code !== 'unavailable') return;
      // A new object even where nothing was learnt: it sets the next question going.
      onSync(result.ok ? result.value : { ...sync });
      if (result.ok && result.value.status !== 'pending') router.refresh();
    }, ASK_EVERY_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [scheduleId, sync, onSync, router]);
}

function RetryButton({ scheduleId, onSync }: { scheduleId: string; onSync: (sync: SyncView) => void }) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    const result = await answerOf(actions.retry({ id: scheduleId }));
    setBusy(false);
    if (!result.ok) return toast({ message: result.error.message, tone: 'bad' });
    const { sync } = result.value;
    onSync(sync);
    toast({ message: syncSentence(sync), tone: sync.status === 'live' ? 'good' : 'warn' });
  };
  return (
    <Button small icon="refresh" busy={busy} onClick={retry}>
      Retry now
    </Button>
  );
}
