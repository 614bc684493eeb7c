'use client';

import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { ProdNames } from '@/components/environments/prod-note';
import { Button, type ButtonVariant } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import type { ActionError, ActionResult } from '@/lib/action';
import { answerOf } from './answer-of';
import { rememberReason } from './recent-reasons';
import { RecentReasons } from './recent-reasons-list';
import { requestId } from './request-id';
import type { Told } from './told';

type ReasonedDialogProps = {
  title: string;
  act: { label: string; icon: string; variant?: ButtonVariant | undefined };
  /** The names of the production environments that it reaches. */
  production: readonly string[];
  /** Where everybody can read the reason afterwards. */
  kept?: 'history' | 'activity' | undefined;
  /** Whether it may be left out why. */
  optional?: boolean | undefined;
  /** @param request names this opening of the dialog: what is sent again under it is done once */
  onConfirm: (reason: string, request: string) => Promise<ActionResult<Told>>;
  /** How a refusal is shown that is about more than the reason; by default as the reason's problem. */
  refusal?: ((error: ActionError) => ReactNode) | undefined;
  onClose: () => void;
  /** What follows from it, and what else there is to enter. */
  children: ReactNode;
};

/** Says what follows from an act, asks why, does it, and tells how it went. The reason has the focus, Enter confirms. */
export function ReasonedDialog(props: ReasonedDialogProps) {
  const {
    title,
    act,
    production,
    kept = 'activity',
    optional = false,
    onConfirm,
    refusal,
    onClose,
    children,
  } = props;
  const toast = useToast();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [request] = useState(requestId);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [refused, setRefused] = useState<ActionError | null>(null);

  const ask = (message: string) => {
    setProblem(message);
    form.current?.querySelector<HTMLInputElement>('[name=reason]')?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = reason.trim();
    setRefused(null);
    if (!optional && !given) return ask("The reason can't be empty.");
    setProblem(null);
    setBusy(true);
    const result = await answerOf(onConfirm(given, request));
    setBusy(false);
    if (!result.ok) {
      const { fields, message } = result.error;
      const wrong = fields.find(({ path }) => path === 'reason')?.message;
      return refusal && !wrong ? setRefused(result.error) : ask(wrong ?? message);
    }
    if (given) rememberReason(given);
    toast(result.value);
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
            Not now
          </Button>
          <Button type="submit" form={formId} variant={act.variant ?? 'primary'} icon={act.icon} busy={busy}>
            {act.label}
          </Button>
        </>
      }
    >
      <ProdNames names={production} />
      {refused && refusal?.(refused)}
      <form id={formId} ref={form} onSubmit={submit} noValidate className="stack">
        {children}
        <TextField
          name="reason"
          label={optional ? 'Reason (optional)' : 'Reason'}
          hint={`It is kept in the ${kept} for everybody to read.`}
          value={reason}
          onChange={setReason}
          error={problem}
          required={!optional}
          autoComplete="off"
          data-autofocus=""
        />
      </form>
      <RecentReasons onChoose={setReason} />
    </Dialog>
  );
}
