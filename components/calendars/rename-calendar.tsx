'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { NameDialog } from '@/components/form/name-dialog';
import { Button } from '@/components/ui/button';

export type CalendarRef = { id: string; name: string; version: number };

/** Gives a calendar another name. */
export function RenameCalendar({ calendar: { id, name, version } }: { calendar: CalendarRef }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="edit" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Rename
      </Button>
      {open && (
        <NameDialog
          title={`Rename ${name}`}
          act="Rename"
          name={name}
          send={(name) => actions.update({ id, version, name })}
          done={(name) => `The calendar is now called ${name}.`}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
