'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { useToast } from '@/components/ui/toast';
import { counted } from './day-text';
import type { CalendarRef } from './rename-calendar';

/** Deletes a calendar that nothing follows, and says why not where something does. */
export function DeleteCalendar({ calendar, followers }: { calendar: CalendarRef; followers: number }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="delete" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Delete
      </Button>
      {open && <DeleteDialog calendar={calendar} followers={followers} onClose={() => setOpen(false)} />}
    </>
  );
}

type DeleteDialogProps = { calendar: CalendarRef; followers: number; onClose: () => void };

function DeleteDialog({ calendar: { id, name, version }, followers, onClose }: DeleteDialogProps) {
  const router = useRouter();
  const toast = useToast();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const act = async () => {
    setBusy(true);
    const result = await answerOf(actions.remove({ id, version }));
    setBusy(false);
    if (!result.ok) return setProblem(result.error.message);
    toast({ message: `${name} is deleted.`, tone: 'good' });
    router.push('/calendars');
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${name}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose} data-autofocus="">
            {followers > 0 ? 'Close' : 'Cancel'}
          </Button>
          {followers === 0 && (
            <Button variant="danger" icon="delete" busy={busy} onClick={act}>
              Delete the calendar
            </Button>
          )}
        </>
      }
    >
      {followers > 0 ? (
        <p>
          {counted(followers, 'schedule')} {followers === 1 ? 'follows' : 'follow'} it, so it can't be
          deleted. Take it from {followers === 1 ? 'that schedule' : 'them'} first.
        </p>
      ) : (
        <p>Its dates go with it. No schedule follows it, so nothing runs differently.</p>
      )}
      {problem && (
        <p className="banner tone-bad" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}
