'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { counted } from './day-text';
import type { CalendarRef } from './rename-calendar';

/** Deletes a calendar that nothing follows, and says why not where something does. */
export function DeleteCalendar({ calendar, followers }: { calendar: CalendarRef; followers: number }) {
  const [open, setOpen] = useState(false);
  const onClose = () => setOpen(false);
  return (
    <>
      <Button icon="delete" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Delete
      </Button>
      {open &&
        (followers > 0 ? (
          <FollowedDialog name={calendar.name} followers={followers} onClose={onClose} />
        ) : (
          <DeleteDialog calendar={calendar} onClose={onClose} />
        ))}
    </>
  );
}

type DialogProps = { onClose: () => void };

function DeleteDialog({ calendar: { id, name, version }, onClose }: DialogProps & { calendar: CalendarRef }) {
  const router = useRouter();
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      act={{ label: 'Delete the calendar', icon: 'delete' }}
      onConfirm={() => actions.remove({ id, version })}
      done={`${name} is deleted.`}
      onDone={() => router.push('/calendars')}
      onClose={onClose}
    >
      <p>Its dates go with it. No schedule follows it, so nothing runs differently.</p>
    </ConfirmDialog>
  );
}

function FollowedDialog({ name, followers, onClose }: DialogProps & { name: string; followers: number }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${name}?`}
      footer={
        <Button variant="text" onClick={onClose} data-autofocus="">
          Close
        </Button>
      }
    >
      <p>
        {counted(followers, 'schedule')} {followers === 1 ? 'follows' : 'follow'} it, so it can't be deleted.
        Take it from {followers === 1 ? 'that schedule' : 'them'} first.
      </p>
    </Dialog>
  );
}
