'use client';

import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { answerOf } from '@/components/schedules/use-act';
import { Button, type ButtonVariant } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/action';

type ReasonedDialogProps = {
  title: string;
  act: { label: string; icon: string; variant: ButtonVariant };
  /** Acts with the reason that was given. */
  onConfirm: (reason: string) => Promise<ActionResult<unknown>>;
  /** What is told once it is done. */
  done: string;
  /** Whether it may be left out why. */
  optional?: boolean;
  onClose: () => void;
  children: ReactNode;
};

/** Asks why before an act on what people may. */
export function ReasonedDialog(props: ReasonedDialogProps) {
  const { title, act, onConfirm, done, optional = false, onClose, children } = props;
  const toast = useToast();
  const formId = useId();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!optional && !reason.trim()) return setProblem("The reason can't be empty.");
    setBusy(true);
    const result = await answerOf(onConfirm(reason.trim()));
    setBusy(false);
    if (!result.ok) return setProblem(result.error.message);
    toast({ message: done, tone: 'good' });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button variant="text" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant={act.variant} icon={act.icon} busy={busy}>
            {act.label}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="stack">
        {children}
        <TextField
          name="reason"
          label="Reason"
          hint={optional ? 'It may be left out. It is kept in the activity.' : 'It is kept in the activity.'}
          value={reason}
          onChange={setReason}
          error={problem}
          required={!optional}
          autoComplete="off"
          data-autofocus=""
        />
      </form>
    </Dialog>
  );
}
