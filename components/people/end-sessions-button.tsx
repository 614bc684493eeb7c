'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { EndSessionsDialog } from './end-sessions-dialog';

type EndSessionsButtonProps = { person: { id: string; name: string; sessions: number } };

/** Ends every session of a person, on their own page. */
export function EndSessionsButton({ person }: EndSessionsButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="logout" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        End sessions
      </Button>
      {open && <EndSessionsDialog person={person} onClose={() => setOpen(false)} />}
    </>
  );
}
