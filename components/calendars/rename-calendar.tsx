'use client';

import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';

export type CalendarRef = { id: string; name: string; version: number };

/** Gives a calendar another name. */
export function RenameCalendar({ calendar }: { calendar: CalendarRef }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="edit" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Rename
      </Button>
      {open && <RenameDialog calendar={calendar} onClose={() => setOpen(false)} />}
    </>
  );
}

function RenameDialog({ calendar, onClose }: { calendar: CalendarRef; onClose: () => void }) {
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const formId = useId();
  const [name, setName] = useState(calendar.name);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await answerOf(actions.update({ id: calendar.id, version: calendar.version, name }));
    setBusy(false);
    if (!result.ok) {
      setError(result.error.message);
      return form.current?.querySelector('input')?.focus();
    }
    toast({ message: `The calendar is now called ${name.trim()}.`, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rename ${calendar.name}`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" busy={busy}>
            Rename
          </Button>
        </>
      }
    >
      <form id={formId} ref={form} onSubmit={submit} noValidate>
        <TextField
          name="name"
          label="Name"
          value={name}
          onChange={setName}
          error={error}
          required
          autoComplete="off"
          data-autofocus=""
        />
      </form>
    </Dialog>
  );
}
