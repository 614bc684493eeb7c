'use client';

import { type FormEvent, useId, useState } from 'react';
import * as actions from '@/app/(main)/drift/actions';
import { ProdNote } from '@/components/environments/prod-note';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';

type Place = { id: string; name: string; production: boolean };

/** Ends a recovery, with a reason. */
export function EndRecoveryButton({ environment, disabled }: { environment: Place; disabled: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="primary"
        icon="play_arrow"
        aria-haspopup="dialog"
        disabled={disabled}
        onClick={() => setOpen(true)}
      >
        End recovery
      </Button>
      {open && <EndDialog environment={environment} onClose={() => setOpen(false)} />}
    </>
  );
}

function EndDialog({ environment, onClose }: { environment: Place; onClose: () => void }) {
  const { id, name } = environment;
  const toast = useToast();
  const formId = useId();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await answerOf(actions.endRecovery({ environmentId: id, reason }));
    setBusy(false);
    if (!result.ok) return setProblem(result.error.message);
    toast({ message: `${name}: the recovery has ended. Rota writes to AWS again.`, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`End the recovery of ${name}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon="play_arrow" busy={busy}>
            End recovery
          </Button>
        </>
      }
    >
      <ProdNote environment={environment} />
      <p className="muted">
        Rota writes to AWS again what was decided, completes what has run for the last time, ends pauses that
        are over, and goes on with bulk acts.
      </p>
      <form id={formId} onSubmit={submit} noValidate>
        <TextField
          name="reason"
          label="Reason"
          hint="It is kept in the audit for everybody to read."
          value={reason}
          onChange={setReason}
          error={problem}
          required
          autoComplete="off"
          data-autofocus=""
        />
      </form>
    </Dialog>
  );
}
