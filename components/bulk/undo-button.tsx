'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useRef, useState } from 'react';
import * as actions from '@/app/(main)/bulk/actions';
import { ProdNames } from '@/components/environments/prod-note';
import { answerOf } from '@/components/schedules/use-act';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { schedulesText } from '@/lib/bulk/actions';

type Undone = { id: string; done: number; production: readonly string[] };

/** Brings back what a job changed, after a reason. */
export function UndoButton({ job }: { job: Undone }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="undo" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Undo
      </Button>
      {open && <UndoDialog job={job} onClose={() => setOpen(false)} />}
    </>
  );
}

function UndoDialog({ job: { id, done, production }, onClose }: { job: Undone; onClose: () => void }) {
  const router = useRouter();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = reason.trim() ? await answerOf(actions.undo({ id, reason: reason.trim() })) : null;
    setBusy(false);
    if (result?.ok) return router.push(`/bulk/${result.value.id}`);
    setProblem(result ? result.error.message : "The reason can't be empty.");
    form.current?.querySelector('input')?.focus();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Undo this?"
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon="undo" busy={busy}>
            Undo for {schedulesText(done)}
          </Button>
        </>
      }
    >
      <ProdNames names={production} />
      <p className="muted">
        Each is brought back to what it was before. What somebody changed since is left as it is, and listed.
      </p>
      <form id={formId} ref={form} onSubmit={submit} noValidate>
        <TextField
          name="reason"
          label="Reason"
          hint="It is kept in the history for everybody to read."
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
