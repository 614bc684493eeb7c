'use client';

import { type FormEvent, useId, useState } from 'react';
import * as actions from '@/app/(main)/schedules/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { rememberReason } from './recent-reasons';
import { RecentReasons } from './recent-reasons-list';
import { answerOf } from './use-act';

type Held = {
  id: string;
  name: string;
  managedBy: string;
  environment: { name: string; production: boolean };
};

/** Lets a schedule be changed here again that lives in a file, after a reason was given. */
export function ReleaseButton({ schedule }: { schedule: Held }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="lock_open" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Release
      </Button>
      {open && <ReleaseDialog schedule={schedule} onClose={() => setOpen(false)} />}
    </>
  );
}

function ReleaseDialog({ schedule, onClose }: { schedule: Held; onClose: () => void }) {
  const toast = useToast();
  const formId = useId();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await answerOf(actions.release({ id: schedule.id, reason }));
    setBusy(false);
    if (!result.ok) return setProblem(result.error.message);
    rememberReason(reason.trim());
    toast({ message: `${schedule.name} is released: it is changed here now.`, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Release ${schedule.name}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon="lock_open" busy={busy}>
            Release the schedule
          </Button>
        </>
      }
    >
      <ProdNote environment={schedule.environment} />
      <p>
        It is changed here then, as every other schedule. Take it out of {schedule.managedBy} too: whoever
        applies that again takes it back.
      </p>
      <form id={formId} onSubmit={submit} noValidate className="stack">
        <TextField
          name="reason"
          label="Reason"
          hint="It is kept in the history for everybody to read."
          value={reason}
          onChange={setReason}
          error={problem ?? undefined}
          required
          autoComplete="off"
          data-autofocus=""
        />
      </form>
      <RecentReasons onChoose={setReason} />
    </Dialog>
  );
}
