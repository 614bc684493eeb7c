'use client';

import { type FormEvent, useId, useState } from 'react';
import * as actions from '@/app/(main)/people/actions';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { Person } from '@/lib/people/queries';

type EndSessionsDialogProps = { person: Pick<Person, 'id' | 'name' | 'sessions'>; onClose: () => void };

/** Ends every session of a person, with a reason. */
export function EndSessionsDialog({ person: { id, name, sessions }, onClose }: EndSessionsDialogProps) {
  const toast = useToast();
  const formId = useId();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!reason.trim()) return setProblem("The reason can't be empty.");
    setBusy(true);
    const result = await answerOf(actions.end({ userId: id, reason: reason.trim() }));
    setBusy(false);
    if (!result.ok) return setProblem(result.error.message);
    toast({ message: `${name} is signed out everywhere.`, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`End ${sessions === 1 ? 'the session' : `all ${sessions} sessions`} of ${name}?`}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="danger" icon="logout" busy={busy}>
            End sessions
          </Button>
        </>
      }
    >
      <p className="muted">
        They have to sign in again at their next step, and can, as long as the directory lets them. What they
        have not saved is lost.
      </p>
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
