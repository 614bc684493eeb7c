'use client';

import { type FormEvent, useId, useState } from 'react';
import * as actions from '@/app/(main)/drift/actions';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { ScanView } from '@/lib/drift/queries';

/** Confirms what stopped because it concerned too many, with a reason. */
export function ConfirmButton({ scan }: { scan: ScanView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Confirm
      </Button>
      {open && <ConfirmDialog scan={scan} onClose={() => setOpen(false)} />}
    </>
  );
}

function ConfirmDialog({ scan, onClose }: { scan: ScanView; onClose: () => void }) {
  const { environmentId, name, heldMissing, heldSurplus } = scan;
  const toast = useToast();
  const formId = useId();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!reason.trim()) return setProblem("The reason can't be empty.");
    setBusy(true);
    const result = await answerOf(actions.confirm({ environmentId, reason: reason.trim() }));
    setBusy(false);
    if (!result.ok) return setProblem(result.error.message);
    toast({ message: `${name}: Rota goes on.`, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`${name}: is this so?`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" busy={busy}>
            Confirm {heldMissing + heldSurplus}
          </Button>
        </>
      }
    >
      <ul className="muted">
        {heldMissing > 0 && (
          <li>{heldMissing} schedules are marked as missing, and each waits for a decision.</li>
        )}
        {heldSurplus > 0 && <li>{heldSurplus} schedules are deleted in AWS.</li>}
      </ul>
      <form id={formId} onSubmit={submit} noValidate>
        <TextField
          name="reason"
          label="Reason"
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
