'use client';

import { type FormEvent, useId, useState } from 'react';
import * as actions from '@/app/(main)/freeze/actions';
import { ProdNames } from '@/components/environments/prod-note';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { schedulesText } from '@/lib/bulk/actions';

type Lifted = { id: string; subject: string; schedules: number; production: readonly string[] };

/** Lifts one freeze, after a look at what follows from it. */
export function LiftButton({ freeze }: { freeze: Lifted }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small icon="play_arrow" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Lift<span className="visually-hidden"> the freeze: {freeze.subject}</span>
      </Button>
      {open && <LiftDialog freeze={freeze} onClose={() => setOpen(false)} />}
    </>
  );
}

function LiftDialog({
  freeze: { id, subject, schedules, production },
  onClose,
}: {
  freeze: Lifted;
  onClose: () => void;
}) {
  const toast = useToast();
  const formId = useId();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await answerOf(actions.lift({ id, reason: reason.trim() }));
    setBusy(false);
    if (!result.ok) return setProblem(result.error.message);
    toast({
      message: `${subject}: the freeze is lifted. AWS switches on ${schedulesText(result.value.schedules)}.`,
      tone: 'good',
    });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Lift the freeze: ${subject}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon="play_arrow" busy={busy}>
            Lift: {schedulesText(schedules)}
          </Button>
        </>
      }
    >
      <ProdNames names={production} />
      <p className="muted">
        What was on runs again from its next time on; what is paused or off stays so, and so does whatever
        another freeze covers. A schedule that was to run once, at a time that has passed, stays off and is
        shown as missed.
      </p>
      <form id={formId} onSubmit={submit} noValidate>
        <TextField
          name="reason"
          label="Reason (optional)"
          value={reason}
          onChange={setReason}
          error={problem}
          autoComplete="off"
          data-autofocus=""
        />
      </form>
    </Dialog>
  );
}
