'use client';

import { type ReactNode, useState } from 'react';
import { Button, type ButtonVariant } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { useToast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/action';
import { answerOf } from './answer-of';

type ConfirmDialogProps = {
  title: string;
  act: { label: string; icon: string; variant?: ButtonVariant };
  onConfirm: () => Promise<ActionResult<unknown>>;
  /** What is told once it is done. */
  done: string;
  /** Closes the dialog, or leaves the page. */
  onDone: () => void;
  onClose: () => void;
  /** What follows from it. */
  children: ReactNode;
};

/** Asks before an act, and says why where it could not be done. Cancel has the focus first. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, act, onConfirm, done, onDone, onClose, children } = props;
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = async () => {
    setBusy(true);
    const result = await answerOf(onConfirm());
    setBusy(false);
    if (!result.ok) return setProblem(result.error.message);
    toast({ message: done, tone: 'good' });
    onDone();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button variant="text" onClick={onClose} data-autofocus="">
            Cancel
          </Button>
          <Button variant={act.variant ?? 'danger'} icon={act.icon} busy={busy} onClick={confirm}>
            {act.label}
          </Button>
        </>
      }
    >
      {children}
      {problem && (
        <p className="banner tone-bad" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}
