'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { FormDialog } from '@/components/form/form-dialog';
import { useForm } from '@/components/form/use-form';
import { Button } from '@/components/ui/button';
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
  const [name, setName] = useState(calendar.name);
  const form = useForm({
    fields: ['name'],
    send: () => actions.update({ id: calendar.id, version: calendar.version, name }),
    done: () => {
      toast({ message: `The calendar is now called ${name.trim()}.`, tone: 'good' });
      onClose();
    },
  });
  return (
    <FormDialog
      title={`Rename ${calendar.name}`}
      act={{ label: 'Rename' }}
      use={form}
      production={[]}
      onClose={onClose}
    >
      <TextField
        name="name"
        label="Name"
        value={name}
        onChange={setName}
        error={form.problems.name}
        required
        autoComplete="off"
        data-autofocus=""
      />
    </FormDialog>
  );
}
